"""Filters of the practice's lists, one for page and API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import DateInput, HiddenInput

from practice import selectors
from practice.actions import ACTIONS
from practice.audit import AuditEvent
from practice.models import Credential, Membership


def _verbs() -> list[tuple[str, str]]:
    return [(verb, verb_in_words(verb)) for verb in sorted(ACTIONS)]


def verb_in_words(verb: str) -> str:
    """'member.signed_in' → 'Member signed in'."""
    return verb.replace(".", " ").replace("_", " ").capitalize()


class TrailFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The trail by record, by what was done, by whom, and by day."""

    target = django_filters.UUIDFilter(field_name="target_id", label="Record", widget=HiddenInput)
    verb = django_filters.ChoiceFilter(choices=_verbs, label="What was done", empty_label="Everything")
    member = django_filters.ModelChoiceFilter(
        queryset=Membership.objects.all(), method="by_member", label="By whom", empty_label="Everybody"
    )
    since = django_filters.DateFilter(
        field_name="at", lookup_expr="date__gte", label="From", widget=DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = AuditEvent
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.form.fields["member"]
        people.queryset = selectors.members()
        people.label_from_instance = lambda member: member.name

    def by_member(self, rows: "QuerySet[Any]", name: str, member: Membership) -> "QuerySet[Any]":
        """What a member did."""
        return rows.filter(membership_id=member.pk)


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
