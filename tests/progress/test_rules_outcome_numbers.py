"""What the numbers of an episode come to, measure by measure: each rule by itself, without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.rules.change import FOLLOWED
from progress.rules.derive import derive, every_series, measure_results, outcomes
from progress.rules.facts import GoalFacts, PlanFacts
from progress.rules.series import phase_of, points
from progress.rules.supporting import supports
from progress.rules.trend import worse_by_mcid
from progress.rules.words import measure_words
from tests.progress.episodes import FIRST, TTH, day, episode, event, series, visit
from tests.progress.test_rules_properties import GROUPS, RECORDS, built
from tests.reference_tables import MEASURE, TABLES


@pytest.mark.parametrize(
    ("values", "mcid", "worse"),
    [
        ((4, 6), 2, True), ((4, 5.9), 2, False), ((4, 9, 5), 2, False), ((4, 1, 6), 2, True), ((6, 4), 2, False),
        ((4, 4), 0, True), ((4, 9), None, False), ((9,), 0, False), ((), 2, False), ((4.1, 6.1), 2.0, True),
    ],
)  # fmt: skip
def test_worse_is_measured_from_baseline_to_latest_and_a_rise_of_just_the_mcid_is_worse(values, mcid, worse):
    assert worse_by_mcid(series(*values), mcid) is worse


@given(
    first=st.integers(0, 50), last=st.integers(0, 50), lower=st.integers(0, 50), between=st.lists(st.integers(0, 50))
)
def test_a_better_latest_value_never_makes_it_worse_and_what_lies_between_does_not_count(first, last, lower, between):
    found = worse_by_mcid(series(first, *between, last), 7.5)
    assert found is worse_by_mcid(series(first, last), 7.5)
    assert worse_by_mcid(series(first, *between, min(last, lower)), 7.5) <= found


@pytest.mark.parametrize(
    ("phases", "measure", "phase"),
    [
        ({}, "hit6", "visit"), ({"hit6": "before"}, "hit6", "before"), ({"ndi_raw": "before"}, "hit6", "visit"),
        ({"nprs_current": "before"}, "nprs_average", "before"), ({"nprs_worst": "after"}, "nprs_average", "visit"),
        ({"nprs_average": "after", "nprs_current": "before"}, "nprs_average", "after"),
    ],
)  # fmt: skip
def test_a_value_was_taken_when_it_was_and_a_mean_when_its_first_part_was(phases, measure, phase):
    told = visit(phases=phases, measures={"hit6": 60, "nprs_average": 5})
    assert phase_of(told, measure) == phase
    assert [point.phase for point in points([told], measure)] == [phase]


def test_pressure_thresholds_vas_and_groc_support_and_no_outcome_that_is_followed_does():
    supporting = {key for key in MEASURE if supports(key)}
    assert {"ppt_temporalis_left", "ppt_upper_trapezius_right", "neck_pain_vas", "groc"} <= supporting
    assert supporting.isdisjoint({*FOLLOWED, "phq2", "cva", "nprs_current"})
    assert all(key.startswith("ppt_") for key in supporting - {"neck_pain_vas", "groc"})


@pytest.mark.parametrize(
    ("key", "unit", "words"),
    [
        ("nprs_average", "{score}", ("Average pain", "of 10")),
        ("frt_left", "deg", ("Flexion-rotation to the left", "°")),
        ("ppt_temporalis", "kPa", ("A name", "kPa")), ("groc", "{score}", ("A name", "")), ("groc", "", ("A name", "")),
    ],
)  # fmt: skip
def test_a_followed_measure_has_short_words_and_every_other_its_name_in_the_catalogue(key, unit, words):
    assert measure_words(key, "A name", unit) == words
    assert measure_words(key, "A name").label == words[0]


def test_each_followed_measure_with_a_value_has_one_result_in_the_order_in_which_they_are_followed():
    measured = {"hit6": 60, "headache_days_28": 20, "phq2": 4, "groc": 3}
    found = measure_results(TTH, every_series(episode(visit(measures=measured)), TABLES), TABLES)
    assert list(found) == ["headache_days_28", "hit6"]
    assert [(one["baseline"], one["n"]) for one in found.values()] == [(20.0, 1), (60.0, 1)]
    assert measure_results(TTH, {}, TABLES) == {}


def told(*headache_days, group=TTH, measure="headache_days_28", **facts):
    visits = (visit(7 * at, measures={measure: value}) for at, value in enumerate(headache_days))
    whole = episode(*visits, group=group, **facts)
    return outcomes(whole, every_series(whole, TABLES), TABLES)


@pytest.mark.parametrize(
    ("values", "status", "responder30", "responder50"),
    [
        ((20,), "insufficient_data", None, None), ((20, 15), "no_meaningful_change", False, False),
        ((20, 14), "improving", True, False), ((20, 10), "improving", True, True),
        ((20, 26), "deteriorating", False, False),
    ],
)  # fmt: skip
def test_headache_days_decide_about_responders_and_status(values, status, responder30, responder50):
    found = told(*values)
    assert (found["responder_measure"], found["headache_days_series"][0]) == ("headache_days_28", [1, 20.0])
    assert (found["responder30"], found["responder50"]) == (responder30, responder50)
    assert (found["overall_status"], found["deteriorating"]) == (status, status == "deteriorating")
    assert found["improved_from_baseline"] is (status == "improving")


def test_the_goals_of_the_plan_are_judged_by_the_latest_value_and_pain_by_its_course():
    plan = PlanFacts(start=FIRST, duration_weeks=8, goals=(GoalFacts(measure="nprs_average", op="<=", value=3),))
    pain = {"group": "neck_pain", "measure": "nprs_average"}
    met, still = told(6, 4, 3, plan=plan, **pain), told(6, 6, 6, 6, plan=plan, **pain)
    assert [(goal["latest"], goal["met"]) for goal in (*met["goals"], *still["goals"])] == [(3.0, True), (6.0, False)]
    assert (met["all_goals_met"], met["overall_status"], met["plateau"]) == (True, "goal_met", False)
    assert (still["all_goals_met"], still["overall_status"], still["plateau"]) == (False, "plateau", True)
    assert told(7, 3, 6, 6, **pain)["relapsing"]
    assert met["nprs_average_series"] == [[1, 6.0], [2, 4.0], [3, 3.0]]


def test_an_open_flag_or_an_uncleared_event_stands_above_every_number():
    facts = episode(visit(measures={"hit6": 70}), visit(7, measures={"hit6": 50}, adverse_events=(event("seizure"),)))
    found = outcomes(facts, every_series(facts, TABLES), TABLES)
    assert (found["overall_status"], found["improved_from_baseline"]) == ("urgent_referral", True)


@given(records=RECORDS, group=GROUPS)
def test_what_the_numbers_come_to_is_part_of_the_whole_and_knows_nothing_of_flags_and_needles(records, group):
    facts = built(records, group)
    found, whole = outcomes(facts, every_series(facts, TABLES), TABLES), derive(facts, TABLES)
    assert found == {name: whole[name] for name in found}
    flagged = replace(facts, visits=(*facts.visits, visit(400, red_flags=("neuro",))), acute_med_class="opioid")
    after = outcomes(flagged, every_series(flagged, TABLES), TABLES)
    assert {name for name in found if after[name] != found[name]} == {"overall_status"}
    assert day(400) == flagged.ordered_visits[-1].on
