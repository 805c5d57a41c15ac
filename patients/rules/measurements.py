"""Which values a measure can take, what is derived from them, and which severity band they fall in.

Source: measures.json (range, step and bands of each measure); domain.md (e), 'Derived values'.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations_with_replacement
from typing import Any

Number = Decimal | int | float

TENTH = Decimal("0.1")
WINDOW_DAYS = 28
MIN_RECORDED_DAYS = 21
MAX_RECORDED_DAYS = 31  # the longest calendar month
NDI_ITEMS = 10
NDI_MIN_ANSWERED = 8
NDI_ITEM_MAX = 5
HIT6_WEIGHTS = (6, 8, 10, 11, 13)
HIT6_ITEMS = 6
HIT6_TOTALS = frozenset(sum(answers) for answers in combinations_with_replacement(HIT6_WEIGHTS, HIT6_ITEMS))
# 37, 39 and 77: inside the range, and no set of answers adds up to them. Source: domain.md (e) 4, by computation.
HIT6_IMPOSSIBLE = frozenset(range(min(HIT6_TOTALS), max(HIT6_TOTALS) + 1)) - HIT6_TOTALS


def exact(value: Number) -> Decimal:
    """The number as it is written: 5.7 becomes Decimal('5.7'), not its nearest binary fraction."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def one_decimal(value: Decimal) -> Decimal:
    """Rounded half up (away from zero) to one decimal, without a negative zero. Source: domain.md (e)."""
    return value.quantize(TENTH, rounding=ROUND_HALF_UP) + 0


def frt_cut_off(measure: Mapping[str, Any]) -> Decimal:
    """At how many degrees a flexion-rotation test is positive: 32, between 30 (Hall 2010) and 33 (Ogince 2007).

    Source: measures.json frt_left and frt_right, default_cut_off; domain.md (e).
    """
    return exact(measure["default_cut_off"]["positive_if_less_or_equal"])


def frt_positive(degrees: Number, cut_off: Decimal) -> bool:
    """Whether a flexion-rotation test is positive: at most the cut-off, degrees. Source: domain.md (e)."""
    return exact(degrees) <= cut_off


def nprs_average(current: Number | None, best: Number | None, worst: Number | None) -> Decimal | None:
    """Mean of pain now, least and worst (0-10), one decimal; None when any is missing. Source: domain.md (e) 1."""
    if current is None or best is None or worst is None:
        return None
    return one_decimal((exact(current) + exact(best) + exact(worst)) / 3)


def headache_days_28(headache_days: int, recorded_days: int) -> Decimal | None:
    """Headache days per 28 days, one decimal, from a diary of `recorded_days`; a calendar month converts alike.

    None below 21 recorded days. Source: domain.md (e) 2, project choice. Raises ValueError for more than a month of
    recorded days, and for more headache days than recorded days.
    """
    if recorded_days > MAX_RECORDED_DAYS:
        raise ValueError(f"A diary of 28 days, or of a calendar month, has at most {MAX_RECORDED_DAYS} recorded days.")
    if not 0 <= headache_days <= recorded_days:
        raise ValueError("There cannot be more headache days than days with a diary entry.")
    if recorded_days < MIN_RECORDED_DAYS:
        return None
    return one_decimal(Decimal(headache_days) * WINDOW_DAYS / recorded_days)


def ndi_prorated(total: Number, answered: int) -> Decimal | None:
    """NDI raw score (0-50) from the sum of the answered items, one decimal; None below 8 of 10 items.

    Source: domain.md (e) 3, from literature. Raises ValueError for a sum that those items cannot give.
    """
    if not (0 <= answered <= NDI_ITEMS and 0 <= exact(total) <= answered * NDI_ITEM_MAX):
        raise ValueError("The sum does not fit the number of answered NDI items: each item counts 0 to 5.")
    if answered < NDI_MIN_ANSWERED:
        return None
    return one_decimal(exact(total) * NDI_ITEMS / answered)


def ndi_percent(raw: Number) -> Decimal:
    """NDI in percent: the raw score doubled, one decimal. Source: domain.md (e) 3."""
    return one_decimal(exact(raw) * 2)


def value_problems(measure: Mapping[str, Any], value: Number, *, derived: bool = False) -> list[str]:
    """Why a value cannot be recorded for a measure of measures.json, in plain words; empty when it can.

    `derived` values (prorated, or worked out from a diary) may have one decimal whatever the measure's step.
    """
    if isinstance(value, bool) or not exact(value).is_finite():
        return [f"{measure['name']} needs a number."]
    number = exact(value)
    problems = _range_problems(measure, number) or _step_problems(measure, number, derived=derived)
    if measure["key"] == "hit6" and number in HIT6_IMPOSSIBLE:
        return [f"A HIT-6 total of {_text(number)} cannot occur: check the six answers."]
    return problems


def severity_band(measure: Mapping[str, Any], value: Number) -> str | None:
    """The label of the band a value falls in; None without bands or outside them.

    Bands are published for whole numbers, so a value between two bands belongs to the lower one (project choice).
    """
    bands = (measure.get("severity_bands") or {}).get("bands", [])
    number = exact(value)
    if not bands or number > exact(bands[-1]["max"]):
        return None
    reached = [band["label"] for band in bands if exact(band["min"]) <= number]
    return reached[-1] if reached else None


def _range_problems(measure: Mapping[str, Any], number: Decimal) -> list[str]:
    low, high = exact(measure["min"]), exact(measure["max"])
    if low <= number <= high:
        return []
    verdict = "too low" if number < low else "too high"
    span = f"{_text(low)} to {_text(high)}"
    return [f"{measure['name']} goes from {span}: {_text(number)} is {verdict}."]


def _step_problems(measure: Mapping[str, Any], number: Decimal, *, derived: bool) -> list[str]:
    step = TENTH if derived or "derivation" in measure else exact(measure["step"])
    if (number - exact(measure["min"])) % step == 0:
        return []
    if step == 1:
        return [f"{measure['name']} is recorded in whole numbers: {_text(number)} is not one."]
    return [f"{measure['name']} is recorded in steps of {_text(step)}: {_text(number)} does not fit."]


def _text(number: Decimal) -> str:
    return f"{number.normalize():f}"
