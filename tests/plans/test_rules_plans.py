"""Rules of plans, goals, certifications and exercises."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from patients.vocabulary import EpisodeState
from plans.models import TreatmentPlan
from plans.rules import certification, exercises
from plans.rules.plans import (
    NEEDLING,
    PlanFacts,
    fitting_comparison,
    names_needling,
    planned_until,
    require_care_goes_on,
    require_plausible_start,
    require_sound_goal,
    require_sound_goals,
    signing_blockers,
)
from plans.rules.revisions import likely_types
from practice.errors import BadInput, RuleViolation
from tests.refused import is_bad_input, refusals

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


@pytest.mark.parametrize(
    ("weeks", "day", "code"),
    [(6, 42, None), (6, 43, "due_after_plan"), (6, 700, "due_after_plan"), (6, 731, "due_too_late"), (None, 700, None),
     (6, -1, "due_before_start"), (52, 364, None), (52, 365, "due_after_plan"), (6, None, None)],
)  # fmt: skip
def test_a_goal_is_due_within_the_weeks_of_its_plan(weeks, day, code):
    goal = {"measure": "hit6", "target": 50, "due_on": None if day is None else START + timedelta(days=day)}
    expected = [code] if code else []
    assert [c for c, _ in refusals(require_sound_goals, [goal], MEASURES, START, weeks)] == expected
    assert [c for c, _ in refusals(require_sound_goal, goal, [], MEASURES, START, weeks)] == expected


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


@pytest.mark.parametrize(("weeks", "last"), [(None, None), (0, START), (1, date(2026, 11, 9)), (8, date(2026, 12, 28))])
def test_a_plan_reaches_to_the_end_of_its_own_weeks(weeks, last):
    assert planned_until(START, weeks) == last


@pytest.mark.parametrize(
    ("types", "words", "named"),
    [
        (["needling"], "", True), (["exercise", "needling"], "Neck", True), (["exercise"], "", False),
        ([], "Dry needling of the neck", True), ([], "Needles, then stretching", True), ([], "Exercise", False),
        (["exercise"], "No needles: afraid of them", False),
    ],
)  # fmt: skip
def test_a_plan_names_needling_as_a_type_or_in_its_words(types, words, named):
    assert names_needling(types, words) is named
    assert TreatmentPlan.TreatmentType.NEEDLING == NEEDLING


@pytest.mark.parametrize("state", EpisodeState)
def test_nothing_is_planned_where_care_has_ended(state):
    has_ended = state in {"discharged", "referred_out"}
    assert refusals(require_care_goes_on, state) == [("episode_closed", "episode")] * has_ended
    assert not is_bad_input(require_care_goes_on, state)


def test_a_goal_is_at_most_where_lower_is_better_and_at_least_elsewhere():
    lower, higher = ("ndi_raw", "hit6", "nprs_average", "headache_days_28"), ("psfs", "crom_rotation_left", "frt_left")
    assert [fitting_comparison(MEASURES[key]) for key in lower] == ["<="] * 4
    assert [fitting_comparison(MEASURES[key]) for key in higher] == [">="] * 3


@pytest.mark.parametrize(
    ("goal", "others", "expected"),
    [
        ({"measure": "hit6", "target": 50}, [], []),
        ({"measure": "hit6", "target": 50}, [{"measure": "ndi_raw"}], []),
        ({"measure": "hit6", "target": 50}, [{"measure": "ndi_raw"}, {"measure": "hit6"}], [("goal_twice", "measure")]),
        (
            {"measure": "hit6", "target": 35},
            [{"measure": "hit6"}],
            [("out_of_range", "target"), ("goal_twice", "measure")],
        ),
        ({"measure": "ndi_raw", "target": Decimal("10.5"), "due_on": START + timedelta(days=730)}, [], []),
        ({"measure": "ndi_raw", "target": 10, "due_on": START + timedelta(days=731)}, [], [("due_too_late", "due_on")]),
        ({"measure": "wings", "target": 1}, [], [("unknown_measure", "measure")]),
    ],
)
def test_one_goal_is_sound_as_the_goals_of_a_plan_are_and_stands_beside_the_others(goal, others, expected):
    assert refusals(require_sound_goal, goal, others, MEASURES, START) == expected
    assert is_bad_input(require_sound_goal, goal, others, MEASURES, START) is bool(expected)


@pytest.mark.parametrize(
    ("role", "kinds", "types"),
    [
        ("Adjunct only.", [], ["needling", "exercise", "education"]),
        ("Adjunct only.", ["strength", "posture"], ["needling", "exercise", "posture", "education"]),
        ("", ["posture_habit"], ["exercise", "posture", "education"]),
        (None, ["strength"], ["exercise", "education"]),
        ("Precaution group: refer.", ["strength"], ["exercise", "education"]),
    ],
)
def test_a_plan_that_names_no_type_begins_with_what_suits_its_condition(role, kinds, types):
    assert likely_types({"dry_needling_role": role}, kinds) == types


WHOLE = PlanFacts(
    state="plan_draft", icd10=["M54.2"], goals=1, duration_weeks=8, visits_per_week=Decimal("0.5"),
    treatment_types=["needling"], licensed=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "screening"}, ("screening_missing", "episode.state")),
        ({"icd10": []}, ("diagnosis_missing", "episode.icd10")),
        ({"unmeasured": "Headache days"}, ("primary_measure_missing", "episode.measurements")),
        ({"goals": 0}, ("goal_missing", "goals")),
        ({"visits_per_week": None}, ("frequency_missing", "visits_per_week")),
        ({"duration_weeks": None}, ("duration_missing", "duration_weeks")),
        ({"treatment_types": [], "interventions": " "}, ("type_missing", "treatment_types")),
        ({"licensed": False}, ("license_or_endorsement", "clinician")),
        ({"open_red_flags": ["New headache after 65"]}, ("red_flag_open", "episode.screening")),
    ],
)
def test_each_thing_that_a_plan_lacks_keeps_it_from_being_signed(changes, expected):
    assert signing_blockers(WHOLE) == []
    assert [(one.code, one.field) for one in signing_blockers(WHOLE._replace(**changes))] == [expected]


def test_a_plan_in_words_needs_no_type_and_red_flags_are_said_first_each_by_itself():
    assert signing_blockers(WHOLE._replace(treatment_types=[], interventions="Manual therapy.")) == []
    found = signing_blockers(WHOLE._replace(goals=0, open_red_flags=["Sudden onset", "New after 65"]))
    assert [one.code for one in found] == ["red_flag_open", "red_flag_open", "goal_missing"]
    assert found[1].message.startswith("Red flag not cleared: New after 65.")
