"""A dose that did not change, and what counts as a habit."""

import pytest

from plans.rules.exercises import is_habit, require_new_dose
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
