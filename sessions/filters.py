"""Filters of lists, one for page and API."""

import django_filters
from django.db.models import QuerySet

from patients.filters import OfEpisodeFilter, OfVisitFilter
from patients.models import Visit
from practice import reference
from practice.filters import ChangedSince, MomentFilter
from sessions.models import AdverseEvent, CheckIn, NeedlingSession, VisitNote
from sessions.rules.visits import OUTCOMES

OUTCOME_CHOICES = [(outcome.value, Visit.State(outcome).label) for outcome in OUTCOMES]


class SessionFilter(OfVisitFilter):
    """Sessions by episode, patient, therapist, time, signature and change."""

    class Meta:
        model = NeedlingSession
        fields: tuple[str, ...] = ()


class VisitFilter(OfVisitFilter):
    """Visits without needling as other notes, and by outcome."""

    outcome = django_filters.ChoiceFilter(field_name="visit__state", choices=OUTCOME_CHOICES)

    class Meta:
        model = VisitNote
        fields: tuple[str, ...] = ()


class CheckInFilter(ChangedSince):
    """Check-ins by session, episode, patient, time and change."""

    session = django_filters.UUIDFilter(field_name="session_id")
    episode = django_filters.UUIDFilter(field_name="session__visit__episode_id")
    patient = django_filters.UUIDFilter(field_name="session__visit__episode__patient_id")
    answered_from = MomentFilter(field_name="answered_at", lookup_expr="gte")
    answered_to = MomentFilter(field_name="answered_at", lookup_expr="lte")

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


class AdverseEventFilter(AdverseEventPageFilter, OfEpisodeFilter):
    """And by episode, patient, session, time and change."""

    session = django_filters.UUIDFilter(field_name="session_id")
    occurred_from = MomentFilter(field_name="occurred_at", lookup_expr="gte")
    occurred_to = MomentFilter(field_name="occurred_at", lookup_expr="lte")
