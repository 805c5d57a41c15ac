"""The pages of the progress app."""

from progress.views.chart import chart
from progress.views.clinic import behind, clinic, muscles
from progress.views.clocks import clocks
from progress.views.diary import diary_months
from progress.views.discharge import discharge
from progress.views.episode import episode, goals
from progress.views.leavers import open_work
from progress.views.me import me, papers, progress
from progress.views.needled import needled
from progress.views.phone import kept, worker
from progress.views.therapists import therapists, therapists_file
from progress.views.today import today, work
from progress.views.treatment_room import room_worker, shell

__all__ = [
    "behind", "chart", "clinic", "clocks", "diary_months", "discharge", "episode", "goals", "kept", "me", "muscles",
    "needled", "open_work", "papers", "progress", "room_worker", "shell", "therapists", "therapists_file", "today",
    "work", "worker",
]  # fmt: skip
