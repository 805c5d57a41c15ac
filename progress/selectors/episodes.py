"""What the numbers of episodes say: the rules' answer to their facts, with the series behind it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from patients.models import EpisodeOfCare
from practice.models import Clinic
from progress.rules import facts as f
from progress.rules.derive import derive, every_series
from progress.rules.reference import ReferenceTables
from progress.rules.words import status_words
from progress.selectors.facts import facts_of, reference_tables
from sessions.rules.billing import Policy


def episode_facts(episode: EpisodeOfCare, clinic: Clinic) -> f.EpisodeFacts:
    """The facts of one episode."""
    return facts_of([episode], clinic)[episode.pk]


def episode_progress(episode: EpisodeOfCare, *, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """The derived results of an episode (contract.md, `episodes/{id}/progress/`): JSON types only."""
    return progress_of(episode, episode_facts(episode, clinic), clinic=clinic, now=now)


def progress_of(episode: EpisodeOfCare, facts: f.EpisodeFacts, *, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """As `episode_progress`, from facts that are at hand."""
    tables = reference_tables()
    results = derive(facts, tables, policy=Policy(clinic.counting_policy))
    words = status_words(results["overall_status"], improved_from_baseline=results["improved_from_baseline"])
    about = {"episode": str(episode.pk), "as_of": now.isoformat(), "condition": episode.condition}
    said = {"words": {"clinician": words.clinician, "patient": words.patient}}
    return about | results | said | {"series": series_of(facts, tables)}


def results_of(episodes: Sequence[EpisodeOfCare], clinic: Clinic) -> dict[UUID, dict[str, Any]]:
    """The derived results of many episodes, in a constant number of queries."""
    tables, policy = reference_tables(), Policy(clinic.counting_policy)
    return {pk: derive(facts, tables, policy=policy) for pk, facts in facts_of(episodes, clinic).items()}


def series_of(facts: f.EpisodeFacts, tables: ReferenceTables) -> dict[str, list[dict[str, Any]]]:
    """For each measure its points: visit number, date, value, phase, and the record that they came from."""
    return {
        measure: [
            {
                "visit": point.visit,
                "date": point.on.isoformat(),
                "value": float(point.value),
                "phase": point.phase,
                "source": {"type": point.source_type, "id": point.source_id},
            }
            for point in points
        ]
        for measure, points in every_series(facts, tables).items()
    }
