"""Adverse events of a period by kind, in how many of 100 sessions, beside what studies found."""

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet, Value

from practice import reference
from progress.rules.benchmarks import above_studies, totals, usable
from progress.rules.outcomes import SESSIONS_TO_COMPARE, share
from sessions.models import AdverseEvent


def event_rates(events: "QuerySet[AdverseEvent]", sessions: int) -> dict[str, Any]:
    """The figures of these events among so many sessions; what is only suspected counts apart, in no rate.

    A share asks in how many sessions something happened: an event without a session stands for one.
    """
    graded = ~Q(state=AdverseEvent.State.SUSPECTED)
    rows = events.values("kind").annotate(
        number=Count("pk", filter=graded),
        waiting=Count("pk", filter=~graded),
        within=ArrayAgg("session", distinct=True, filter=graded & Q(session__isnull=False), default=Value([])),
        alone=Count("pk", filter=graded & Q(session=None)),
    )
    found = list(rows.order_by("-number", "kind"))
    total = sum(row["number"] for row in found)
    told_in = len(set().union(*(row["within"] for row in found)))
    return {
        "sessions": sessions, "events": total, "suspected": sum(row["waiting"] for row in found),
        "per_100": _per_100(total, sessions), "sessions_to_compare": SESSIONS_TO_COMPARE,
        **_total(told_in + sum(row["alone"] for row in found), sessions),
        "kinds": [
            _kind(row["kind"], row["number"], len(row["within"]) + row["alone"], sessions)
            for row in found
            if row["number"]
        ],
    }  # fmt: skip


def _kind(key: str, number: int, told_in: int, sessions: int) -> dict[str, Any]:
    entry = reference.adverse_events()[key]
    told: dict[str, Any] = {"kind": key, "label": entry["label"], "events": number}
    return told | _compared("per_100", told_in, sessions, usable(entry["benchmarks"]))


def _total(told_in: int, sessions: int) -> dict[str, Any]:
    """In how many of 100 sessions anything went wrong, beside what studies found."""
    catalogue = reference.current("adverse_events")
    studies = [study for event in catalogue["events"] for study in event["benchmarks"]]
    citations = {study["study"]: study["citation"] for study in studies}
    return _compared("with_event", told_in, sessions, totals(catalogue["meta"]["study_totals"], citations))


def _compared(name: str, told_in: int, sessions: int, studies: list[dict[str, Any]]) -> dict[str, Any]:
    """A share of the sessions, the studies beside it and whether it lies above them; from enough sessions on."""
    if sessions < SESSIONS_TO_COMPARE:
        return {name: None, "benchmarks": [], "above_studies": False}
    found = share(min(told_in, sessions), sessions)
    return {name: found, "benchmarks": studies, "above_studies": above_studies(found, studies)}


def _per_100(events: int, sessions: int) -> float | None:
    return round(100 * events / sessions, 1) if sessions >= SESSIONS_TO_COMPARE else None
