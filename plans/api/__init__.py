"""Resources of the plans app."""

from plans.api.certifications import Certifications
from plans.api.diary import DiaryDays
from plans.api.exercises import Adherence, Prescriptions
from plans.api.library import Exercises
from plans.api.plans import Goals, Plans
from plans.api.windows import DiaryWindows

RESOURCES: list[tuple[str, type, str]] = [
    ("plans", Plans, "plan"),
    ("goals", Goals, "goal"),
    ("certifications", Certifications, "certification"),
    ("exercises", Exercises, "exercise"),
    ("prescriptions", Prescriptions, "prescription"),
    ("adherence", Adherence, "adherence"),
    ("diary-days", DiaryDays, "diary-day"),
    ("episodes/<uuid:episode>/diary-window", DiaryWindows, "episode-diary-window"),
]
