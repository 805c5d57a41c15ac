"""Filters of the practice's lists, one for page and API."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from practice import selectors
from practice.models import Credential, Membership
from practice.rules import YEARS

FIRST, LAST = date(1990, 1, 1), date(2999, 12, 31)  # days beyond cannot be told in every time zone


class ClinicMoment(forms.DateTimeField):
    """A moment; without an offset it is one of the clinic's clock, whichever door it came through."""

    def to_python(self, value: Any) -> datetime | None:
        """As it was sent, in a year in which every calendar can count."""
        if value in self.empty_values:
            return None
        found = _read(str(value).strip())
        if found is None or found.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(selectors.clinic().timezone))


def _read(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:  # well formed, and no day or hour that there is
        return None


class MomentFilter(django_filters.IsoDateTimeFilter):  # type: ignore[misc]
    """By a moment, RFC 3339; without an offset on the clinic's clock."""

    field_class = ClinicMoment


class ChangedSince(django_filters.FilterSet):  # type: ignore[misc]
    """Rows that changed since a moment."""

    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte")


class MembershipFilter(ChangedSince):
    """Members by role, by whether they still work here, and by change."""

    role = django_filters.CharFilter(method="with_role", label="Role")
    active = django_filters.BooleanFilter(label="Active")

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()

    def with_role(self, rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """Members with this role among theirs."""
        return rows.filter(roles__contains=[value])


class CredentialFilter(ChangedSince):
    """Credentials of a member, and by change."""

    membership = django_filters.ModelChoiceFilter(queryset=Membership.objects.all())

    class Meta:
        model = Credential
        fields: tuple[str, ...] = ()
