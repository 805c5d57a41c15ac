"""The table of a day: every appointment once, over its half hours, and none hidden by another one."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from patients.day_grid import CLOSES, OPENS, SLOT, Column, lines

DAY = date(2026, 11, 26)
ZONE = ZoneInfo("America/Los_Angeles")
USUAL = (CLOSES - OPENS) // SLOT


def row(clock: str, minutes: int = 30, day: date = DAY):
    begin = datetime.combine(day, datetime.strptime(clock, "%H:%M").replace(tzinfo=UTC).time(), ZONE)
    return SimpleNamespace(starts_at=begin.astimezone(UTC), ends_at=begin.astimezone(UTC) + timedelta(minutes=minutes))


def shown(*columns, day=DAY):
    made = [Column(day, None, str(number), appointments=rows) for number, rows in enumerate(columns)]
    return {
        (line.clock, cell.column.title): (cell.span, len(cell.appointments))
        for line in lines(made, ZONE) for cell in line.cells if cell.appointments
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], {}),
        ([row("10:00")], {"10:00": (1, 1)}),
        ([row("10:00", 45)], {"10:00": (2, 1)}),
        ([row("10:10", 20)], {"10:00": (1, 1)}),
        ([row("10:00", 45), row("10:45", 15)], {"10:00": (2, 2)}),
        ([row("10:00", 45), row("10:45", 60)], {"10:00": (4, 2)}),
        ([row("10:00"), row("10:30")], {"10:00": (1, 1), "10:30": (1, 1)}),
        ([row("07:00")], {"07:00": (1, 1)}),
        ([row("23:30", 60)], {"23:30": (1, 1)}),
    ],
)
def test_each_appointment_stands_over_its_half_hours(rows, expected):
    assert shown(rows) == {(clock, "0"): found for clock, found in expected.items()}


def test_every_row_has_each_column_once_or_is_covered():
    columns = [Column(DAY, None, "a", appointments=[row("10:00", 60)]), Column(DAY, None, "b")]
    counted = [len(line.cells) for line in lines(columns, ZONE)]
    assert len(counted) == USUAL
    assert counted.count(1) == 1
    assert sum(counted) == 2 * USUAL - 1


def test_the_table_grows_with_what_is_early_or_late():
    found = lines([Column(DAY, None, "a", appointments=[row("06:30"), row("20:00", 45)])], ZONE)
    assert (found[0].clock, found[-1].clock) == ("06:30", "20:30")


def test_clocks_that_change_leave_each_hour_where_it_is_read():
    autumn = date(2026, 11, 1)
    assert shown([row("10:00", day=autumn)], day=autumn) == {("10:00", "0"): (1, 1)}
