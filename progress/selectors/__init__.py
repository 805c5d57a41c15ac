"""Reads of progress: the facts of an episode and what they come to."""

from progress.selectors.episodes import episode_facts, episode_progress, reference_tables
from progress.selectors.timeline import timeline

__all__ = ["episode_facts", "episode_progress", "reference_tables", "timeline"]
