"""Filters of the practice's lists, one for page and API."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet

from practice.models import Credential, Membership

FIRST, LAST = date(1990, 1, 1), date(2999, 12, 31)  # days beyond cannot be told in every time zone


class MembershipFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Members by role and by whether they still work here."""

    role = django_filters.CharFilter(method="with_role", label="Role")
    active = django_filters.BooleanFilter(label="Active")

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()

    def with_role(self, rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """Members with this role among theirs."""
        return rows.filter(roles__contains=[value])


class CredentialFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Credentials of a member."""

    membership = django_filters.ModelChoiceFilter(queryset=Membership.objects.all())

    class Meta:
        model = Credential
        fields: tuple[str, ...] = ()
