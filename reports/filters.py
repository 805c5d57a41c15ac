"""Filters of lists, one for page and API."""

import django_filters
from django import forms

from practice.filters import MomentFilter
from reports.models import Report


class ReportFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Reports by episode, state and change; people choose by state, links and programs by the others too."""

    episode = django_filters.UUIDFilter(field_name="episode_id", widget=forms.HiddenInput)
    state = django_filters.ChoiceFilter(choices=Report.State.choices, label="State", empty_label="Every state")
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte", widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields: tuple[str, ...] = ()
