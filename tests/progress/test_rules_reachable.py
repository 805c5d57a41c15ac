"""Every status and every alert can be reached, and what the record says is conserved, whatever the numbers are."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.rules.flags import Cleared
from progress.rules.alert_words import ALERT_WORDS
from progress.rules.change import FOLLOWED
from progress.rules.derive import derive
from progress.rules.evidence import behind_counts
from progress.rules.facts import GoalFacts, PlanFacts, ScreeningFacts
from progress.rules.series import NPRS_PARTS
from progress.rules.status import Status
from tests.progress.episodes import FIRST, ONE_TARGET, day, episode, event, needling, visit
from tests.progress.test_rules_properties import GROUPS, MEASURES, RECORDS, better, built
from tests.reference_tables import MEASURE, TABLES

TARGETS = st.lists(
    st.tuples(st.sampled_from(["temporalis", "occipitalis"]), st.just("left"), st.integers(0, 6), st.integers(0, 6)),
    max_size=5,
)
UNRELATED = sorted(set(MEASURE) - {*FOLLOWED, *MEASURES, *NPRS_PARTS, "phq2"})


def weekly(measure, *values, **facts):
    return episode(*(visit(7 * n, measures={measure: value}) for n, value in enumerate(values)), **facts)


def with_goal(value):
    return PlanFacts(
        start=FIRST, duration_weeks=8, goals=(GoalFacts(measure="nprs_average", op="<=", value=value),)
    )  # fmt: skip


TWO_MUSCLES_THREE_SIDES = (("temporalis", "left"), ("temporalis", "right"), ("occipitalis", "left"))
STATUSES = {
    Status.URGENT_REFERRAL: episode(visit(red_flags=("thunderclap",))),
    Status.INSUFFICIENT_DATA: episode(visit(measures={"hit6": 60})),
    Status.DETERIORATING: weekly("headache_days_28", 10, 13),
    Status.RELAPSING: weekly("nprs_average", 7, 3, 6, 6),
    Status.GOAL_MET: weekly("nprs_average", 6, 3, plan=with_goal(3)),
    Status.PLATEAU: weekly("nprs_average", 6, 6, 6, 6),
    Status.IMPROVING: weekly("headache_days_28", 20, 10),
    Status.NO_MEANINGFUL_CHANGE: weekly("nprs_average", 6, 5.5),
}
ALERTS = {
    "medication_overuse": episode(visit(measures={"acute_med_days_28": 15})),
    "soreness_call_back": episode(visit(soreness_72h=4)),
    "phq2_positive": episode(visit(measures={"phq2": 3})),
    "serious_adverse_event": episode(visit(adverse_events=(event("pneumothorax", "severe"),))),
    "red_flag_open": episode(visit(red_flags=("thunderclap",))),
    "guardian_consent_required": episode(visit(), age=15),
    "vasovagal_precaution": episode(visit(adverse_events=(event("syncope"),))),
    "needle_count_mismatch": episode(visit(targets=needling(("temporalis", "left", 2, 1)))),
    "needling_while_not_allowed": episode(visit(targets=ONE_TARGET), consents=()),
    "cpt_policy_sensitive": episode(
        visit(targets=needling(*((muscle, side, 1, 1) for muscle, side in TWO_MUSCLES_THREE_SIDES)))
    ),
    "visit_outside_certification": episode(visit(), visit(57)),
    "progress_report_overdue": episode(*(visit(n) for n in range(11))),
}  # fmt: skip


@pytest.mark.parametrize("status", Status)
def test_every_status_is_reachable(status):
    assert derive(STATUSES[status], TABLES)["overall_status"] == status


@pytest.mark.parametrize("alert", ALERT_WORDS)
def test_every_alert_is_reachable_and_not_always_there(alert):
    assert alert in derive(ALERTS[alert], TABLES)["alerts"]
    assert derive(episode(visit(targets=ONE_TARGET)), TABLES)["alerts"] == []


@given(st.lists(TARGETS, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_the_needles_that_a_result_names_are_those_that_are_missing(per_visit):
    visits = [visit(n, targets=needling(*targets)) for n, targets in enumerate(per_visit)]
    differing = derive(episode(*visits), TABLES)["needle_count_mismatch_visits"]
    for number, told in enumerate(visits, start=1):
        assert (number in differing) == any(target.needles_in != target.needles_out for target in told.targets)
        named = behind_counts(visits, [number])
        into, out = (sum(one.value for one in named if one.what.endswith(end)) for end in ("needles in", "needles out"))
        put, taken = (sum(getattr(t, name) for t in told.targets) for name in ("needles_in", "needles_out"))
        assert put - taken == into - out


@given(records=RECORDS, group=GROUPS, chance=st.randoms(), targets=TARGETS)
@settings(max_examples=40, deadline=None)
def test_the_order_of_entry_does_not_matter_for_any_record(records, group, chance, targets):
    facts = built(records, group)
    needled = tuple(replace(one, targets=needling(*targets)) for one in facts.visits)
    facts = replace(
        facts,
        visits=needled,
        screenings=(ScreeningFacts(on=FIRST), ScreeningFacts(on=day(9), red_flags=frozenset({"thunderclap"}))),
        clearances=(Cleared("thunderclap", day(10)), Cleared("diabetes", day(2))),
        report_dates=(day(3), day(14)),
    )
    mixed = {
        name: tuple(chance.sample(getattr(facts, name), len(getattr(facts, name))))
        for name in ("visits", "screenings", "clearances", "consents", "report_dates")
    }
    assert derive(replace(facts, **mixed), TABLES) == derive(facts, TABLES)


@given(records=RECORDS, group=GROUPS, measure=st.sampled_from(UNRELATED), value=st.integers(0, 10))
@settings(max_examples=40, deadline=None)
def test_an_unrelated_measure_of_the_catalogue_changes_nothing(records, group, measure, value):
    facts = built(records, group)
    more = tuple(replace(one, measures={**one.measures, measure: value}) for one in facts.visits)
    assert derive(replace(facts, visits=more), TABLES) == derive(facts, TABLES)


@given(records=RECORDS, group=GROUPS, value=st.integers(0, 80))
@settings(max_examples=40, deadline=None)
def test_a_followed_measure_beside_it_changes_only_its_own_entry(records, group, value):
    facts = built(records, group)
    more = tuple(replace(one, measures={**one.measures, "hdi": value}) for one in facts.visits)
    before, after = derive(facts, TABLES), derive(replace(facts, visits=more), TABLES)
    assert after["measures"].pop("hdi")["latest"] == value
    if before["overall_status"] == Status.INSUFFICIENT_DATA:  # two values of any measure are data
        before["overall_status"] = after["overall_status"]
    assert after == before


@given(records=RECORDS, group=GROUPS, better_by=st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_better_latest_values_never_take_responder_goal_or_improvement_away(records, group, better_by):
    first = dict.fromkeys(MEASURES, 20) | {"hit6": 60, "nprs_average": 8, "psfs": 2, "crom_rotation_left": 40}
    records = [first, *records, {**first, **{key: value for key, value in records[-1].items() if value is not None}}]
    improved = {name: better(name, value, better_by) for name, value in records[-1].items()}
    before, after = (derive(built(rows, group), TABLES) for rows in (records, [*records[:-1], improved]))
    for flag in ("responder30", "responder50", "all_goals_met", "improved_from_baseline"):
        assert after[flag] or not before[flag], flag
    assert not (after["deteriorating"] and not before["deteriorating"])


def test_the_latest_day_and_not_the_last_entry_is_the_latest_value():
    late, early = visit(7, measures={"hit6": 50}), visit(0, measures={"hit6": 60})
    assert derive(episode(late, early), TABLES)["measures"]["hit6"]["latest"] == 50
    assert late.on - early.on == timedelta(days=7)
