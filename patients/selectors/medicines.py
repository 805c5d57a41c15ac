"""Which classes of acute medicine a patient is known to take, besides what the diary says."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from patients.models import HeadacheProfile, Patient
from patients.vocabulary import TOOK_PLACE


def known_medicines(patient: Patient) -> frozenset[str]:
    """The class in the patient's file, and those of the last headache profile."""
    own = {patient.acute_medicine} if patient.acute_medicine else set()
    return frozenset(own | profile_medicines([patient.pk]).get(patient.pk, frozenset()))


def profile_medicines(patient_ids: Collection[UUID], until: datetime | None = None) -> dict[UUID, frozenset[str]]:
    """By patient the classes taken on a day or more, as the last assessment with a headache profile tells them.

    A patient's headaches are those of the person, in whichever episode they were asked; `until` leaves later ones out.
    """
    rows = HeadacheProfile.objects.filter(
        assessment__visit__episode__patient_id__in=patient_ids, assessment__visit__state__in=TOOK_PLACE
    ).annotate(
        patient_id=F("assessment__visit__episode__patient_id"), occurred_at=F("assessment__visit__occurred_at")
    )  # fmt: skip
    rows = rows if until is None else rows.filter(occurred_at__lt=until)
    told: dict[UUID, tuple[Any, set[str]]] = {}
    names = ("patient_id", "assessment_id", "medicine_days")
    for patient_id, assessment_id, days in rows.order_by("occurred_at", "assessment_id").values_list(*names):
        last, classes = told.get(patient_id, (None, set()))
        told[patient_id] = (assessment_id, _taken(days) | (classes if last == assessment_id else set()))
    return {patient_id: frozenset(classes) for patient_id, (_, classes) in told.items()}


def _taken(days: dict[str, Any]) -> set[str]:
    return {key for key, number in (days or {}).items() if number}
