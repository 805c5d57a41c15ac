"""What became of many episodes: shares with their intervals, and never from too few.

Source: domain.md (e); the smallest number that is compared is a project choice.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final

from progress.rules import change
from progress.rules.facts import EpisodeFacts
from progress.rules.reference import ReferenceTables
from progress.rules.series import points
from progress.rules.status import DECIDING

MINIMUM: Final = 5  # project choice: below it a share says more about chance than about care
SESSIONS_TO_COMPARE: Final = 100  # adverse_events.json, meta.benchmark_use
STOPPED_AFTER_DAYS: Final = 28
Z: Final = 1.959964

MEASURES: Final = (*DECIDING, change.HEADACHE_DAYS)
DecidingSeries = Mapping[str, Sequence[tuple[str, str]]]  # by measure: day in ISO form and value, in order of time


def deciding_series(facts: EpisodeFacts) -> dict[str, list[tuple[str, str]]]:
    """The values of an episode that decide about its outcome, as a row keeps them."""
    visits = facts.ordered_visits
    series = {measure: points(visits, measure) for measure in MEASURES}
    return {
        measure: [(point.on.isoformat(), str(point.value)) for point in found]
        for measure, found in series.items()
        if found
    }


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether an episode reached an MCID, and whether it is a responder; None where the data do not say."""

    mcid: bool | None
    responder30: bool | None


def outcome_of(group: str, series: DecidingSeries, reference: ReferenceTables, *, until: date) -> Outcome:
    """From the values of an episode up to a day, as the single episode's results decide it.

    Source: domain.md (e): MCID on NDI, HIT-6 or average pain; responder 30 on the group's responder measure.
    """
    ends = {measure: _ends(series.get(measure, ()), until.isoformat()) for measure in MEASURES}
    reached = [_reached(group, measure, ends[measure], reference) for measure in DECIDING]
    known = [met for met in reached if met is not None]
    deciding = ends[change.responder_measure(group)]
    return Outcome(any(known) if known else None, change.responder(*deciding, 30) if deciding else None)


def _ends(values: Sequence[tuple[str, str]], until: str) -> tuple[Decimal, Decimal] | None:
    """The first and the last of at least two values; days in ISO form compare like days, and stand in order."""
    known = bisect_right(values, until, key=itemgetter(0))
    return (Decimal(values[0][1]), Decimal(values[known - 1][1])) if known > 1 else None


def _reached(group: str, measure: str, ends: tuple[Decimal, Decimal] | None, reference: ReferenceTables) -> bool | None:
    if ends is None:
        return None
    gain = change.improvement(*ends, higher_is_better=reference.higher_is_better(measure))
    return change.reaches(gain, reference.thresholds(group, measure).get("mcid"))


def share(count: int, of: int, *, minimum: int = MINIMUM) -> dict[str, Any]:
    """`count` of `of` in percent with the 95 % Wilson interval; no percentage below the minimum."""
    said: dict[str, Any] = {"count": count, "of": of, "percent": None, "low": None, "high": None}
    if of < minimum:
        return said
    low, high = wilson(count, of)
    return said | {"percent": _percent(count / of), "low": _percent(low), "high": _percent(high)}


def wilson(count: int, of: int, z: float = Z) -> tuple[float, float]:
    """The score interval of a share, at 95 % unless another quantile is asked for. Source: Wilson 1927."""
    part, square = count / of, z * z
    middle = part + square / (2 * of)
    spread = z * math.sqrt(part * (1 - part) / of + square / (4 * of * of))
    scale = 1 + square / of
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _percent(part: float) -> float:
    return round(100 * part, 1)
