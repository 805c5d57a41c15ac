"""Appointments that an absence ends, and books again when it is taken back. Called by services, inside their gate."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from patients.models import Visit
from patients.selectors.appointments import given_up_to
from patients.services.appointments import restore_appointment
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.errors import RuleViolation
from practice.models import Membership


def who_changes_the_calendar(by: UUID | None, visit: Visit) -> Actor | None:
    """Who wrote the absence down, where they may change the calendar; else one of the therapists, for them.

    None when nobody of them may, and the desk has to.
    """
    members = Membership.objects.filter(
        pk__in=[by or visit.therapist_id, visit.therapist_id, visit.episode.therapist_id]
    )
    there = {member.pk: practice.actor_of(member) for member in members.filter(active=True)}
    asked = (there.get(pk) for pk in (by, visit.therapist_id, visit.episode.therapist_id))
    return next((actor for actor in asked if actor and actor.may(Permission.APPOINTMENT_WRITE)), None)


def book_again(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Book what the absence ended again where the time is free still; the rest stays as it is."""
    given_up = given_up_to(visit.pk)
    who = _who_books(actor, visit) if given_up else None
    if who is None:
        return
    for row in given_up:
        try:
            restore_appointment(actor=who, appointment=row, now=now)
        except RuleViolation:  # somebody else has the time by now; `still_given_up` says who
            continue


def _who_books(actor: Actor, visit: Visit) -> Actor | None:
    """Who takes the absence back, where they may; else as for its end, and in the trail under the same request."""
    if actor.may(Permission.APPOINTMENT_WRITE):
        return actor
    instead = who_changes_the_calendar(None, visit)
    return replace(instead, request_id=actor.request_id) if instead else None
