"""A stretch of days that figures are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both inside."""

    LONGEST: ClassVar[int] = 5 * 366

    first: date
    last: date

    def weeks(self) -> Iterator[date]:
        """The Mondays of the weeks that it touches."""
        monday = self.first - timedelta(days=self.first.weekday())
        while monday <= self.last:
            yield monday
            monday += timedelta(days=7)
