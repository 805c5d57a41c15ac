"""Truth tables of deterioration, relapse, plateau, goals, status and its words."""

from itertools import product

import pytest

from progress.rules.facts import GoalFacts
from progress.rules.goals import all_met, goal_met, goal_results
from progress.rules.series import points
from progress.rules.status import Findings, Status, comparable, improved_from_baseline, overall_status
from progress.rules.trend import deteriorating, improved_lately, more_headache_days, plateau, relapsing, standing_still
from progress.rules.words import STATUS_WORDS, status_words
from tests.progress.episodes import series, visit

MCIDS = {"nprs_average": 2.0, "ndi_raw": 7.5, "hit6": 8}


@pytest.mark.parametrize(
    ("baseline", "latest", "more"),
    [(10, 13, True), (10, 12.9, False), (5, 6.5, False), (5, 7, True), (0, 2, True), (0, 1, False), (20, 20, False)],
)
def test_more_headache_days_needs_both_a_third_more_and_two_days(baseline, latest, more):
    assert more_headache_days(series(baseline, latest)) is more


@pytest.mark.parametrize(
    ("measure", "values", "worse"),
    [
        ("nprs_average", (4, 6), True),
        ("nprs_average", (4, 5.9), False),
        ("ndi_raw", (10, 17.5), True),
        ("ndi_raw", (10, 17), False),
        ("hit6", (50, 58), True),
        ("hit6", (50, 57), False),
        ("hit6", (50, 70, 50), False),
        ("hit6", (50,), False),
        ("psfs", (8, 1), False),
    ],
)
def test_deteriorating_by_a_score(measure, values, worse):
    assert deteriorating({measure: series(*values, measure=measure)}, MCIDS) is worse


def test_deteriorating_by_headache_days_and_never_without_thresholds():
    assert deteriorating({"headache_days_28": series(10, 13)}, MCIDS)
    assert not deteriorating({"ndi_raw": series(0, 50)}, {})


@pytest.mark.parametrize(
    ("values", "relapse"),
    [
        ((7, 5, 7, 7), True),
        ((7, 5.1, 7.1, 7.1), False),
        ((7, 5, 6.9, 7), False),
        ((7, 5, 7, 6.9), False),
        ((7, 7, 5, 7), False),
        ((5, 7, 7), False),
        ((7, 3, 5, 5), True),
        ((7, 3, None, 5, 5), True),
        ((7, 8, 10, 10), False),
    ],
)
def test_a_relapse_needs_a_gain_and_two_values_that_lost_it(values, relapse):
    assert relapsing(series(*values), 2.0) is relapse


def test_without_an_mcid_there_is_no_relapse():
    assert not relapsing(series(7, 3, 7, 7), None)


@pytest.mark.parametrize(
    ("values", "every", "still"),
    [
        ((5, 5, 5, 5), 7, True),
        ((5, 5, 5, 5), 4, False),
        ((5, 5, 5), 14, False),
        ((4.0, 3.3, 3.0, 3.0), 7, False),
        ((3.9, 3.3, 3.0, 3.0), 7, True),
        ((4, 4.9, 3.1, 4), 7, True),
        ((4, 5, 4, 4), 7, False),
        ((9, 4, 4, 4, 4), 7, True),
    ],
)
def test_standing_still_compares_the_last_three_with_the_value_before_them(values, every, still):
    assert standing_still(series(*values, every=every)) is still


@pytest.mark.parametrize(("last_day", "still"), [(13, False), (14, True)])
def test_the_four_values_span_at_least_fourteen_days(last_day, still):
    visits = [visit(on, measures={"nprs_average": 5}) for on in (0, 4, 8, last_day)]
    assert standing_still(points(visits, "nprs_average")) is still


