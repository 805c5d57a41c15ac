"""Which muscles helped, of one episode and of the clinic; JSON types only, a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from patients.models import EpisodeOfCare, Visit
from practice import access, reference
from practice import selectors as practice
from practice.access import Actor, Permission
from progress.rules import muscles as rules
from progress.rules.change import NPRS, responder_measure
from progress.rules.facts import EpisodeFacts
from progress.rules.needled import MEASURES, courses_in
from progress.rules.words import MEASURE_WORDS
from progress.selectors.clinic import Asked
from progress.selectors.summaries import needled_by_episode, told_by_summary


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
    courses = _courses(asked)
    told = [_of_clinic(measure, (found[measure] for found in courses if measure in found)) for measure in MEASURES]
    return {
        "from": asked.period.first.isoformat(),
        "to": asked.period.last.isoformat(),
        "therapist": str(asked.therapist_id) if asked.therapist_id else None,
        "condition": asked.condition or None,
        "minimum_patients": rules.MINIMUM_PATIENTS,
        "warning": rules.ASSOCIATION,
        "measures": told,
    }


def _courses(asked: Asked) -> list[dict[str, rules.Course]]:
    """By measure the course of each episode that was seen in the period, as its summary remembers it."""
    seen = Visit.objects.filter(asked.days("occurred_on"), state=Visit.State.ATTENDED).values("episode_id")
    episodes = EpisodeOfCare.objects.filter(asked.of_episodes(), pk__in=seen)
    rows = told_by_summary(episodes, "needled")
    return [courses_in(told, asked.period) for told in needled_by_episode(rows, practice.clinic()).values()]


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
