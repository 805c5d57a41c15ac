"""Filters of people, their records, appointments and episodes."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django_filters.fields import ModelChoiceField

from patients import selectors
from patients.models import (
    Appointment,
    Assessment,
    Clearance,
    Consent,
    EpisodeOfCare,
    Measurement,
    Override,
    Patient,
    PatientMerge,
    Screening,
    Visit,
)
from patients.selectors.appointments import on_days
from practice import access, reference
from practice import selectors as practice
from practice.access import Permission
from practice.filters import FIRST, LAST, ChangedSince, MomentFilter

Choices = list[tuple[str, str]]
NO_EPISODE = "none"
SEARCH_BOX = {"type": "search", "autocomplete": "off", "placeholder": "Name, record number, birth date"}


def conditions() -> Choices:
    """Conditions of the catalogue."""
    return [(key, condition["name"]) for key, condition in reference.conditions().items()]


def measures() -> Choices:
    """Measures of the catalogue."""
    return [(key, measure["name"]) for key, measure in reference.measures().items()]


def therapists(request: Any) -> "QuerySet[Any]":
    """The clinic's therapists."""
    return practice.therapists()


class TherapistField(ModelChoiceField):  # type: ignore[misc]
    """Therapists by the name that colleagues know."""

    def label_from_instance(self, member: Any) -> str:
        """The name with its credentials."""
        return str(member.signature_name)


class TherapistFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]
    """One of the clinic's therapists."""

    field_class = TherapistField


class PatientFilter(ChangedSince):
    """Patients by name, record number or birth date, by their episodes, and by change."""

    q = django_filters.CharFilter(
        method="find", label="Find", max_length=120,
        widget=forms.TextInput(attrs=SEARCH_BOX),
    )  # fmt: skip
    therapist = TherapistFilter(
        queryset=therapists, method="with_episode", label="Therapist", empty_label="Every therapist"
    )
    condition = django_filters.ChoiceFilter(
        choices=conditions, method="with_episode", label="Condition", empty_label="Every condition"
    )
    status = django_filters.ChoiceFilter(
        choices=[*EpisodeOfCare.State.choices, (NO_EPISODE, "No episode yet")], method="with_status", label="Status",
        empty_label="Every status",
    )  # fmt: skip
    merged = django_filters.BooleanFilter(field_name="merged_into", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Patient
        fields: tuple[str, ...] = ()

    def find(self, rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """By the beginnings of the names, the record number, or the date of birth; of merged records too."""
        return rows.filter(selectors.found_by(value))

    def with_episode(self, rows: "QuerySet[Any]", name: str, value: Any) -> "QuerySet[Any]":
        """With an episode of this therapist or condition; a condition is part of the chart."""
        if name == "condition":
            self._require_chart()
        return rows.filter(pk__in=EpisodeOfCare.objects.filter(**{name: value}).values("patient"))

    def with_status(self, rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """With an episode in this state, or with none at all."""
        self._require_chart()
        if value == NO_EPISODE:
            return rows.exclude(pk__in=EpisodeOfCare.objects.values("patient"))
        return rows.filter(pk__in=EpisodeOfCare.objects.filter(state=value).values("patient"))

    def _require_chart(self) -> None:
        access.require(getattr(self.request, "actor", None) or self.request._request.actor, Permission.CHART_VIEW)


class MergeFilter(ChangedSince):
    """Merges by the record that stays or the one that went into it, by whether they hold, and by change."""

    kept = django_filters.UUIDFilter(field_name="kept_id")
    merged = django_filters.UUIDFilter(field_name="merged_id")
    undone = django_filters.BooleanFilter(field_name="undone_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = PatientMerge
        fields: tuple[str, ...] = ()


class AppointmentFilter(ChangedSince):
    """Appointments by the clinic's day, time, therapist, patient, state and change."""

    day = django_filters.DateFilter(method="of_day")
    starts_from = MomentFilter(field_name="starts_at", lookup_expr="gte")
    starts_to = MomentFilter(field_name="starts_at", lookup_expr="lte")
    therapist = django_filters.UUIDFilter(field_name="therapist_id")
    patient = django_filters.UUIDFilter(field_name="patient_id")
    state = django_filters.ChoiceFilter(choices=Appointment.State.choices)

    class Meta:
        model = Appointment
        fields: tuple[str, ...] = ()

    def of_day(self, rows: "QuerySet[Any]", name: str, day: date) -> "QuerySet[Any]":
        """Those that begin on a day of the clinic."""
        day = min(max(day, FIRST), LAST)
        return on_days(rows, day, day)


class EpisodeFilter(ChangedSince):
    """Episodes by patient, state, therapist, condition and change."""

    patient = django_filters.UUIDFilter(field_name="patient_id")
    state = django_filters.ChoiceFilter(choices=EpisodeOfCare.State.choices)
    therapist = django_filters.UUIDFilter(field_name="therapist_id")
    condition = django_filters.ChoiceFilter(choices=conditions)

    class Meta:
        model = EpisodeOfCare
        fields: tuple[str, ...] = ()


class OfEpisodeFilter(ChangedSince):
    """Rows of an episode or a patient."""

    episode = django_filters.UUIDFilter(field_name="episode_id")
    patient = django_filters.UUIDFilter(field_name="episode__patient_id")


class ScreeningFilter(OfEpisodeFilter):
    """Screens by episode, patient and change."""

    class Meta:
        model = Screening
        fields: tuple[str, ...] = ()


class ClearanceFilter(OfEpisodeFilter):
    """Clearances by episode, patient and change."""

    class Meta:
        model = Clearance
        fields: tuple[str, ...] = ()


class OverrideFilter(OfEpisodeFilter):
    """Overrides by episode, patient and change."""

    class Meta:
        model = Override
        fields: tuple[str, ...] = ()


class ConsentFilter(OfEpisodeFilter):
    """Consents by episode, patient and change."""

    class Meta:
        model = Consent
        fields: tuple[str, ...] = ()


class OfVisitFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Notes of a visit by episode, patient, therapist, time, signature and change."""

    episode = django_filters.UUIDFilter(field_name="visit__episode_id")
    patient = django_filters.UUIDFilter(field_name="visit__episode__patient_id")
    therapist = django_filters.UUIDFilter(field_name="visit__therapist_id")
    occurred_from = MomentFilter(field_name="visit__occurred_at", lookup_expr="gte")
    occurred_to = MomentFilter(field_name="visit__occurred_at", lookup_expr="lte")
    signed = django_filters.BooleanFilter(field_name="visit__signed_at", lookup_expr="isnull", exclude=True)
    updated_since = MomentFilter(field_name="visit__updated_at", lookup_expr="gte")


class AssessmentFilter(OfVisitFilter):
    """Assessments as other notes, and by kind."""

    kind = django_filters.ChoiceFilter(field_name="visit__kind", choices=Visit.Kind.choices)

    class Meta:
        model = Assessment
        fields: tuple[str, ...] = ()


class MeasurementFilter(ChangedSince):
    """Measurements by episode, measure, phase, time and change."""

    episode = django_filters.UUIDFilter(field_name="visit__episode_id")
    measure = django_filters.ChoiceFilter(choices=measures)
    phase = django_filters.ChoiceFilter(choices=Measurement.Phase.choices)
    occurred_from = MomentFilter(field_name="visit__occurred_at", lookup_expr="gte")
    occurred_to = MomentFilter(field_name="visit__occurred_at", lookup_expr="lte")

    class Meta:
        model = Measurement
        fields: tuple[str, ...] = ()
