"""Truth table of how long a full screen holds."""

from datetime import date, timedelta

import pytest

from patients.rules.freshness import screen_expired

SCREENED = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("visits", "asked", "expired"),
    [
        ([], 0, False),
        ([], 30, False),
        ([], 31, True),
        ([20], 50, False),
        ([20], 51, True),
        ([31], 32, True),
        ([30, 60], 90, False),
        ([30, 61], 62, True),
        ([31], 20, False),
        ([-10], 31, True),
        ([31], 31, True),
    ],
)
def test_more_than_30_days_without_a_visit_end_a_screen(visits, asked, expired):
    days = [SCREENED + timedelta(days=day) for day in visits]
    assert screen_expired(SCREENED, days, on=SCREENED + timedelta(days=asked)) is expired


def test_the_order_of_the_visits_does_not_matter():
    days = [SCREENED + timedelta(days=day) for day in (60, 30)]
    assert not screen_expired(SCREENED, days, on=SCREENED + timedelta(days=90))
