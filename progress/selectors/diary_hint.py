"""What the diary says beside a trend: newer than what was measured, and no part of the derived results."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from plans.rules.offers import offers_of
from plans.rules.windows import Window, window_of
from plans.selectors.diary import days_of
from progress.rules.hints import diary_is_newer
from progress.selectors.standing import Standing

MEASURE: Final = "headache_days_28"


@dataclass(frozen=True, slots=True)
class DiaryHint:
    """The last 28 days of the diary in words, beside the headache days that were measured last (None without any).

    `signed` says whether the note of these is.
    """

    window: Window
    said: tuple[str, ...]
    measured: float | None
    measured_on: date | None
    signed: bool = True


def diary_hint(standing: Standing, today: date) -> DiaryHint | None:
    """None while the diary knows nothing newer, and once care has ended."""
    if standing.episode.discharged_on is not None:
        return None
    days = days_of(standing.episode.patient_id, today)
    last = _last_measured(standing.results)
    measured_on = date.fromisoformat(last["date"]) if last else None
    if not diary_is_newer((day.on for day in days), measured_on):
        return None
    window = window_of(days, today)
    said = tuple(offer.text for offer in offers_of(window))
    return DiaryHint(window, said, last["value"] if last else None, measured_on, last["signed"] if last else True)


def _last_measured(results: dict[str, Any]) -> dict[str, Any] | None:
    points: list[dict[str, Any]] = results["series"].get(MEASURE) or []
    return points[-1] if points else None
