"""Each relative item that is answered yes has a written plan: as a truth table, and whatever the screen says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.candidacy import CandidacyFacts, Result, asks_for_precautions, candidacy
from patients.rules.precautions import asks_for_plan, plan_items, plans_in, plans_of, require_plans
from patients.rules.screening import labels
from practice.errors import BadInput
from tests.reference_tables import SCREENING

WORDS = labels(SCREENING)
RELATIVE = plan_items(SCREENING)
CHOSEN = st.sets(st.sampled_from(sorted(RELATIVE)), min_size=1, max_size=6)
SOMETHING = st.text(min_size=1, max_size=40).filter(str.strip)


def judged(positive, *, plans, sent=None, **more):
    decision = candidacy(CandidacyFacts(positive=frozenset(positive), **more), SCREENING)
    items = set(decision.precautions) & set(positive)
    require_plans(decision, items, plans=plans, sent=plans if sent is None else sent, screening=SCREENING)
    return decision


def refused(positive, **told):
    with pytest.raises(BadInput) as found:
        judged(positive, **told)
    return {blocker.field: blocker.message for blocker in found.value.blockers}


@given(CHOSEN, SOMETHING, st.data())
def test_a_screen_stands_only_with_a_plan_for_each_item_and_names_the_one_that_is_taken_away(positive, words, data):
    whole = dict.fromkeys(positive, words)
    assert judged(positive, plans=whole).result == Result.PRECAUTIONS
    gone = data.draw(st.sampled_from(sorted(positive)))
    without = {key: said for key, said in whole.items() if key != gone}
    assert refused(positive, plans=without) == {f"precaution_plans.{gone}": asks_for_plan(WORDS[gone])}


@given(CHOSEN, st.sets(st.sampled_from(sorted(RELATIVE))), SOMETHING)
def test_a_screen_is_accepted_exactly_when_every_relative_yes_has_a_plan(positive, planned, words):
    plans = dict.fromkeys(planned & positive, words)
    if planned >= positive:
        judged(positive, plans=plans)
    else:
        assert {*refused(positive, plans=plans)} == {f"precaution_plans.{key}" for key in positive - planned}


@given(CHOSEN, SOMETHING)
def test_one_text_without_plans_is_the_plan_of_a_single_item_and_of_no_more(positive, text):
    plans = plans_of(positive, sent=None, text=text, stands={})
    assert plans == ({key: text.strip() for key in positive} if len(positive) == 1 else {})


@pytest.mark.parametrize(
    ("sent", "text", "stands", "expected"),
    [
        ({"diabetes": " Short. "}, "", {}, {"diabetes": "Short."}),
        ({"diabetes": "Short."}, "Both.", {}, {"diabetes": "Short."}),
        ({"diabetes": ""}, "Both.", {"epilepsy": "Light."}, {"epilepsy": "Light."}),
        (None, "Both.", {"epilepsy": "Light."}, {"epilepsy": "Light.", "diabetes": "Both."}),
        (None, "Light.", {"epilepsy": "Light."}, {"epilepsy": "Light."}),
        ({"epilepsy": "Dark."}, "", {"epilepsy": "Light."}, {"epilepsy": "Dark."}),
        (None, " ", {}, {}),
    ],
)
def test_what_the_plan_of_each_item_is(sent, text, stands, expected):
    told = {"sent": sent, "text": text, "stands": stands, "before": ["epilepsy"], "said": "Light."}
    assert plans_of({"diabetes", "epilepsy"}, **told) == expected


@pytest.mark.parametrize(
    ("plans", "text", "expected"),
    [
        (None, " Short. ", {"diabetes": "Short.", "epilepsy": "Short."}), (None, " ", {}), ({}, "Short.", {}),
        ({"diabetes": "Thin.", "frail": "Slow."}, "Short.", {"diabetes": "Thin."}),
    ],
)  # fmt: skip
def test_only_the_text_of_an_older_screen_stands_for_each_item(plans, text, expected):
    assert plans_in(plans, text=text, items=["diabetes", "epilepsy"]) == expected


def test_a_plan_belongs_to_a_relative_item_that_is_answered_yes():
    assert [*refused([], plans={}, sent={"diabetes": "Short."})] == ["precaution_plans"]
    assert [*refused(["over_implant"], plans={}, sent={"over_implant": "Keep out."})] == ["precaution_plans"]
    assert judged([], plans={}, sent={"diabetes": " "}).result == Result.PROCEED


def test_where_nobody_is_needled_no_plan_is_asked_for():
    assert judged(["diabetes", "needle_phobia"], plans={}).result == Result.DO_NOT_NEEDLE
    assert judged(["diabetes"], plans={}, all_answered=False).result == Result.INCOMPLETE


def test_the_relative_items_of_the_form_are_those_that_ask_for_a_plan():
    relative = {item["key"] for item in SCREENING["contraindications"] if item["level"] == "relative"}
    assert relative == RELATIVE
    assert {item["key"] for item in SCREENING["contraindications"] if asks_for_precautions(item)} == relative
