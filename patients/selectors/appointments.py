"""Appointments: which the actor may see, those of a day or a week, and who has one already."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from patients.models import Appointment, Visit
from patients.rules.appointments import (
    GIVEN_UP_FROM,
    STILL_TO_COME,
    TAKES_NO_TIME,
    USUAL_MINUTES,
    given_up,
    kept,
    not_free,
    outside_hours,
    reminder_due,
)
from patients.vocabulary import TOOK_PLACE
from practice import access
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.errors import Blocker
from practice.models import Membership


def appointments_for(actor: Actor) -> "QuerySet[Appointment]":
    """The appointments that the actor may see: all of the clinic, or for a patient their own."""
    own = access.only_own(actor, Permission.APPOINTMENT_VIEW)
    rows: QuerySet[Appointment] = Appointment.objects.select_related("patient", "therapist")
    return rows if own is None else rows.filter(patient_id=own)


def on_days(rows: "QuerySet[Any]", first: date, last: date) -> "QuerySet[Any]":
    """Those that begin on these days of the clinic, in order of time."""
    zone = ZoneInfo(practice.clinic().timezone)
    begin, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    return rows.filter(starts_at__gte=begin, starts_at__lt=end).order_by("starts_at", "pk")


def of_day(day: date, therapist_id: UUID | None = None) -> list[Appointment]:
    """The appointments of a day with patient and therapist, of one therapist or of all."""
    rows = Appointment.objects.select_related("patient", "therapist")
    if therapist_id is not None:
        rows = rows.filter(therapist_id=therapist_id)
    return list(on_days(rows, day, day))


def from_day_on(day: date) -> "QuerySet[Appointment]":
    """What is still to come on a day of the clinic and after it, whoever it is with, in order of time."""
    begin = datetime.combine(day, time(), ZoneInfo(practice.clinic().timezone))
    rows: QuerySet[Appointment] = Appointment.objects.filter(starts_at__gte=begin, state__in=STILL_TO_COME)
    return rows.select_related("patient", "therapist").order_by("starts_at", "pk")


def without_therapist(day: date) -> "QuerySet[Appointment]":
    """Of these the ones with somebody who treats here no more (`Membership.gone`): to be moved, or cancelled."""
    return from_day_on(day).filter(practice.gone("therapist__"))


def to_come(patient_id: UUID, now: datetime) -> list[Appointment]:
    """What a patient has still before them, and what goes on just now, in order of time."""
    rows = Appointment.objects.filter(patient_id=patient_id, ends_at__gt=now, state__in=STILL_TO_COME)
    return list(rows.select_related("therapist").order_by("starts_at", "pk"))


def with_one_to_come(patient_ids: Iterable[UUID], now: datetime) -> set[UUID]:
    """Which of these patients have an appointment before them already."""
    rows = Appointment.objects.filter(patient_id__in=list(patient_ids), ends_at__gt=now, state__in=STILL_TO_COME)
    return set(rows.values_list("patient_id", flat=True))


def to_be_reminded_of(now: datetime) -> Iterator[Appointment]:
    """Booked ones whose reminder is due, with their therapists; locked, so that nobody else reminds at the same time.

    Left out: patients without an e-mail address, those who want no reminders, and what somebody else works on.
    """
    hours = practice.clinic().remind_hours
    if not hours:
        return
    rows = Appointment.objects.filter(
        state=Appointment.State.BOOKED, reminded_at__isnull=True, starts_at__gt=now,
        starts_at__lte=now + timedelta(hours=hours), patient__no_reminders=False,
    )  # fmt: skip
    for row in rows.exclude(patient__email="").select_related("therapist").select_for_update(
        of=("self",), skip_locked=True
    ):  # fmt: skip
        if reminder_due(row.starts_at, row.agreed_at, now, hours=hours):
            yield row


def kept_by(visit: Visit) -> Appointment | None:
    """The open appointment with the visit's therapist that a visit kept, by its time; None where it kept none."""
    if visit.state not in TOOK_PLACE:
        return None
    return _kept(visit.episode.patient_id, visit.therapist_id, visit.occurred_on, visit.occurred_at)


def _kept(patient_id: UUID, therapist_id: UUID, day: date, at: datetime) -> Appointment | None:
    rows = Appointment.objects.filter(patient_id=patient_id, therapist_id=therapist_id)
    return kept(on_days(rows, day, day), at)


def planned_minutes(patient_id: UUID, therapist_id: UUID, now: datetime) -> tuple[int, bool]:
    """How long a visit that begins now is planned for, and whether that was booked with this therapist."""
    found = _kept(patient_id, therapist_id, practice.today_in(practice.clinic(), now), now)
    return (found.minutes, True) if found else (USUAL_MINUTES, False)


def given_up_by(visit: Visit) -> Appointment | None:
    """The open appointment of the patient's day that an absence gave up; None where it gave up none, or has already."""
    if visit.state not in GIVEN_UP_FROM:
        return None
    day = visit.occurred_on
    rows = on_days(Appointment.objects.filter(patient_id=visit.episode.patient_id), day, day)
    return given_up(rows, visit.occurred_at, visit.state, visit.pk)


def given_up_to(absence_id: UUID) -> list[Appointment]:
    """What an absence ended, and the calendar has not changed since."""
    rows = Appointment.objects.filter(given_up_by=absence_id, state__in=TAKES_NO_TIME)
    return list(rows.select_related("patient", "therapist").order_by("starts_at", "pk"))


def still_given_up(rows: Iterable[Appointment]) -> dict[UUID, list[Blocker]]:
    """Which of these appointments take no time now, and why they cannot be booked again."""
    ids = [row.pk for row in rows]
    gone = Appointment.objects.filter(pk__in=ids, state__in=TAKES_NO_TIME).select_related("therapist")
    return {row.pk: not_free(taken_by(row, row.starts_at, row.ends_at)) for row in gone}


def outside_the_hours(therapist: Membership, starts_at: datetime, ends_at: datetime) -> list[Blocker]:
    """Why a time lies outside the hours of whom it is with; empty where it lies within."""
    clinic = practice.clinic()
    begin, end = (moment.astimezone(ZoneInfo(clinic.timezone)) for moment in (starts_at, ends_at))
    return outside_hours(begin, end, clinic=clinic.opening_hours, own=therapist.working_hours, who=therapist.name)


def taken_by(
    appointment: Appointment, starts_at: datetime, ends_at: datetime
) -> dict[str, tuple[str, datetime, datetime]]:
    """Whose time an appointment would take twice, by field, with the times as the clinic's clocks show them."""
    zone = ZoneInfo(practice.clinic().timezone)
    whose = {"therapist": appointment.therapist.name, "patient": "The patient"}
    mine = Q(therapist_id=appointment.therapist_id) | Q(patient_id=appointment.patient_id)
    rows = Appointment.objects.filter(mine, starts_at__lt=ends_at, ends_at__gt=starts_at)
    found: dict[str, tuple[str, datetime, datetime]] = {}
    for row in rows.exclude(state__in=TAKES_NO_TIME).exclude(pk=appointment.pk).order_by("starts_at"):
        for field, who in whose.items():
            if getattr(row, f"{field}_id") == getattr(appointment, f"{field}_id"):
                found.setdefault(field, (who, row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)))
    return found
