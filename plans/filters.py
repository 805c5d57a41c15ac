"""Filters of lists, one for page and API."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from patients.models import EpisodeOfCare, Patient
from plans.models import AdherenceDay, Certification, DiaryDay, Goal, Prescription, TreatmentPlan
from plans.selectors import exercises as selectors
from practice import selectors as practice
from practice.filters import ChangedSince

NOT_HERE = {"invalid_choice": "There is no such record."}


def _of(rows: "QuerySet[Any]", field_name: str) -> django_filters.ModelChoiceFilter:
    """By the id of a row of the clinic in force."""
    return django_filters.ModelChoiceFilter(queryset=rows, field_name=field_name, error_messages=NOT_HERE)


def _from_to(field_name: str) -> dict[str, django_filters.DateFilter]:
    """`from` and `to`, both days inside; `from` is a word of Python's, hence not an attribute in a class body."""
    return {
        "from": django_filters.DateFilter(field_name=field_name, lookup_expr="gte"),
        "to": django_filters.DateFilter(field_name=field_name, lookup_expr="lte"),
    }


class PlanFilter(ChangedSince):
    """Plans of an episode, signed or not, and by change."""

    episode = _of(EpisodeOfCare.objects.all(), "episode")
    signed = django_filters.BooleanFilter(field_name="signed_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = TreatmentPlan
        fields: tuple[str, ...] = ()


class GoalFilter(ChangedSince):
    """Goals of a plan or an episode, and by change."""

    plan = _of(TreatmentPlan.objects.all(), "plan")
    episode = _of(EpisodeOfCare.objects.all(), "plan__episode")

    class Meta:
        model = Goal
        fields: tuple[str, ...] = ()


class CertificationFilter(ChangedSince):
    """Certifications of an episode, and by change."""

    episode = _of(EpisodeOfCare.objects.all(), "episode")

    class Meta:
        model = Certification
        fields: tuple[str, ...] = ()


class PrescriptionFilter(ChangedSince):
    """Prescriptions of an episode, ended or not, and by change."""

    episode = _of(EpisodeOfCare.objects.all(), "episode")
    active = django_filters.BooleanFilter(method="not_ended", label="Not ended")

    class Meta:
        model = Prescription
        fields: tuple[str, ...] = ()

    def not_ended(self, rows: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        """Those that have not ended by today in the clinic, or those that have."""
        running = selectors.not_ended(practice.today_in(practice.clinic()))
        return rows.filter(running) if value else rows.exclude(running)


class _AdherenceFilter(ChangedSince):
    prescription = _of(Prescription.objects.all(), "prescription")
    episode = _of(EpisodeOfCare.objects.all(), "prescription__episode")

    class Meta:
        model = AdherenceDay
        fields: tuple[str, ...] = ()


class _DiaryFilter(ChangedSince):
    patient = _of(Patient.objects.all(), "patient")

    class Meta:
        model = DiaryDay
        fields: tuple[str, ...] = ()


AdherenceFilter = type("AdherenceFilter", (_AdherenceFilter,), _from_to("on"))
DiaryFilter = type("DiaryFilter", (_DiaryFilter,), _from_to("on"))
