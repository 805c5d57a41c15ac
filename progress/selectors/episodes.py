"""What the numbers of episodes say: the rules' answer to their facts, with the series behind it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from patients.models import EpisodeOfCare
from practice.models import Clinic
from practice.vocabulary import MuscleCounting as Policy
from progress.rules import facts as f
from progress.rules.change import FOLLOWED
from progress.rules.derive import derive, every_series
from progress.rules.explain_record import explain_record
from progress.rules.explain_status import explain
from progress.rules.reference import ReferenceTables
from progress.rules.words import status_words
from progress.selectors.facts import facts_of, reference_tables

OWN_FIGURES: Final = frozenset(
    {"baseline", "baseline_visit", "latest", "latest_visit", "n", "change", "percent_change"}
)


def episode_facts(episode: EpisodeOfCare, clinic: Clinic, *, on: date | None = None) -> f.EpisodeFacts:
    """The facts of one episode; its plan is the one in force today, or `on` an earlier day."""
    return facts_of([episode], clinic, on=on)[episode.pk]


def episode_progress(episode: EpisodeOfCare, *, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """The derived results of an episode (contract.md, `episodes/{id}/progress/`): JSON types only."""
    return progress_of(episode, episode_facts(episode, clinic), clinic=clinic, now=now)


def progress_of(episode: EpisodeOfCare, facts: f.EpisodeFacts, *, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """As `episode_progress`, from facts that are at hand."""
    tables = reference_tables()
    results = derive(facts, tables, policy=Policy(clinic.counting_policy))
    words = status_words(
        results["overall_status"], improved_from_baseline=results["improved_from_baseline"],
        ended=facts.state == EpisodeOfCare.State.DISCHARGED,
    )  # fmt: skip
    about = {"episode": str(episode.pk), "as_of": now.isoformat(), "condition": episode.condition}
    said = {"words": {"clinician": words.clinician, "patient": words.patient}}
    return about | results | said | {"explained": explained_of(facts, results), "series": series_of(facts, tables)}


def explained_of(facts: f.EpisodeFacts, results: dict[str, Any]) -> list[dict[str, Any]]:
    """Each result with the inputs it used, its thresholds, and a sentence for each reader; section (e) first."""
    tables = reference_tables()
    told = (*explain(facts, results, every_series(facts, tables), tables), *explain_record(facts, results, tables))
    return [one.as_json() for one in told]


def own_progress(episode: EpisodeOfCare, *, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """What the patient reads of the own episode, from what is signed."""
    facts = episode_facts(episode, clinic).told_to_patient()
    return as_the_patient_reads_it(progress_of(episode, facts, clinic=clinic, now=now))


def as_the_patient_reads_it(progress: dict[str, Any]) -> dict[str, Any]:
    """Of `progress_of` what the patient's own page shows: numbers, status and the sentences for the patient.

    Nothing of what clinicians say to each other: thresholds, alerts, safety, codes and clocks stay in the chart.
    """
    told = {name: progress[name] for name in ("episode", "as_of", "condition", "overall_status")}
    followed = {name: points for name, points in progress["series"].items() if name in FOLLOWED}
    own = [
        {"result": one["result"], "patient": one["patient"]}
        for one in progress["explained"]
        if one["patient"] is not None
    ]
    measures = {
        name: {key: value for key, value in result.items() if key in OWN_FIGURES}
        for name, result in progress["measures"].items()
    }
    words = {"patient": progress["words"]["patient"]}
    return told | {"measures": measures, "words": words, "explained": own, "series": followed}


def results_of(episodes: Sequence[EpisodeOfCare], clinic: Clinic) -> dict[UUID, dict[str, Any]]:
    """The derived results of many episodes, in a constant number of queries."""
    tables, policy = reference_tables(), Policy(clinic.counting_policy)
    return {pk: derive(facts, tables, policy=policy) for pk, facts in facts_of(episodes, clinic).items()}


def series_of(facts: f.EpisodeFacts, tables: ReferenceTables) -> dict[str, list[dict[str, Any]]]:
    """For each measure its points: visit number, date, value, phase, the record they came from, and if it is signed."""
    return {
        measure: [
            {
                "visit": point.visit,
                "date": point.on.isoformat(),
                "value": float(point.value),
                "phase": point.phase,
                "source": {"type": point.source_type, "id": point.source_id},
                "from_diary": point.from_diary,
                "signed": point.signed,
            }
            for point in points
        ]
        for measure, points in every_series(facts, tables).items()
    }
