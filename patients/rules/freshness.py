"""Whether a full screen is still fresh on a day."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

SCREEN_GAP = timedelta(days=30)


def screen_expired(screened_on: date, visit_days: Iterable[date], *, on: date) -> bool:
    """Whether more than 30 days without a visit lie between the full screen and a day.

    Source: screening.json meta.frequency, 'after any gap of 30 days'; a gap of exactly 30 days still holds.
    """
    between = sorted(day for day in visit_days if screened_on < day < on)
    return any(later - earlier > SCREEN_GAP for earlier, later in pairwise([screened_on, *between, on]))
