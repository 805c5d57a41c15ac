"""The pages of the progress app."""

from progress.views.chart import chart
from progress.views.clinic import behind, clinic
from progress.views.diary import diary_months
from progress.views.episode import episode, goals
from progress.views.me import me, progress
from progress.views.today import today, work

__all__ = ["behind", "chart", "clinic", "diary_months", "episode", "goals", "me", "progress", "today", "work"]
