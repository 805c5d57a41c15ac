"""What 28 days of the diary add up to."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest

from plans.rules.windows import overuse_in, window_of

LAST = date(2026, 11, 22)


@dataclass
class Day:
    on: date
    headache: bool = False
    medicines: list[str] = field(default_factory=list)


def days(recorded, headaches=0, **medicines):
    rows = [Day(LAST - timedelta(days=i), i < headaches) for i in range(recorded)]
    for name, number in medicines.items():
        for row in rows[:number]:
            row.medicines.append(name)
    return rows


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


@pytest.mark.parametrize(
    ("medicines", "prompts"),
    [
        ({"simple": 12}, []),
        ({"simple": 13}, [("simple", 13, 15, False)]),
        ({"simple": 15}, [("simple", 15, 15, True)]),
        ({"triptan": 7}, []),
        ({"triptan": 8}, [("triptan", 8, 10, False)]),
        ({"opioid": 10}, [("opioid", 10, 10, True)]),
        ({"ergot": 10}, [("ergot", 10, 10, True)]),
        ({"combination": 11}, [("combination", 11, 10, True)]),
        ({"simple": 10, "triptan": 3}, [("mixed", 10, 10, True)]),
        ({"simple": 6, "triptan": 6}, []),
    ],
)
def test_overuse_is_a_prompt_at_the_limit_and_a_word_before_it(medicines, prompts):
    found = overuse_in(window_of(days(28, **medicines), LAST))
    assert [(p.medicine, p.days, p.limit, p.reached) for p in found] == prompts


def test_the_prompt_suggests_a_referral_and_never_a_diagnosis():
    text = overuse_in(window_of(days(28, triptan=10), LAST))[0].text
    assert text.startswith("Triptans on 10 of 28 days; the limit is 10. Consider a referral")
    assert text.endswith("not a diagnosis.")


def test_one_day_with_two_classes_is_one_medicine_day():
    window = window_of(days(28, simple=3, triptan=2), LAST)
    assert (window.medicine_days, dict(window.medicine_days_by_class)) == (3, {"simple": 3, "triptan": 2})
