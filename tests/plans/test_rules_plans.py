"""Rules of plans, goals, certifications and exercises."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from plans.rules import certification, exercises
from plans.rules.plans import require_plausible_start, require_sound_goals
from practice.errors import BadInput, RuleViolation

MEASURES = {m["key"]: m for m in json.loads(Path("patients/reference/measures.json").read_text())["measures"]}
LIBRARY = json.loads(Path("plans/reference/exercises.json").read_text())["exercises"]
START = date(2026, 11, 2)


def problems(*goals):
    try:
        require_sound_goals(goals, MEASURES, START)
    except BadInput as refused:
        return [(b.code, b.field) for b in refused.blockers]
    return []


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ({"measure": "ndi_raw", "comparison": "<=", "target": 10}, []),
        ({"measure": "ndi_raw", "target": 10}, []),
        ({"measure": "crom_rotation_left", "comparison": ">=", "target": 70}, []),
        ({"measure": "ndi_raw", "comparison": ">=", "target": 10}, [("wrong_direction", "goals[0].comparison")]),
        ({"measure": "psfs", "comparison": "<=", "target": 5}, [("wrong_direction", "goals[0].comparison")]),
        ({"measure": "nprs_average", "target": Decimal("10.1")}, [("out_of_range", "goals[0].target")]),
        ({"measure": "hit6", "target": 35}, [("out_of_range", "goals[0].target")]),
        ({"measure": "ndi_raw", "target": 10, "baseline": 51}, [("out_of_range", "goals[0].baseline")]),
        ({"measure": "wings", "target": 10}, [("unknown_measure", "goals[0].measure")]),
        ({"measure": "ndi_raw", "target": 10, "due_on": START}, []),
        ({"measure": "ndi_raw", "target": 10, "due_on": date.max}, [("due_too_late", "goals[0].due_on")]),
        (
            {"measure": "ndi_raw", "target": 10, "due_on": START - timedelta(days=1)},
            [("due_before_start", "goals[0].due_on")],
        ),
    ],
)
def test_a_goal_can_be_measured_and_points_the_right_way(goal, expected):
    assert problems(goal) == expected


def test_there_is_one_goal_per_measure():
    goal = {"measure": "hit6", "target": 50}
    assert problems(goal, {**goal, "target": 48}) == [("goal_twice", "goals[1].measure")]


@pytest.mark.parametrize(("day", "sound"), [(-1, False), (0, True), (385, True), (386, False)])
def test_a_plan_starts_within_its_episode_and_a_year_from_now(day, sound):
    starts_on, today = START + timedelta(days=day), START + timedelta(days=20)
    if sound:
        require_plausible_start(starts_on, episode_start=START, today=today)
        return
    with pytest.raises(BadInput):
        require_plausible_start(starts_on, episode_start=START, today=today)


@pytest.mark.parametrize(("weeks", "last"), [(8, 56), (12, 84), (13, 90), (52, 90)])
def test_a_certification_covers_its_weeks_and_90_days_at_most(weeks, last):
    assert certification.certified_period(START, weeks) == (START, START + timedelta(days=last))


def test_there_is_nothing_to_certify_without_a_signed_plan():
    with pytest.raises(RuleViolation, match="plan_missing"):
        certification.require_plausible_day(START, None, START)


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        ((2, 10, 5, 3, 7), "2 sets of 10, hold 5 seconds, 3 times a day, every day"),
        ((1, 10, 10, 2, 7), "10 times, hold 10 seconds, twice a day, every day"),
        ((1, 1, 900, 2, None), "For 15 minutes, twice a day"),
        ((None, None, None, 1, 7), "Once a day, every day"),
        ((3, None, 30, 1, 1), "3 sets, hold 30 seconds, once a day, one day a week"),
        ((1, 1, 1, 4, 5), "1 time, hold 1 second, 4 times a day, 5 days a week"),
        ((None, None, None, None, None), ""),
    ],
)
def test_a_dose_reads_as_people_say_it(dose, words):
    names = ("sets", "reps", "hold_seconds", "per_day", "days_per_week")
    assert exercises.dose_in_words(dict(zip(names, dose, strict=True))) == words


def test_every_kind_of_the_library_has_a_word_and_every_dose_reads():
    assert {entry["kind"] for entry in LIBRARY} <= set(exercises.KINDS)
    assert all(exercises.dose_in_words(entry["dosage"]) for entry in LIBRARY if any(entry["dosage"].values()))


@pytest.mark.parametrize(
    ("back", "by_patient", "code"),
    [
        (-1, True, "in_the_future"), (0, True, None), (28, True, None), (29, True, "too_long_ago"), (29, False, None),
        (41, False, "not_prescribed_yet"),
    ],
)  # fmt: skip
def test_a_day_can_be_reported_while_it_is_prescribed(back, by_patient, code):
    today = START
    span = {"starts_on": START - timedelta(days=40), "ends_on": None, "today": today, "by_patient": by_patient}
    if code is None:
        exercises.require_reportable(today - timedelta(days=back), **span)
        return
    with pytest.raises(BadInput, match=code):
        exercises.require_reportable(today - timedelta(days=back), **span)
