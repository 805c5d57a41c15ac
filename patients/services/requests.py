"""Requests for an appointment: taken from strangers, answered by the desk, erased in time."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from patients.models import AppointmentRequest, Patient
from patients.rules import requests as rules
from patients.rules.appointments import require_reason
from patients.services.appointments import book_appointment
from patients.services.people import register_patient
from patients.vocabulary import RequestState as State
from practice.access import Actor, Permission
from practice.actions import action
from practice.scoping import new_id


def take_request(**typed: Any) -> AppointmentRequest:
    """What a stranger asks for on the public page. Nobody acts yet, so the trail begins with the desk's answer."""
    rules.require_answerable(typed["phone"], typed["email"], may_contact=typed["may_contact"])
    row = AppointmentRequest(id=new_id(), **typed)
    row.save(force_insert=True)
    return row


@action(needs=Permission.REQUEST_ANSWER, logs="appointment_request.accepted")
def accept_request(
    *, actor: Actor, request: AppointmentRequest, now: datetime, today: date, patient: Patient | None = None,
    person: Mapping[str, Any] | None = None, if_version: int | None = None, **appointment: Any,
) -> AppointmentRequest:  # fmt: skip
    """An appointment of it: for a patient who is known, or for the person who is registered with it."""
    row = _locked(request, if_version)
    rules.require_new(row.state)
    who = patient or register_patient(actor=actor, today=today, **(person or {}))
    row.appointment = book_appointment(actor=actor, patient=who, now=now, **appointment)
    return _answered(row, State.ACCEPTED, actor, now)


@action(needs=Permission.REQUEST_ANSWER, logs="appointment_request.declined")
def decline_request(
    *, actor: Actor, request: AppointmentRequest, reason: str, now: datetime, if_version: int | None = None
) -> AppointmentRequest:
    """There will be no appointment, and why; whoever asked is told by the desk."""
    require_reason(reason)
    row = _locked(request, if_version)
    rules.require_new(row.state)
    row.reason = reason.strip()
    return _answered(row, State.DECLINED, actor, now)


@action(needs=Permission.REQUEST_ANSWER, logs="appointment_request.reopened")
def reopen_request(
    *, actor: Actor, request: AppointmentRequest, if_version: int | None = None
) -> AppointmentRequest:  # fmt: skip
    """It was declined by mistake, or a time was found after all."""
    row = _locked(request, if_version)
    rules.require_declined(row.state)
    row.state, row.reason, row.answered_at, row.answered_by_id = State.NEW, "", None, None
    row.save()
    return row


def erase_old_requests(now: datetime) -> int:
    """Remove what came more than 90 days ago, in the clinics in force; how many. Safe to run twice."""
    removed, _ = AppointmentRequest.objects.filter(created_at__lt=rules.erased_before(now)).delete()
    return int(removed)


def _locked(request: AppointmentRequest, if_version: int | None) -> AppointmentRequest:
    row: AppointmentRequest = AppointmentRequest.objects.locked(request.pk, if_version=if_version)
    return row


def _answered(row: AppointmentRequest, state: State, actor: Actor, now: datetime) -> AppointmentRequest:
    row.state, row.answered_at, row.answered_by_id = state, now, actor.membership_id
    row.save()
    return row
