"""Reads of progress: the facts of episodes and what they come to."""

from progress.selectors.episodes import episode_facts, episode_progress, results_of
from progress.selectors.facts import facts_of, reference_tables
from progress.selectors.timeline import timeline

__all__ = ["episode_facts", "episode_progress", "facts_of", "reference_tables", "results_of", "timeline"]
