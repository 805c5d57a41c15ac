"""Filters of lists, one for page and API."""

import django_filters
from django.db.models import QuerySet

from patients.models import Visit
from practice import reference
from sessions.models import AdverseEvent, CheckIn, NeedlingSession, VisitNote
from sessions.rules.visits import OUTCOMES

OUTCOME_CHOICES = [(outcome.value, Visit.State(outcome).label) for outcome in OUTCOMES]


class SessionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Sessions by episode, patient, therapist, time and signature."""

    episode = django_filters.UUIDFilter(field_name="visit__episode_id")
    patient = django_filters.UUIDFilter(field_name="visit__episode__patient_id")
    therapist = django_filters.UUIDFilter(field_name="visit__therapist_id")
    occurred_from = django_filters.IsoDateTimeFilter(field_name="visit__occurred_at", lookup_expr="gte")
    occurred_to = django_filters.IsoDateTimeFilter(field_name="visit__occurred_at", lookup_expr="lte")
    signed = django_filters.BooleanFilter(field_name="visit__signed_at", lookup_expr="isnull", exclude=True)
    updated_since = django_filters.IsoDateTimeFilter(field_name="visit__updated_at", lookup_expr="gte")

    class Meta:
        model = NeedlingSession
        fields: tuple[str, ...] = ()


class VisitFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Visits without needling by episode, patient, therapist, outcome, time and signature."""

    episode = django_filters.UUIDFilter(field_name="visit__episode_id")
    patient = django_filters.UUIDFilter(field_name="visit__episode__patient_id")
    therapist = django_filters.UUIDFilter(field_name="visit__therapist_id")
    outcome = django_filters.ChoiceFilter(field_name="visit__state", choices=OUTCOME_CHOICES)
    occurred_from = django_filters.IsoDateTimeFilter(field_name="visit__occurred_at", lookup_expr="gte")
    occurred_to = django_filters.IsoDateTimeFilter(field_name="visit__occurred_at", lookup_expr="lte")
    signed = django_filters.BooleanFilter(field_name="visit__signed_at", lookup_expr="isnull", exclude=True)
    updated_since = django_filters.IsoDateTimeFilter(field_name="visit__updated_at", lookup_expr="gte")

    class Meta:
        model = VisitNote
        fields: tuple[str, ...] = ()


class CheckInFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Check-ins by session, episode, patient and time."""

    session = django_filters.UUIDFilter(field_name="session_id")
    episode = django_filters.UUIDFilter(field_name="session__visit__episode_id")
    patient = django_filters.UUIDFilter(field_name="session__visit__episode__patient_id")
    answered_from = django_filters.IsoDateTimeFilter(field_name="answered_at", lookup_expr="gte")
    answered_to = django_filters.IsoDateTimeFilter(field_name="answered_at", lookup_expr="lte")

    class Meta:
        model = CheckIn
        fields: tuple[str, ...] = ()


COURSES = (("true", "Going on"), ("false", "Passed"))


def event_kinds() -> list[tuple[str, str]]:
    """Kinds of adverse events as choices."""
    return [(key, event["label"]) for key, event in reference.adverse_events().items()]


class AdverseEventPageFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Adverse events by kind, grade, and whether they have passed."""

    key = django_filters.ChoiceFilter(field_name="kind", choices=event_kinds, label="Kind", empty_label="Any kind")
    grade = django_filters.ChoiceFilter(choices=AdverseEvent.Grade.choices, label="Grade", empty_label="Any grade")
    open = django_filters.ChoiceFilter(
        method="still_open", label="Course", empty_label="Any course", choices=COURSES, null_label=None
    )

    state = django_filters.ChoiceFilter(
        choices=AdverseEvent.State.choices, label="State", empty_label="Suspected or not"
    )

    class Meta:
        model = AdverseEvent
        fields: tuple[str, ...] = ()

    def still_open(self, rows: "QuerySet[AdverseEvent]", name: str, value: str) -> "QuerySet[AdverseEvent]":
        """Going on, or passed."""
        return rows.filter(resolved_on__isnull=value == "true")


class AdverseEventFilter(AdverseEventPageFilter):
    """And by episode, patient, session and time."""

    episode = django_filters.UUIDFilter(field_name="episode_id")
    patient = django_filters.UUIDFilter(field_name="episode__patient_id")
    session = django_filters.UUIDFilter(field_name="session_id")
    occurred_from = django_filters.IsoDateTimeFilter(field_name="occurred_at", lookup_expr="gte")
    occurred_to = django_filters.IsoDateTimeFilter(field_name="occurred_at", lookup_expr="lte")
