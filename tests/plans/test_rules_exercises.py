"""What must hold for an exercise, its days and its dose, and what counts as a habit."""

from datetime import date, timedelta

import pytest

from plans.rules.exercises import (
    dose_in_words,
    is_habit,
    require_checklist,
    require_known,
    require_new_dose,
    require_plausible_end,
    require_plausible_start,
    require_reason_fits,
)
from practice.errors import BadInput
from tests.reference_tables import table
from tests.refused import is_bad_input, refusals, says

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


LIBRARY = {"chin_tuck": {"active": True, "name": "Chin tuck"}, "old_one": {"active": False, "name": "Old"}}


@pytest.mark.parametrize(
    ("key", "code"), [("chin_tuck", ""), ("old_one", "exercise_retired"), ("wings", "unknown_exercise")]
)
def test_an_exercise_is_one_of_the_library_that_the_clinic_still_uses(key, code):
    assert refusals(require_known, key, LIBRARY) == ([(code, "exercise")] if code else [])
    assert is_bad_input(require_known, key, LIBRARY) is bool(code)
    assert code or require_known(key, LIBRARY)["name"] == "Chin tuck"


EPISODE_START, TODAY = date(2026, 3, 2), date(2026, 3, 10)


@pytest.mark.parametrize(
    ("starts_on", "code"),
    [
        (EPISODE_START - timedelta(days=1), "before_the_episode"), (EPISODE_START, ""), (TODAY, ""),
        (TODAY + timedelta(days=90), ""), (TODAY + timedelta(days=91), "too_far_ahead"),
    ],
)  # fmt: skip
def test_an_exercise_starts_within_its_episode_and_at_most_90_days_from_now(starts_on, code):
    span = {"episode_start": EPISODE_START, "today": TODAY}
    assert refusals(require_plausible_start, starts_on, **span) == ([(code, "starts_on")] if code else [])
    assert is_bad_input(require_plausible_start, starts_on, **span) is bool(code)


@pytest.mark.parametrize(
    ("ends_on", "code"),
    [
        (EPISODE_START - timedelta(days=1), "ends_before_start"), (EPISODE_START, ""), (TODAY, ""),
        (TODAY + timedelta(days=1), "in_the_future"),
    ],
)  # fmt: skip
def test_an_exercise_ends_between_its_first_day_and_today(ends_on, code):
    span = {"starts_on": EPISODE_START, "today": TODAY}
    assert refusals(require_plausible_end, ends_on, **span) == ([(code, "ends_on")] if code else [])
    assert is_bad_input(require_plausible_end, ends_on, **span) is bool(code)


@pytest.mark.parametrize(
    ("done", "reason", "fits"),
    [("done", "", True), ("done", "pain", False), ("partly", "pain", True), ("not_done", "pain", True),
     ("partly", "", True)],
)  # fmt: skip
def test_a_reason_says_why_something_was_not_all_done(done, reason, fits):
    assert refusals(require_reason_fits, done, reason) == [("reason_without_need", "reason")] * (not fits)
    assert is_bad_input(require_reason_fits, done, reason) is not fits


@pytest.mark.parametrize(
    ("checked", "named"), [([], ""), (["screen"], ""), (["chair", "screen"], ""), (["screen", "wings", "lamp"], "lamp")]
)
def test_what_is_ticked_stands_on_the_habit_s_own_checklist(checked, named):
    assert refusals(require_checklist, checked, ["chair", "screen"]) == [("unknown_item", "checked")] * bool(named)
    assert says(require_checklist, checked, ["chair", "screen"]) == (
        f"There is no item “{named}” on this checklist." if named else ""
    )
    assert is_bad_input(require_checklist, checked, ["chair", "screen"]) is bool(named)
