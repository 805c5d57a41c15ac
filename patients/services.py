"""Everything that changes people."""

from datetime import date
from typing import Any
from uuid import UUID

from patients import selectors
from patients.models import Patient
from patients.rules import people
from practice.access import Actor, Permission
from practice.actions import action
from practice.scoping import new_id


@action(needs=Permission.PATIENT_WRITE, logs="patient.registered")
def register_patient(*, actor: Actor, today: date, id: UUID | None = None, **details: Any) -> Patient:
    """A new patient, with the clinic's next record number."""
    people.require_plausible_birth(details["date_of_birth"], today)
    patient = Patient(id=id or new_id(), record_number=_next_record_number(), **details)
    patient.search_name = _search_name(patient)
    patient.save(force_insert=True)
    return patient


@action(needs=Permission.PATIENT_WRITE, logs="patient.changed")
def change_patient(
    *, actor: Actor, patient: Patient, today: date, if_version: int | None = None, **details: Any
) -> Patient:
    """Changed details of a patient."""
    people.require_plausible_birth(details.get("date_of_birth", patient.date_of_birth), today)
    patient = Patient.objects.locked(patient.pk, if_version=if_version)
    for name, value in details.items():
        setattr(patient, name, value)
    patient.search_name = _search_name(patient)
    patient.save()
    return patient


def _search_name(patient: Patient) -> str:
    return selectors.folded(f"{patient.given_name} {patient.preferred_name} {patient.family_name}")[:260]


def _next_record_number() -> str:
    return f"P-{str(new_id()).replace('-', '')[:13].upper()}"
