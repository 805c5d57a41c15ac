"""Registering people and changing their details."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.functions import Length

from patients.models import Patient
from patients.records import locked_record
from patients.rules import people
from patients.selectors.people import namesakes
from practice import members
from practice import selectors as practice
from practice.access import Actor, Permission, Role
from practice.actions import action
from practice.scoping import new_id

DIGITS = 6
IDENTITY = ("given_name", "family_name", "date_of_birth")


@action(needs=Permission.PATIENT_WRITE, logs="patient.registered")
def register_patient(
    *, actor: Actor, today: date, id: UUID | None = None, confirm_duplicate: bool = False, **details: Any
) -> Patient:
    """A new patient, with the clinic's next record number; a namesake born on the same day has to be confirmed."""
    people.require_plausible_birth(details["date_of_birth"], today)
    people.require_names(details["given_name"], details["family_name"])
    number = _next_record_number()
    _require_new_person(Patient(**{name: details[name] for name in IDENTITY}), confirm_duplicate)
    patient = Patient(id=id or new_id(), record_number=number, **details)
    patient.save(force_insert=True)
    return patient


@action(needs=Permission.PATIENT_WRITE, logs="patient.changed")
def change_patient(
    *, actor: Actor, patient: Patient, today: date, if_version: int | None = None, confirm_duplicate: bool = False,
    **details: Any,
) -> Patient:  # fmt: skip
    """Changed details of a patient; becoming the namesake of another one born on the same day has to be confirmed."""
    people.require_plausible_birth(details.get("date_of_birth", patient.date_of_birth), today)
    patient = locked_record(patient.pk, if_version=if_version)
    renamed = any(details.get(name, getattr(patient, name)) != getattr(patient, name) for name in IDENTITY)
    for name, value in details.items():
        setattr(patient, name, value)
    people.require_names(patient.given_name, patient.family_name)
    if renamed:
        _require_new_person(patient, confirm_duplicate)
    patient.save()
    return patient


@action(needs=Permission.PATIENT_WRITE, logs="patient.invited")
def invite_patient(*, actor: Actor, patient: Patient, email: str, if_version: int | None = None) -> Patient:
    """The patient gets an account for the own diary, exercises and check-ins; an e-mail with a link follows.

    Once there is one, the same call sends the link again to its address.
    """
    row = locked_record(patient.pk, if_version=if_version)
    if row.membership is not None:
        people.require_same_address(email, row.membership.user.email)
        return row
    row.membership = members.new_member(email=email, name=row.full_name, roles=[Role.PATIENT])
    row.save()
    return row


def _require_new_person(patient: Patient, confirmed: bool) -> None:
    known = () if confirmed else namesakes(*(getattr(patient, name) for name in IDENTITY), but=patient.pk)
    people.require_new_person([row.pk for row in known], confirmed=confirmed)


def _next_record_number() -> str:
    """The clinic's prefix and its next number: HA-000001. One at a time, so that two desks never get the same."""
    clinic = practice.clinic()
    prefix = f"{clinic.slug.replace('-', '')[:2].upper()}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"record number {clinic.pk}"])
    ours = Patient.objects.filter(record_number__gte=prefix, record_number__regex=rf"^{prefix}[0-9]{{{DIGITS},12}}$")
    last = ours.order_by(Length("record_number").desc(), "-record_number").values_list("record_number", flat=True)
    number = int(last[0].removeprefix(prefix)) + 1 if (last := last[:1]) else 1
    return f"{prefix}{number:0{DIGITS}d}"
