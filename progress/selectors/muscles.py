"""Which muscles helped, of one episode and of the clinic; JSON types only, a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg

from patients.models import EpisodeOfCare, Visit
from practice import access, reference
from practice import selectors as practice
from practice.access import Actor, Permission
from progress.rules import muscles as rules
from progress.rules.change import HEADACHE_DAYS, HEADACHE_GROUPS, NPRS, responder_measure
from progress.rules.facts import EpisodeFacts
from progress.rules.outcomes import DecidingSeries
from progress.rules.words import MEASURE_WORDS
from progress.selectors.clinic import Asked
from progress.selectors.facts import TOOK_PLACE
from progress.selectors.summaries import series_by_episode, with_summary
from sessions.models import Target

MEASURES: Final = (HEADACHE_DAYS, NPRS)
Needled = dict[UUID, dict[date, frozenset[str]]]


def episode_muscles(episode: EpisodeOfCare, facts: EpisodeFacts) -> dict[str, Any]:
    """Of one episode, for its responder measure and for average pain (`episodes/{id}/muscles/`)."""
    measures = dict.fromkeys((responder_measure(facts.group), NPRS))
    told = [_of_episode(measure, rules.course_in_facts(facts.visits, measure)) for measure in measures]
    return {
        "episode": str(episode.pk),
        "minimum_sessions": rules.MINIMUM_SESSIONS,
        "warning": rules.ASSOCIATION,
        "measures": told,
    }


def clinic_muscles(actor: Actor, asked: Asked) -> dict[str, Any]:
    """Of the sessions of a period (`clinic/muscles/`): headache days where they decide, average pain for all."""
    access.require(actor, Permission.CLINIC_PROGRESS_VIEW)
    conditions = reference.conditions()
    needled = _needled(asked)
    episodes = EpisodeOfCare.objects.filter(pk__in=list(needled)).only("pk", "condition")
    found = list(with_summary(episodes, "series"))
    series, days = series_by_episode(found, practice.clinic()), _days(asked, list(needled))
    headache = {row.pk for row in found if conditions[row.condition]["group"] in HEADACHE_GROUPS}
    of_measure = {HEADACHE_DAYS: headache, NPRS: set(needled)}
    told = []
    for measure in MEASURES:
        chosen = (pk for pk in needled if pk in of_measure[measure])
        courses = (rules.course_of(days[pk], _values(series[pk], measure, asked), needled[pk]) for pk in chosen)
        told.append(_of_clinic(measure, courses))
    return {
        "from": asked.period.first.isoformat(),
        "to": asked.period.last.isoformat(),
        "therapist": str(asked.therapist_id) if asked.therapist_id else None,
        "condition": asked.condition or None,
        "minimum_patients": rules.MINIMUM_PATIENTS,
        "warning": rules.ASSOCIATION,
        "measures": told,
    }


def _needled(asked: Asked) -> Needled:
    """By episode and day of the period the muscles that were needled."""
    rows = Target.objects.filter(
        asked.days("session__visit__occurred_on"), asked.of_episodes("session__visit__episode__"),
        needles_in__gt=0, session__visit__state=Visit.State.ATTENDED,
    )  # fmt: skip
    days = rows.values_list("session__visit__episode_id", "session__visit__occurred_on")
    found: Needled = defaultdict(dict)
    for episode_id, day, muscles in days.annotate(muscles=ArrayAgg("muscle", distinct=True)).order_by():
        found[episode_id][day] = frozenset(muscles)
    return found


def _days(asked: Asked, ids: Sequence[UUID]) -> dict[UUID, list[date]]:
    """The days of visits of each episode in the period."""
    rows = Visit.objects.filter(asked.days("occurred_on"), episode_id__in=ids, state__in=TOOK_PLACE).order_by()
    told = rows.values("episode_id").annotate(days=ArrayAgg("occurred_on", distinct=True))
    return {row["episode_id"]: sorted(row["days"]) for row in told}


def _values(series: DecidingSeries, measure: str, asked: Asked) -> dict[date, Decimal]:
    """The first value of each day; summaries keep them in order of time."""
    first, last = asked.period.first.isoformat(), asked.period.last.isoformat()
    inside = [(day, value) for day, value in series.get(measure, ()) if first <= day <= last]
    return {date.fromisoformat(day): Decimal(value) for day, value in reversed(inside)}


def _about(measure: str) -> dict[str, Any]:
    words = MEASURE_WORDS[measure]
    return {"measure": measure, "name": words.label, "unit": words.unit}


def _of_episode(measure: str, course: rules.Course) -> dict[str, Any]:
    rows = [_named(asdict(row)) for row in rules.muscles_of_patient(course)]
    return _about(measure) | {"compared": len(course.steps), "muscles": rows}


def _of_clinic(measure: str, courses: Iterable[rules.Course]) -> dict[str, Any]:
    return _about(measure) | {"muscles": [_named(asdict(row)) for row in rules.muscles_of_clinic(courses)]}


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    known = reference.muscles().get(row["muscle"])
    return {**row, "name": known["common_name"] if known else row["muscle"]}