@pytest.mark.parametrize(
    ("score", "values", "all_goals", "flat"),
    [
        ("ndi_raw", (20, 12.5), False, False),
        ("ndi_raw", (20, 13), False, True),
        ("ndi_raw", (30, 15, 14), False, True),
        ("hit6", (60, 52), False, False),
        ("hit6", (60, 53), False, True),
        ("psfs", (2, 9), False, True),
        ("hit6", (60, 60), True, False),
    ],
)
def test_a_plateau_needs_scores_at_rest_and_an_open_goal(score, values, all_goals, flat):
    found = {"nprs_average": series(5, 5, 5, 5), score: series(*values, measure=score)}
    assert plateau(found, MCIDS, all_goals_met=all_goals) is flat


def test_one_value_alone_has_not_improved_lately():
    assert not improved_lately(series(60), 8)


@pytest.mark.parametrize(
    ("op", "value", "latest", "met"),
    [
        ("<=", 10, 10, True),
        ("<=", 10, 10.1, False),
        ("<", 10, 10, False),
        (">=", 7.7, 7.7, True),
        (">=", 7.7, 7.6, False),
        (">", 7, 7, False),
        ("=", 0, 0, True),
        ("<=", 10, None, False),
    ],
)
def test_a_goal_is_met_at_the_latest_value(op, value, latest, met):
    assert goal_met(GoalFacts(measure="hit6", op=op, value=value), latest) is met


def test_goals_keep_their_order_and_whole_numbers_stay_whole():
    goals = (GoalFacts(measure="hit6", op="<=", value=56), GoalFacts(measure="psfs", op=">=", value=7.5))
    found = goal_results(goals, {"hit6": series(60, 54)})
    assert found == [
        {"measure": "hit6", "op": "<=", "value": 56, "latest": 54.0, "met": True},
        {"measure": "psfs", "op": ">=", "value": 7.5, "latest": None, "met": False},
    ]
    assert not all_met(found)
    assert all_met(found[:1])


def test_a_plan_without_goals_has_not_met_them():
    assert not all_met([])


ORDER = ("urgent", "incomparable", "deteriorating", "relapsing", "all_goals_met", "plateau", "improved")


@pytest.mark.parametrize("holds", list(product([False, True], repeat=len(ORDER))))
def test_the_first_finding_that_holds_decides_the_status(holds):
    found = dict(zip(ORDER, holds, strict=True))
    expected = next((status for status, held in zip(Status, holds, strict=False) if held), Status.NO_MEANINGFUL_CHANGE)
    assert overall_status(Findings(comparable=not found.pop("incomparable"), **found)) is expected


@pytest.mark.parametrize(
    ("measures", "responder30", "improved"),
    [
        ({}, True, True),
        ({}, False, False),
        ({}, None, False),
        ({"ndi_raw": {"mcid_met": True}}, None, True),
        ({"hit6": {"mcid_met": True}}, False, True),
        ({"nprs_average": {"mcid_met": True}}, False, True),
        ({"psfs": {"mcid_met": True}}, False, False),
        ({"ndi_raw": {"n": 1}}, None, False),
    ],
)
def test_improved_from_baseline_rests_on_responders_and_three_scores(measures, responder30, improved):
    assert improved_from_baseline(measures, responder30=responder30) is improved


def test_two_values_of_one_measure_are_enough_to_compare():
    assert not comparable({"hit6": {"n": 1}, "psfs": {"n": 1}})
    assert comparable({"hit6": {"n": 1}, "psfs": {"n": 2}})


def test_every_status_has_words_for_both_readers():
    assert set(STATUS_WORDS) == set(Status)
    assert "numbers are clearly better than at the start" in status_words("improving").patient
    assert "stayed the same for a while; let us review the plan" in status_words("plateau").patient
    assert "numbers are worse; your therapist will contact you" in status_words("deteriorating").patient


def test_a_plateau_says_when_the_patient_is_still_better():
    better = status_words(Status.PLATEAU, improved_from_baseline=True)
    assert better.clinician.endswith("still improved from baseline.")
    assert better.patient.endswith("better than at the start.")
    assert status_words(Status.IMPROVING, improved_from_baseline=True) == STATUS_WORDS[Status.IMPROVING]
