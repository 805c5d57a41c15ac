"""A day or a week as a table: half hours down, therapists or days across. Pure: it knows no database and no clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

SLOT: Final = 30  # minutes a row
OPENS, CLOSES = 8 * 60, 18 * 60  # shown even where nothing stands; earlier and later ones make the table longer
MIDNIGHT: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Column:
    """What stands side by side: one therapist on one day. `appointments` in order of time; no `open_minutes`: any.

    `closed`: it takes no booking, because its day is over or its therapist does not treat; `over` is the minute of the
    day from which on it takes any, where its day has begun.
    """

    day: date
    therapist: Any
    title: str
    url: str = ""
    appointments: Sequence[Any] = ()
    open_minutes: Sequence[tuple[int, int]] | None = None
    closed: bool = False
    over: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the table: free, or taken by one appointment or more, over so many rows."""

    column: Column
    minute: int
    span: int = 1
    appointments: list[Any] = field(default_factory=list)

    @property
    def clock(self) -> str:
        """When it begins, as clocks show it: '10:30'."""
        return clock(self.minute)

    @property
    def is_outside(self) -> bool:
        """Whether nobody works then."""
        spans = self.column.open_minutes
        return spans is not None and not any(first <= self.minute < last for first, last in spans)

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be booked here."""
        return self.column.closed or self.minute < self.column.over

    @property
    def at(self) -> str:
        """When it begins, for an address: '2026-11-27T10:30'."""
        return f"{self.column.day.isoformat()}T{self.clock}"


@dataclass(frozen=True, slots=True)
class Line:
    """One half hour of the table."""

    minute: int
    cells: list[Cell]

    @property
    def clock(self) -> str:
        """Its name."""
        return clock(self.minute)

    @property
    def is_full_hour(self) -> bool:
        """Whether a stronger line stands above it."""
        return self.minute % 60 == 0


def clock(minute: int) -> str:
    """'08:30' for 510."""
    return f"{minute // 60:02}:{minute % 60:02}"


def lines(columns: Sequence[Column], zone: ZoneInfo) -> list[Line]:
    """The table; appointments that share a half hour share a field, so that none hides another one."""
    blocks = [_blocks(column, zone) for column in columns]
    found = [cell for cells in blocks for cell in cells]
    first = min([OPENS, *(cell.minute for cell in found)])
    last = max([CLOSES, *(cell.minute + cell.span * SLOT for cell in found)])
    return [Line(minute, list(_cells(columns, blocks, minute))) for minute in range(first, last, SLOT)]


def _cells(columns: Sequence[Column], blocks: list[list[Cell]], minute: int) -> Iterator[Cell]:
    for column, taken in zip(columns, blocks, strict=True):
        over = next((cell for cell in taken if cell.minute <= minute < cell.minute + cell.span * SLOT), None)
        if over is None:
            yield Cell(column, minute)
        elif over.minute == minute:
            yield over


def _blocks(column: Column, zone: ZoneInfo) -> list[Cell]:
    found: list[Cell] = []
    for row in column.appointments:
        begin = _minute(row.starts_at, zone) // SLOT * SLOT
        end = _end(row, zone)
        span = max(1, -(-(end - begin) // SLOT))
        last = found[-1] if found else None
        if last is not None and begin < last.minute + last.span * SLOT:
            span = max(last.span, (begin - last.minute) // SLOT + span)
            found[-1] = Cell(column, last.minute, span, [*last.appointments, row])
        else:
            found.append(Cell(column, begin, span, [row]))
    return found


def _end(row: Any, zone: ZoneInfo) -> int:
    """The minute of the day at which it ends; midnight where that is on a later day."""
    same_day = row.ends_at.astimezone(zone).date() == row.starts_at.astimezone(zone).date()
    return _minute(row.ends_at, zone) if same_day else MIDNIGHT


def _minute(moment: datetime, zone: ZoneInfo) -> int:
    return minute_of(moment.astimezone(zone))


def minute_of(shown: datetime) -> int:
    """The minute of its day, as its own clock shows it."""
    return shown.hour * 60 + shown.minute
