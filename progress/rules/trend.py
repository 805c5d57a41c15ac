"""Where the series is heading: worse than at the start, worse again after a gain, or standing still.

Source: domain.md (e), 'Deteriorating', 'Relapsing' and 'Plateau', project choice.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from patients.rules.measurements import Number, exact
from progress.rules.change import HEADACHE_DAYS, NPRS
from progress.rules.series import Point

MIN_POINTS = 4
DAYS_FACTOR = Decimal("1.3")
DAYS_MORE = 2
PLATEAU_BAND = Decimal("1.0")
PLATEAU_SPAN = timedelta(days=14)
SCORES = ("ndi_raw", "hit6", NPRS)

AllSeries = Mapping[str, Sequence[Point]]
Mcids = Mapping[str, Number | None]


def deteriorating(series: AllSeries, mcids: Mcids) -> bool:
    """Worse than at baseline: headache days >= baseline x 1.3 and at least 2 days more, or NDI, HIT-6 or average
    pain worse by at least its MCID. Source: domain.md (e), project choice.
    """
    return more_headache_days(series.get(HEADACHE_DAYS, ())) or any(
        worse_by_mcid(series.get(measure, ()), mcids.get(measure)) for measure in SCORES
    )


def more_headache_days(series: Sequence[Point]) -> bool:
    """Headache days per 28 rose to at least 1.3 times the baseline and by at least 2 days."""
    if not series:
        return False
    first, last = series[0].value, series[-1].value
    return last >= first * DAYS_FACTOR and last - first >= DAYS_MORE


def worse_by_mcid(series: Sequence[Point], mcid: Number | None) -> bool:
    """A score where lower is better rose from baseline to latest by at least its MCID."""
    return mcid is not None and len(series) > 1 and series[-1].value - series[0].value >= exact(mcid)


def relapsing(averages: Sequence[Point], mcid: Number | None) -> bool:
    """A gain in average pain (0-10) that was lost again.

    At least 4 values; the best one before the last two was at least the MCID better than baseline; the last two are
    both worse than that best one by at least the MCID. Source: domain.md (e), project choice.
    """
    if mcid is None or len(averages) < MIN_POINTS:
        return False
    limit = exact(mcid)
    best = min(point.value for point in averages[:-2])
    gained = averages[0].value - best >= limit
    return gained and all(point.value - best >= limit for point in averages[-2:])


def plateau(series: AllSeries, mcids: Mcids, *, all_goals_met: bool) -> bool:
    """Average pain stands still, no score still improves, and a goal is open.

    Source: domain.md (e), project choice. It does not say that there was no benefit.
    """
    still_improving = any(
        improved_lately(series.get(measure, ()), mcids.get(measure)) for measure in ("ndi_raw", "hit6")
    )
    return standing_still(series.get(NPRS, ())) and not still_improving and not all_goals_met


def standing_still(averages: Sequence[Point]) -> bool:
    """Each of the last three averages is less than 1.0 away from the value just before the three, over >= 14 days."""
    if len(averages) < MIN_POINTS:
        return False
    before, *last_three = averages[-MIN_POINTS:]
    long_enough = last_three[-1].on - before.on >= PLATEAU_SPAN
    return long_enough and all(abs(point.value - before.value) < PLATEAU_BAND for point in last_three)


def improved_lately(series: Sequence[Point], mcid: Number | None) -> bool:
    """A score where lower is better fell by at least its MCID between its last two values."""
    return mcid is not None and len(series) > 1 and series[-2].value - series[-1].value >= exact(mcid)
