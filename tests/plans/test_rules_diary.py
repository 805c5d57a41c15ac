"""What one day of the diary can say, and that a day is kept once: without a database."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from plans.rules.diary import require_consistent
from plans.rules.once import AlreadyRecorded, require_first, require_same_day
from tests.refused import is_bad_input, refusals, refused, says

DAY, NEXT = date(2026, 11, 27), date(2026, 11, 28)
THERE = UUID(int=7)
FREE = {"headache": False, "intensity": None, "hours": None, "medicines": []}
HURT = {"headache": True, "intensity": 5, "hours": Decimal(3), "medicines": ["simple"]}


@pytest.mark.parametrize(
    "told",
    [
        FREE, HURT, HURT | {"intensity": None, "hours": None}, HURT | {"intensity": 1}, HURT | {"hours": Decimal(0)},
        FREE | {"intensity": 0, "hours": Decimal(0)}, FREE | {"medicines": ["simple", "triptan"]},
    ],
)  # fmt: skip
def test_a_day_with_a_headache_may_be_described_and_medicine_taken_on_any(told):
    assert refusals(require_consistent, **told) == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (FREE | {"intensity": 1}, [("no_headache", "intensity")]),
        (FREE | {"hours": Decimal("0.5")}, [("no_headache", "hours")]),
        (HURT | {"intensity": 0}, [("no_pain", "intensity")]),
        (HURT | {"medicines": ["simple", "triptan", "simple"]}, [("medicine_twice", "medicines")]),
        (HURT | {"headache": False, "medicines": ["simple", "simple"]},
         [("no_headache", "intensity"), ("no_headache", "hours"), ("medicine_twice", "medicines")]),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused_at_its_field(told, expected):
    assert refusals(require_consistent, **told) == expected
    assert is_bad_input(require_consistent, **told)


def test_a_second_row_for_a_day_is_refused_and_points_to_the_first():
    assert refusals(require_first, None, DAY) == []
    refusal = refused(require_first, THERE, DAY)
    assert isinstance(refusal, AlreadyRecorded)
    assert refusal.more == {"existing": str(THERE)}
    assert refusals(require_first, THERE, DAY) == [("already_recorded", "on")]
    assert says(require_first, THERE, DAY) == "27 Nov 2026 is recorded already. Change that entry."


@pytest.mark.parametrize(("sent", "moves"), [(None, False), (DAY, False), (NEXT, True)])
def test_an_entry_stays_with_its_day(sent, moves):
    assert refusals(require_same_day, sent, DAY) == [("day_is_fixed", "on")] * moves
    assert not is_bad_input(require_same_day, sent, DAY)
