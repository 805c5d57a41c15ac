"""How the adherence of a programme reads on a page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from plans.models import AdherenceDay
from plans.rules.progression import Done
from plans.selectors.exercises import Prescribed
from plans.selectors.programme import SUMMARY_DAYS, done_of

REASONS = dict(AdherenceDay.Reason.choices)


def summary_of(items: Iterable[Prescribed], day: date) -> list[dict[str, Any]]:
    """A row for each exercise or habit: days done, partly, not done and not reported of the due days, and why not."""
    known = list(items)
    done = done_of((item.prescription for item in known), day, SUMMARY_DAYS)
    return [
        {"item": item, "done": done[item.prescription.pk], "why": _why(done[item.prescription.pk])} for item in known
    ]


def _why(done: Done) -> str:
    """'no time 3, it hurt 1', the most frequent reason first."""
    ordered = sorted(done.reasons.items(), key=lambda found: (-found[1], found[0]))
    return ", ".join(f"{str(REASONS[key]).lower()} {number}" for key, number in ordered)
