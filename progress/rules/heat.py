"""How often each muscle was needled, period by period, and which of eight steps of heat that is.

Source: project choice: periods of 28 days from the first day of needling, as the diary has them; the steps are parts of
the most that one muscle of the episode came to in what is shown side by side, so that two periods can be compared.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from progress.rules.period import Period

DAYS: Final = 28
STEPS: Final = 8
Place = tuple[str, str]  # muscle and side


class Told(NamedTuple):
    """A muscle with needles in it: on which side, on which day, in which session."""

    muscle: str
    side: str
    on: date
    session: UUID


def periods_of(days: Iterable[date]) -> list[Period]:
    """From the first day of needling to the last one, the earliest first; empty while nobody was needled."""
    known = sorted(days)
    if not known:
        return []
    first, number = known[0], (known[-1] - known[0]).days // DAYS + 1
    starts = [first + timedelta(days=DAYS * at) for at in range(number)]
    return [Period(start, start + timedelta(days=DAYS - 1)) for start in starts]


def counted(told: Iterable[Told], period: Period | None = None) -> dict[Place, int]:
    """In how many sessions each muscle was needled on each side, in a period or in all."""
    sessions: defaultdict[Place, set[UUID]] = defaultdict(set)
    for one in told:
        if period is None or period.first <= one.on <= period.last:
            sessions[one.muscle, one.side].add(one.session)
    return {place: len(found) for place, found in sessions.items()}


def most_in(told: Sequence[Told], periods: Iterable[Period]) -> int:
    """The most that one place came to in one of the periods."""
    return max((count for period in periods for count in counted(told, period).values()), default=0)


def heat(count: int, most: int) -> int:
    """The step of a count, 1 to 8; 0 for none."""
    return min(STEPS, math.ceil(STEPS * count / most)) if count and most else 0


def by_muscle(counts: Mapping[Place, int]) -> dict[str, dict[str, int]]:
    """Counts of each side under their muscle."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (muscle, side), count in counts.items():
        found[muscle][side] = count
    return dict(found)
