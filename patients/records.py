"""The record of a person while something is written into it: called by services, inside their gate."""

from uuid import UUID

from patients.models import Patient
from patients.rules.merging import require_standing


def locked_record(patient_id: UUID, *, if_version: int | None = None) -> Patient:
    """The patient, locked until the transaction ends; refused once the record was merged into another one.

    A merge locks the same row first: what is written at the same moment moves with the record, or is refused.
    """
    patient: Patient = Patient.objects.locked(patient_id, if_version=if_version)
    require_standing(patient.merged_into)
    return patient
