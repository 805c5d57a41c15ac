"""What a summary keeps of an episode's needled days: enough for the muscles of any period, and quick to add up.

Source: project choice: counts and intervals, with no study behind them; nothing here decides, it only remembers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from progress.rules.change import HEADACHE_DAYS, HEADACHE_GROUPS, NPRS
from progress.rules.muscles import Course, Step
from progress.rules.outcomes import DecidingSeries
from progress.rules.period import Period

MEASURES: Final = (HEADACHE_DAYS, NPRS)
NeedledDays = Mapping[date, frozenset[str]]


def rolled_up(days: Sequence[date], series: DecidingSeries, needled: NeedledDays, *, group: str) -> dict[str, Any]:
    """In JSON types: `days`, each needled one with its muscles, and per measure the `steps` that can be compared.

    A step names the place of its needled day, the next day of visit, and the change. `days` are those of all visits.
    """
    places = {day: place for place, day in enumerate(sorted(needled))}
    steps = {}
    for measure in MEASURES if group in HEADACHE_GROUPS else (NPRS,):
        values = first_of_day(series.get(measure, ()))
        steps[measure] = [
            [places[day], following.isoformat(), float(values[following] - values[day])]
            for day, following in pairwise(sorted(set(days)))
            if day in places and day in values and following in values
        ]
    return {"days": [[day.isoformat(), sorted(needled[day])] for day in sorted(needled)], "steps": steps}


def first_of_day(values: Sequence[tuple[str, str]]) -> dict[date, Decimal]:
    """The first value of each day, of values in order of time."""
    return {date.fromisoformat(day): Decimal(value) for day, value in reversed(values)}


def courses_in(told: Mapping[str, Any], period: Period) -> dict[str, Course]:
    """By measure the course of an episode in a period, whose first and last day are both inside.

    Days in ISO form compare like days. Without a needled day in the period there is no course.
    """
    first, last = period.first.isoformat(), period.last.isoformat()
    days = [(first <= day <= last, frozenset(muscles)) for day, muscles in told["days"]]
    sessions = Counter(muscle for inside, muscles in days if inside for muscle in muscles)
    if not sessions:
        return {}
    return {
        measure: Course(
            sessions,
            tuple(Step(change, days[at][1]) for at, following, change in steps if days[at][0] and following <= last),
        )
        for measure, steps in told["steps"].items()
    }
