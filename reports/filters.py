"""Filters of lists, one for page and API."""

import django_filters

from reports.models import Report


class ReportFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Reports by episode, state and change."""

    episode = django_filters.UUIDFilter(field_name="episode_id")
    state = django_filters.ChoiceFilter(choices=Report.State.choices, label="State", empty_label="Every state")
    updated_since = django_filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Report
        fields: tuple[str, ...] = ()
