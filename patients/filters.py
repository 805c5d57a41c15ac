"""Filters of lists, one for page and API."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from patients import selectors
from patients.models import Patient


class PatientFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Patients by name, record number or birth date, and by change."""

    q = django_filters.CharFilter(method="find", label="Name, record number or date of birth")
    updated_since = django_filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Patient
        fields: tuple[str, ...] = ()

    def find(self, rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """By any part of the name, or the record number."""
        return rows.filter(selectors.matching(value))
