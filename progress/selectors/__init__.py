"""Reads of progress: the facts of episodes, what they come to, and what is due."""

from progress.selectors.episodes import (
    as_the_patient_reads_it,
    episode_facts,
    episode_progress,
    own_progress,
    results_of,
)
from progress.selectors.facts import facts_of, reference_tables
from progress.selectors.standing import Standing, standing_of
from progress.selectors.timeline import timeline
from progress.selectors.work import WorkItem, worklist

__all__ = [
    "Standing",
    "WorkItem",
    "as_the_patient_reads_it",
    "episode_facts",
    "episode_progress",
    "facts_of",
    "own_progress",
    "reference_tables",
    "results_of",
    "standing_of",
    "timeline",
    "worklist",
]
