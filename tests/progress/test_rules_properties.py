"""What must hold for the progress rules whatever the numbers are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.rules.consent import ConsentFacts
from progress.rules.cases import facts_from_case
from progress.rules.derive import derive
from progress.rules.facts import GoalFacts, PlanFacts
from tests.progress.episodes import FIRST, ONE_TARGET, episode, visit
from tests.reference_tables import CASES, TABLES

MEASURES = ("headache_days_28", "nprs_average", "ndi_raw", "hit6", "psfs", "crom_rotation_left")
HIGHER_IS_BETTER = {"psfs", "crom_rotation_left"}
LOWEST = {"headache_days_28": 0, "nprs_average": 0, "ndi_raw": 0, "hit6": 36, "psfs": 0, "crom_rotation_left": 0}
HIGHEST = {"headache_days_28": 28, "nprs_average": 10, "ndi_raw": 50, "hit6": 78, "psfs": 10, "crom_rotation_left": 90}
GROUPS = st.sampled_from(["tension_type_headache", "cervicogenic_headache", "migraine", "neck_pain"])
VALUES = st.fixed_dictionaries({key: st.none() | st.integers(LOWEST[key], HIGHEST[key]) for key in MEASURES})
RECORDS = st.lists(VALUES, min_size=1, max_size=8)
PLAN = PlanFacts(
    start=FIRST,
    duration_weeks=8,
    goals=(
        GoalFacts(measure="headache_days_28", op="<=", value=10), GoalFacts(measure="hit6", op="<=", value=56),
        GoalFacts(measure="psfs", op=">=", value=7), GoalFacts(measure="crom_rotation_left", op=">", value=60),
    ),
)  # fmt: skip


def built(records, group):
    visits = (visit(number * 7, measures=values) for number, values in enumerate(records))
    return episode(*visits, group=group, plan=PLAN)


def better(measure, value, by):
    """A value that is better by so much, as far as the measure goes."""
    if measure in HIGHER_IS_BETTER:
        return min(HIGHEST[measure], value + by)
    return max(LOWEST[measure], value - by)


def any_value(values):
    return any(value is not None for value in values.values())


def benefit_flags(results):
    """Every flag that says 'better', by name."""
    flags = {
        (key, name): result.get(name)
        for key, result in results["measures"].items()
        for name in ("responder30", "responder50", "mcid_met", "reliable_change")
    }
    return flags | {("goal", goal["measure"]): goal["met"] for goal in results["goals"]}


@pytest.mark.parametrize("key", CASES)
@given(random=st.randoms())
@settings(max_examples=5)
def test_the_order_of_entry_does_not_matter(key, random):
    facts = facts_from_case(CASES[key])
    shuffled = replace(facts, visits=tuple(random.sample(facts.visits, len(facts.visits))))
    assert derive(shuffled, TABLES) == derive(facts, TABLES)


@pytest.mark.parametrize("key", CASES)
@given(value=st.integers(0, 100))
@settings(max_examples=5)
def test_an_unrelated_measure_changes_nothing(key, value):
    facts = facts_from_case(CASES[key])
    more = tuple(replace(one, measures={**one.measures, "neck_pain_vas": value}) for one in facts.visits)
    assert derive(replace(facts, visits=more), TABLES) == derive(facts, TABLES)


@given(records=RECORDS, group=GROUPS, measure=st.sampled_from(MEASURES), better_by=st.integers(1, 30))
def test_a_better_latest_value_never_takes_a_benefit_away(records, group, measure, better_by):
    latest = records[-1][measure]
    if latest is None:
        latest = (LOWEST if measure in HIGHER_IS_BETTER else HIGHEST)[measure]
        records = [*records[:-1], {**records[-1], measure: latest}]
    improved = [*records[:-1], {**records[-1], measure: better(measure, latest, better_by)}]
    if len(records) == 1:
        improved, records = [*records, improved[0]], [*records, records[0]]
    before = benefit_flags(derive(built(records, group), TABLES))
    after = benefit_flags(derive(built(improved, group), TABLES))
    assert all(after[name] for name, held in before.items() if held)


def test_the_properties_try_both_directions():
    assert {key for key in MEASURES if TABLES.higher_is_better(key)} == HIGHER_IS_BETTER
    assert {goal.op for goal in PLAN.goals} >= {"<=", ">=", ">"}


@given(records=RECORDS, group=GROUPS, drafts=st.sets(st.integers(0, 7)))
def test_a_signature_changes_no_result_and_a_patient_is_told_what_is_signed(records, group, drafts):
    whole = built(records, group)
    kept = [replace(one, signed=number not in drafts) for number, one in enumerate(whole.visits)]
    facts = replace(whole, visits=tuple(kept))
    assert derive(facts, TABLES) == derive(whole, TABLES)
    signed = [{} if number in drafts else values for number, values in enumerate(records)]
    assert derive(facts.told_to_patient(), TABLES) == derive(built(signed, group), TABLES)
    unsigned = [number for number, values in enumerate(records) if number in drafts and any_value(values)]
    assert [one.on for one in facts.drafts] == [whole.visits[number].on for number in unsigned]


@given(records=RECORDS, group=GROUPS)
def test_the_findings_never_contradict_each_other(records, group):
    results = derive(built(records, group), TABLES)
    for result in results["measures"].values():
        assert not (result.get("responder50") and not result["responder30"])
    assert not (results["plateau"] and results["all_goals_met"])
    assert (results["overall_status"] == "goal_met") <= results["all_goals_met"]


MINUTES = st.lists(st.integers(0, 20 * 24 * 60), min_size=1, max_size=6, unique=True)
MIDNIGHT = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)


@given(sessions=MINUTES, withdrawn=st.integers(0, 21 * 24 * 60))
def test_a_withdrawal_reaches_no_session_before_it_and_every_one_after_it(sessions, withdrawn):
    moments = sorted(MIDNIGHT + timedelta(minutes=after) for after in sessions)
    visits = [replace(visit(targets=ONE_TARGET), on=at.date(), needled_at=at, order=n) for n, at in enumerate(moments)]
    then = MIDNIGHT + timedelta(minutes=withdrawn)
    consent = ConsentFacts(signed_on=FIRST, withdrawn_on=then.date(), withdrawn_at=then)
    found = derive(episode(*visits, consents=(consent,)), TABLES)["needling_while_not_allowed_visits"]
    assert found == [number for number, at in enumerate(moments, 1) if at >= then]


@given(sessions=MINUTES, later=st.integers(1, 3 * 24 * 60))
def test_a_withdrawal_after_the_last_session_changes_no_visit(sessions, later):
    moments = [MIDNIGHT + timedelta(minutes=after) for after in sessions]
    visits = [replace(visit(targets=ONE_TARGET), on=at.date(), needled_at=at) for at in moments]
    then = max(moments) + timedelta(minutes=later)
    consent = ConsentFacts(signed_on=FIRST)
    gone = replace(consent, withdrawn_on=then.date(), withdrawn_at=then)
    with_it, without = (derive(episode(*visits, consents=(one,)), TABLES) for one in (gone, consent))
    assert with_it["needling_while_not_allowed_visits"] == without["needling_while_not_allowed_visits"] == []
