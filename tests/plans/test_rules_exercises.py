"""A dose that did not change, and what counts as a habit."""

import pytest

from plans.rules.exercises import dose_in_words, is_habit, require_new_dose
from practice.errors import BadInput
from tests.reference_tables import table

BEFORE = {"sets": 2, "reps": 10, "note": ""}


@pytest.mark.parametrize("given", [{"sets": 3}, {"sets": 2, "note": "Slowly."}])
def test_a_new_dose_differs_in_a_part_or_in_its_note(given):
    require_new_dose(given, BEFORE)


@pytest.mark.parametrize("given", [{}, {"sets": 2}, dict(BEFORE)])
def test_the_same_dose_again_is_refused_at_its_first_field(given):
    with pytest.raises(BadInput) as refused:
        require_new_dose(given, BEFORE)
    assert [(blocker.code, blocker.field) for blocker in refused.value.blockers] == [("dose_unchanged", "sets")]


def test_a_habit_is_kept_and_an_exercise_is_done():
    kinds = {entry["kind"] for entry in table("plans/reference/exercises.json")["exercises"]}
    habits = {kind for kind in kinds if is_habit(kind)}
    assert habits
    assert kinds - habits


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        ({}, ""),
        ({"sets": 2, "reps": 10, "hold_seconds": 5, "per_day": 3, "days_per_week": 7},
         "2 sets of 10, hold 5 seconds, 3 times a day, every day"),
        ({"reps": 1, "hold_seconds": 1, "per_day": 1, "days_per_week": 1},
         "1 time, hold 1 second, once a day, one day a week"),
        ({"sets": 1, "reps": 2, "per_day": 2, "days_per_week": 5}, "2 times, twice a day, 5 days a week"),
        ({"sets": 2}, "2 sets"),
        ({"hold_seconds": 60}, "Hold 60 seconds"),
        ({"hold_seconds": 61}, "For 61 seconds"),
        ({"hold_seconds": 90}, "For 90 seconds"),
        ({"hold_seconds": 91}, "For 1.5 minutes"),
        ({"sets": 1, "reps": 1, "hold_seconds": 900}, "For 15 minutes"),
        ({"sets": 2, "hold_seconds": 120}, "2 sets, hold 2 minutes"),
        ({"reps": 2, "hold_seconds": 120}, "2 times, hold 2 minutes"),
    ],
)  # fmt: skip
def test_a_dose_in_words(dose, words):
    assert dose_in_words(dose) == words
