"""What the diary offers to an assessment: nothing is taken unless a person takes it.

Source: domain.md (e) 2; measures.json headache_days_28 and acute_med_days_28; to offer and not to fill in is a project
choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from patients.rules.medicines import CLASS_WORDS
from plans.rules.windows import Window


@dataclass(frozen=True, slots=True)
class Offer:
    """A value of one measure: what the diary counts, in words, and the measurement as it is sent."""

    text: str
    measurement: Mapping[str, Any]

    @property
    def measure(self) -> str:
        """The key of the measure."""
        return str(self.measurement["measure"])


def offers_of(window: Window) -> tuple[Offer, ...]:
    """Headache days, and days with acute medicine as they were counted; none below 21 recorded days.

    Source: domain.md (e) 2; medicine days are never guessed for days without an entry (project choice).
    """
    return (_headaches(window), _medicine(window)) if window.enough else ()


def _headaches(window: Window) -> Offer:
    counts = {"headache_days": window.headache_days, "recorded_days": window.recorded_days}
    said = f"{_days(window.headache_days, 'headache day')} on {window.recorded_days} recorded days"
    taken = {"measure": "headache_days_28", "inputs": counts, "diary_until": window.last}
    return Offer(f"{said}: {window.headache_days_28} in 28", taken)


def _medicine(window: Window) -> Offer:
    days = window.medicine_days
    classes = ", ".join(f"{CLASS_WORDS[key].lower()} {n}" for key, n in window.medicine_days_by_class.items())
    taken = {"measure": "acute_med_days_28", "value": Decimal(days), "diary_until": window.last}
    return Offer(f"Acute medicine on {_days(days, 'day')}{f' ({classes})' if classes else ''}", taken)


def _days(number: int, words: str) -> str:
    return f"{number} {words}{'' if number == 1 else 's'}"
