"""Appointments that an absence ended, when the absence is taken back. Called by services, inside their gate."""

from datetime import datetime

from patients.models import Visit
from patients.selectors.appointments import given_up_to
from patients.services.appointments import restore_appointment
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.errors import RuleViolation


def book_again(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Book what the absence ended again where the time is free still; the rest stays as it is.

    Who may not change the calendar does it for the therapist, in whose name the absence ended it.
    """
    who = actor if actor.may(Permission.APPOINTMENT_WRITE) else practice.actor_of(visit.therapist)
    for row in given_up_to(visit.pk):
        try:
            restore_appointment(actor=who, appointment=row, now=now)
        except RuleViolation:  # somebody else has the time by now; `still_given_up` says who
            continue
