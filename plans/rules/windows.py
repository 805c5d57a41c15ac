"""What 28 days of the diary add up to: headache days, medicine days, intensity and hours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import dropwhile
from typing import Protocol

from patients.rules.measurements import MIN_RECORDED_DAYS, WINDOW_DAYS, headache_days_28, one_decimal


class Day(Protocol):
    """One recorded day, as the diary keeps it."""

    @property
    def on(self) -> date: ...  # noqa: D102

    @property
    def headache(self) -> bool: ...  # noqa: D102

    @property
    def intensity(self) -> int | None: ...  # noqa: D102

    @property
    def hours(self) -> Decimal | None: ...  # noqa: D102

    @property
    def medicines(self) -> Sequence[str]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Window:
    """28 days that end on `last`: what was recorded, counted as it stands, and per 28 days where that is fair."""

    first: date
    last: date
    recorded_days: int
    headache_days: int
    headache_days_28: Decimal | None
    medicine_days: int
    medicine_days_by_class: Mapping[str, int]
    mean_intensity: Decimal | None = None
    mean_hours: Decimal | None = None

    @property
    def enough(self) -> bool:
        """Whether enough days are recorded to say anything about 28; else 'not enough data'."""
        return self.recorded_days >= MIN_RECORDED_DAYS

    @property
    def of(self) -> int:
        """The days of the window."""
        return WINDOW_DAYS

    @property
    def missing_days(self) -> int:
        """Days without a row: not recorded, which is not 'no headache'."""
        return WINDOW_DAYS - self.recorded_days


def window_of(days: Iterable[Day], last: date) -> Window:
    """The 28 days that end on `last`; days outside are left out. Source: domain.md (e) 2."""
    first = last - timedelta(days=WINDOW_DAYS - 1)
    inside = [day for day in days if first <= day.on <= last]
    headaches = sum(day.headache for day in inside)
    return Window(
        first=first,
        last=last,
        recorded_days=len(inside),
        headache_days=headaches,
        headache_days_28=headache_days_28(headaches, len(inside)),
        medicine_days=sum(bool(day.medicines) for day in inside),
        medicine_days_by_class=_days_by_class(inside),
        mean_intensity=_mean(day.intensity for day in inside if day.headache),
        mean_hours=_mean(day.hours for day in inside if day.headache),
    )


def windows_back(days: Iterable[Day], last: date, number: int) -> list[Window]:
    """As many windows of 28 days as asked, one after the other up to `last`, from the first with a recorded day on.

    Days are days of the calendar: a change of clocks makes none longer, shorter or double. Source: domain.md (e) 2.
    """
    rows = list(days)
    lasts = [last - timedelta(days=WINDOW_DAYS * back) for back in reversed(range(number))]
    found = [window_of(rows, end) for end in lasts]
    return list(dropwhile(lambda window: not window.recorded_days, found))


def _mean(values: Iterable[int | Decimal | None]) -> Decimal | None:
    """The mean of what was written down, one decimal, half up; None without a value."""
    known = [Decimal(value) for value in values if value is not None]
    if not known:
        return None
    return one_decimal(sum(known, Decimal(0)) / len(known))


def _days_by_class(days: Iterable[Day]) -> dict[str, int]:
    found: dict[str, int] = {}
    for day in days:
        for medicine in set(day.medicines):
            found[medicine] = found.get(medicine, 0) + 1
    return dict(sorted(found.items()))
