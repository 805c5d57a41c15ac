"""Days of a diary as plain values, for rules."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

LAST = date(2026, 11, 22)


@dataclass
class Day:
    on: date
    headache: bool = False
    intensity: int | None = None
    hours: Decimal | None = None
    medicines: list[str] = field(default_factory=list)


def days(recorded, headaches=0, **medicines):
    rows = [Day(LAST - timedelta(days=i), i < headaches) for i in range(recorded)]
    for name, number in medicines.items():
        for row in rows[:number]:
            row.medicines.append(name)
    return rows
