"""What became of many episodes: shares with their intervals, and never from too few."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from patients.rules.measurements import nprs_average
from progress.rules import change
from progress.rules.reference import ReferenceTables
from progress.rules.status import DECIDING

MINIMUM: Final = 5  # project choice: below it a share says more about chance than about care
SESSIONS_TO_COMPARE: Final = 100  # adverse_events.json, meta.benchmark_use
STOPPED_AFTER_DAYS: Final = 28
Z: Final = 1.959964

Value = Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether an episode reached an MCID, and whether it is a responder; None where the data do not say."""

    mcid: bool | None
    responder30: bool | None


def outcome_of(group: str, visits: Sequence[Mapping[str, Value]], reference: ReferenceTables) -> Outcome:
    """From the values of an episode's visits in order of time, as the single episode's results decide it.

    Source: domain.md (e): MCID on NDI, HIT-6 or average pain; responder 30 on the group's responder measure.
    """
    ends = {measure: _ends(measure, visits) for measure in {*DECIDING, change.HEADACHE_DAYS}}
    reached = [_reached(group, measure, ends[measure], reference) for measure in DECIDING]
    known = [met for met in reached if met is not None]
    deciding = ends[change.responder_measure(group)]
    return Outcome(any(known) if known else None, change.responder(*deciding, 30) if deciding else None)


def _ends(measure: str, visits: Sequence[Mapping[str, Value]]) -> tuple[Decimal, Decimal] | None:
    values = [value for visit in visits if (value := _value(measure, visit)) is not None]
    return (values[0], values[-1]) if len(values) > 1 else None


def _value(measure: str, visit: Mapping[str, Value]) -> Value:
    if measure != change.NPRS:
        return visit.get(measure)
    derived = nprs_average(visit.get("nprs_current"), visit.get("nprs_best"), visit.get("nprs_worst"))
    return visit.get(measure) if derived is None else derived


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


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share. Source: Wilson 1927."""
    part, square = count / of, Z * Z
    middle = part + square / (2 * of)
    spread = Z * math.sqrt(part * (1 - part) / of + square / (4 * of * of))
    scale = 1 + square / of
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _percent(part: float) -> float:
    return round(100 * part, 1)
