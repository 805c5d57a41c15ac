"""What 28 days of the diary add up to."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from plans.rules.windows import window_of, windows_back
from tests.plans.recorded import LAST, Day, days


@pytest.mark.parametrize(
    ("recorded", "headaches", "per_28"),
    [
        (28, 9, Decimal("9.0")), (28, 0, Decimal("0.0")), (21, 9, Decimal("12.0")), (24, 11, Decimal("12.8")),
        (20, 9, None), (18, 18, None), (0, 0, None),
    ],
)  # fmt: skip
def test_headache_days_need_21_recorded_days(recorded, headaches, per_28):
    window = window_of(days(recorded, headaches), LAST)
    assert (window.recorded_days, window.headache_days, window.of) == (recorded, headaches, 28)
    assert (window.headache_days_28, window.missing_days) == (per_28, 28 - recorded)


def test_days_outside_the_window_are_left_out():
    first = LAST - timedelta(days=27)
    window = window_of(
        [Day(first - timedelta(days=1), True), Day(first, True), Day(LAST + timedelta(days=1), True)], LAST
    )
    assert (window.first, window.headache_days) == (first, 1)


def test_one_day_with_two_classes_is_one_medicine_day():
    window = window_of(days(28, simple=3, triptan=2), LAST)
    assert (window.medicine_days, dict(window.medicine_days_by_class)) == (3, {"simple": 3, "triptan": 2})


def test_intensity_and_hours_are_means_of_what_was_written_down():
    rows = days(28, 3)
    for row, intensity, hours in zip(rows, (6, 5, None), (Decimal(2), None, Decimal("4.5")), strict=False):
        row.intensity, row.hours = intensity, hours
    window = window_of(rows, LAST)
    assert (window.mean_intensity, window.mean_hours) == (Decimal("5.5"), Decimal("3.3"))
    assert (window_of(days(28), LAST).mean_intensity, window_of(days(20), LAST).enough) == (None, False)


def test_windows_stand_one_after_the_other_from_the_first_recorded_day():
    found = windows_back(days(40, 40), LAST, 6)
    assert [(window.first, window.last, window.recorded_days) for window in found] == [
        (date(2026, 9, 28), date(2026, 10, 25), 12), (date(2026, 10, 26), LAST, 28),
    ]  # fmt: skip
    assert windows_back([], LAST, 6) == []


@pytest.mark.parametrize("last", [date(2026, 3, 20), date(2026, 11, 15)])
def test_a_window_over_a_change_of_clocks_has_28_days(last):
    rows = [Day(last - timedelta(days=back), headache=True) for back in range(60)]
    window = window_of(rows, last)
    assert (window.recorded_days, window.headache_days, (window.last - window.first).days) == (28, 28, 27)
