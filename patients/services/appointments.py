"""Booking, moving and cancelling appointments, and what became of them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.models import Appointment, EpisodeOfCare, Patient, Visit
from patients.records import locked_record
from patients.rules import appointments as rules
from patients.rules.appointments import Step
from patients.rules.episodes import require_in_care
from patients.selectors.appointments import outside_the_hours, taken_by
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import RuleViolation, require
from practice.models import Membership
from practice.scoping import new_id


@action(needs=Permission.APPOINTMENT_WRITE, logs="appointment.booked")
def book_appointment(
    *, actor: Actor, patient: Patient, therapist: Membership, starts_at: datetime, ends_at: datetime, now: datetime,
    kind: str = Visit.Kind.TREATMENT, episode: EpisodeOfCare | None = None, note: str = "", id: UUID | None = None,
    outside_hours: bool = False,
) -> Appointment:  # fmt: skip
    """A new appointment; refused where therapist or patient have another one at that time, or outside the hours unless
    that is meant.
    """
    row = Appointment(
        id=id or new_id(), patient=locked_record(patient.pk), therapist=therapist, starts_at=starts_at,
        ends_at=ends_at, kind=kind, episode=episode, note=note, agreed_at=now,
    )  # fmt: skip
    _require_bookable(row, now)
    _require_licensed(row, now)
    if not outside_hours:
        _require_hours(row)
    row.save(force_insert=True)
    return row


@action(needs=Permission.APPOINTMENT_WRITE, logs="appointment.changed")
def change_appointment(
    *, actor: Actor, appointment: Appointment, now: datetime, if_version: int | None = None,
    outside_hours: bool = False, **details: Any,
) -> Appointment:  # fmt: skip
    """Another time, therapist, kind, course of care or note; a new start alone keeps the length."""
    locked_record(appointment.patient_id)
    row = _locked(appointment, if_version)
    rules.require_changeable(row.state)
    rules.require_same_patient(same=details.pop("patient", row.patient).pk == row.patient_id)
    if "starts_at" in details and "ends_at" not in details:
        details["ends_at"] = details["starts_at"] + (row.ends_at - row.starts_at)
    moved = details.get("starts_at", row.starts_at) != row.starts_at
    before = (row.starts_at, row.ends_at, row.therapist_id)
    for name, value in details.items():
        setattr(row, name, value)
    _require_bookable(row, now, moved=moved)
    if before != (row.starts_at, row.ends_at, row.therapist_id):
        _require_licensed(row, now)
        if not outside_hours:
            _require_hours(row)
    if moved:
        row.agreed_at, row.reminded_at = now, None
    row.save()
    return row


@action(needs=Permission.APPOINTMENT_WRITE, logs="appointment.cancelled")
def cancel_appointment(
    *, actor: Actor, appointment: Appointment, reason: str, now: datetime, if_version: int | None = None,
    absence: UUID | None = None,
) -> Appointment:  # fmt: skip
    """It will not take place, and why; its time is free again. `absence` is the visit that says so, where one does."""
    rules.require_reason(reason)
    return _step(appointment, Step.CANCEL, now, if_version, {"reason": reason.strip(), "given_up_by": absence})


@action(needs=Permission.APPOINTMENT_WRITE, logs="appointment.arrived")
def mark_arrived(
    *, actor: Actor, appointment: Appointment, now: datetime, if_version: int | None = None
) -> Appointment:  # fmt: skip
    """The patient is here and waits."""
    return _step(appointment, Step.ARRIVE, now, if_version, {"arrived_at": now})


@action(needs=Permission.APPOINTMENT_WRITE, logs="appointment.started")
def mark_started(
    *, actor: Actor, appointment: Appointment, now: datetime, if_version: int | None = None
) -> Appointment:  # fmt: skip
    """The patient is with the therapist."""
    return _step(appointment, Step.START, now, if_version, {})


@action(needs=Permission.APPOINTMENT_WRITE, logs="appointment.finished")
def mark_finished(
    *, actor: Actor, appointment: Appointment, now: datetime, if_version: int | None = None
) -> Appointment:  # fmt: skip
    """It took place."""
    return _step(appointment, Step.FINISH, now, if_version, {})


@action(needs=Permission.APPOINTMENT_WRITE, logs="appointment.missed")
def mark_missed(
    *, actor: Actor, appointment: Appointment, now: datetime, if_version: int | None = None, absence: UUID | None = None
) -> Appointment:
    """The patient did not come. What that means for the care is the clinician's to record, as a visit: `absence` is
    that one, where it was written first.
    """
    return _step(appointment, Step.MISS, now, if_version, {"given_up_by": absence})


@action(needs=Permission.APPOINTMENT_WRITE, logs="appointment.restored")
def restore_appointment(
    *, actor: Actor, appointment: Appointment, now: datetime, if_version: int | None = None
) -> Appointment:  # fmt: skip
    """Booked again: a step that was taken by mistake is taken back, if the time is still free."""
    return _step(appointment, Step.RESTORE, now, if_version, {"arrived_at": None, "reason": ""})


@action(needs=Permission.SIGN_IN, logs="appointment.reminded")
def remind_of_appointment(*, actor: Actor, appointment: Appointment, now: datetime) -> Appointment:
    """That the patient was reminded; an e-mail follows. Done for the therapist by the clock, once for each time."""
    row = _locked(appointment, None)
    require(row.reminded_at is None, "already_reminded", "The patient was reminded of this time already.")
    row.reminded_at = now
    row.save()
    return row


def _step(
    appointment: Appointment, step: Step, now: datetime, if_version: int | None, details: Mapping[str, Any]
) -> Appointment:
    row = _locked(appointment, if_version)
    to = rules.next_state(row.state, step)
    rules.require_time_come(step, row.state, starts_at=row.starts_at, now=now, **_days(row, now))
    takes_time_again = row.state in rules.TAKES_NO_TIME
    row.state, row.given_up_by = to, None
    for name, value in details.items():
        setattr(row, name, value)
    if takes_time_again:
        rules.require_free(taken_by(row, row.starts_at, row.ends_at))
    row.save()
    return row


def _locked(appointment: Appointment, if_version: int | None) -> Appointment:
    rows = Appointment.objects.select_related("patient", "therapist")
    row: Appointment = rows.locked(appointment.pk, if_version=if_version)
    return row


def _days(row: Appointment, now: datetime) -> dict[str, date]:
    zone = ZoneInfo(practice.clinic().timezone)
    return {"starts_on": row.starts_at.astimezone(zone).date(), "today": now.astimezone(zone).date()}


def _require_bookable(row: Appointment, now: datetime, *, moved: bool = True) -> None:
    rules.require_bookable_time(row.starts_at, row.ends_at, now=now if moved else None, **_days(row, now))
    rules.require_therapist(row.therapist.roles, active=row.therapist.active)
    if row.episode is not None:
        rules.require_fitting_episode(same_patient=row.episode.patient_id == row.patient_id)
        require_in_care(row.episode.state)
    rules.require_free(taken_by(row, row.starts_at, row.ends_at))


def _require_licensed(row: Appointment, now: datetime) -> None:
    licences = practice.licence_days().get(row.therapist_id, ())
    rules.require_licensed(licences, who=row.therapist.name, **_days(row, now))


def _require_hours(row: Appointment) -> None:
    if problems := outside_the_hours(row.therapist, row.starts_at, row.ends_at):
        raise RuleViolation(problems)
