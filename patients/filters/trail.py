"""The filter of the trail, one for page and API."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django import forms
from django.db.models import QuerySet
from django_filters.fields import ModelChoiceField, ModelChoiceIterator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from patients import selectors
from patients.models import Patient
from practice import selectors as practice
from practice.access import Role
from practice.actions import ACTIONS
from practice.audit import AuditEvent
from practice.filters import FIRST, LAST
from practice.trail_words import in_words

Choices = list[tuple[str, str]]


class StaffListed(ModelChoiceIterator):  # type: ignore[misc]
    """A list without the patients' accounts: their names are nobody's choice."""

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self.queryset: QuerySet[Any] = field.queryset.exclude(roles=[Role.PATIENT])


class MemberField(ModelChoiceField):  # type: ignore[misc]
    """Members by name; a patient's account is taken by its id and never listed."""

    iterator = StaffListed

    def label_from_instance(self, member: Any) -> str:
        """The name alone."""
        return str(member.name)


def verbs() -> Choices:
    """Everything that the trail knows to say, in words, by the words."""
    return sorted(((verb, in_words(verb)) for verb in ACTIONS), key=lambda choice: choice[1])


class MemberFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]
    """Somebody who belongs or belonged to the clinic."""

    field_class = MemberField


class _TrailFilter(django_filters.FilterSet):  # type: ignore[misc]
    member = MemberFilter(
        queryset=lambda request: practice.members(), method="by_member", label="Who", empty_label="Everybody"
    )
    verb = django_filters.ChoiceFilter(choices=verbs, label="What was done", empty_label="Everything")
    record = django_filters.CharFilter(
        method="of_patient", label="Patient's record number", max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    target = django_filters.UUIDFilter(field_name="target_id", widget=forms.HiddenInput)

    class Meta:
        model = AuditEvent
        fields: tuple[str, ...] = ()

    @extend_schema_field(OpenApiTypes.UUID)
    def by_member(self, rows: "QuerySet[Any]", name: str, member: Any) -> "QuerySet[Any]":
        """What a member did."""
        return rows.filter(membership_id=member.pk)

    def of_patient(self, rows: "QuerySet[Any]", name: str, number: str) -> "QuerySet[Any]":
        """What was done to the record of one patient, by a number on a folder; merged records are part of it."""
        found = Patient.objects.filter(record_number__iexact=number.strip()).first()
        return rows.filter(patient_id__in=selectors.records_of_one(found)) if found else rows.none()

    def in_days(self, rows: "QuerySet[Any]", name: str, day: date) -> "QuerySet[Any]":
        """From the first moment of a day of the clinic, or up to its last."""
        start = datetime.combine(min(max(day, FIRST), LAST), time(), ZoneInfo(practice.clinic().timezone))
        return rows.filter(at__gte=start) if name == "from" else rows.filter(at__lt=start + timedelta(days=1))


DAYS = {
    name: django_filters.DateFilter(
        field_name=name, method="in_days", label=name.capitalize(), widget=forms.DateInput(attrs={"type": "date"})
    )
    for name in ("from", "to")
}
TrailFilter = type("TrailFilter", (_TrailFilter,), DAYS)
TrailFilter.__doc__ = "The trail by who, what, whose record, and the days (`from` is a word of Python's)."
