"""Where values and days fall in a plot, and which of them get a label."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

_STEPS_IN_DAYS = (1, 2, 7, 14, 28)
_STEPS_IN_MONTHS = (1, 2, 3, 6, 12, 24, 60)


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot area in user units, with the days and the values that it shows."""

    left: float
    right: float
    top: float
    bottom: float
    since: date
    until: date
    ticks: tuple[float, ...]

    def x(self, on: date) -> float:
        """Where a day falls."""
        days = (self.until - self.since).days
        return self.left + (self.right - self.left) * (on - self.since).days / days

    def y(self, value: float) -> float:
        """Where a value falls; what lies outside the range stops at its edge."""
        low, high = self.ticks[0], self.ticks[-1]
        inside = min(max(value, low), high)
        return self.bottom - (self.bottom - self.top) * (inside - low) / (high - low)


def _step(span: float) -> float:
    """The smallest of 1, 2, 5 × 10ⁿ that divides `span` into at most five parts."""
    power = 10 ** math.floor(math.log10(span / 5))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power * 5 >= span * 0.999))


def value_ticks(minimum: float, maximum: float, highest: float) -> tuple[float, ...]:
    """The measure's minimum, then round numbers up to the first at or above `highest`, never past the maximum."""
    reach = min(max(highest, minimum + (maximum - minimum) / 10), maximum)
    step = _step(reach - minimum)
    ticks = [minimum]
    tick = (math.floor(minimum / step) + 1) * step
    while ticks[-1] < reach - 1e-9:
        if tick - minimum > step * 0.45:
            ticks.append(min(tick, maximum))
        tick += step
    return tuple(ticks)


def _next_month(on: date, months: int) -> date:
    index = on.year * 12 + on.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _every(since: date, until: date, days: int) -> list[date]:
    return [since + timedelta(days=offset) for offset in range(0, (until - since).days + 1, days)]


def _each(since: date, until: date, months: int) -> list[date]:
    first = since if since.day == 1 else _next_month(since, 1)
    ticks = []
    while first <= until:
        ticks.append(first)
        first = _next_month(first, months)
    return ticks


def date_ticks(since: date, until: date, room: int) -> list[date]:
    """At most `room` days worth a label, evenly spread: days, weeks, then firsts of the month."""
    days = (until - since).days
    for step in _STEPS_IN_DAYS:
        if days // step + 1 <= room:
            return _every(since, until, step)
    for months in _STEPS_IN_MONTHS:
        if len(ticks := _each(since, until, months)) <= room:
            return ticks or [since]
    return [since, until]
