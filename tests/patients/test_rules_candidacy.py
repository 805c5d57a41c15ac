"""Truth tables of candidacy and consent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.candidacy import CandidacyFacts, Result, candidacy, is_minor, positive_items
from patients.rules.consent import ConsentFacts, ConsentState, consent_state
from tests.reference_tables import SCREENING, UNIT_EXAMPLES

ITEMS = {item["key"]: item for item in SCREENING["contraindications"]}
FLAGS = {flag["key"]: flag for flag in SCREENING["red_flags"]}


def decide(positive=(), red_flags=(), cleared=(), **more):
    facts = CandidacyFacts(
        positive=frozenset(positive), red_flags=frozenset(red_flags), cleared=frozenset(cleared), **more
    )
    return candidacy(facts, SCREENING)


@pytest.mark.parametrize("example", UNIT_EXAMPLES["candidacy"], ids=lambda example: example["expect"])
def test_every_worked_example(example):
    assert decide(example["positive"], example["red_flags"]).result == example["expect"]


@pytest.mark.parametrize("key", ITEMS)
def test_each_item_alone_leads_where_its_level_and_action_say(key):
    expected = {
        ("absolute", "do_not_needle"): "do_not_needle",
        ("absolute", "refer_urgent"): "do_not_needle",
        ("absolute", "avoid_area"): "proceed_with_area_limits",
        ("relative", "proceed_with_precautions"): "proceed_with_precautions",
    }
    assert decide([key]).result == expected[ITEMS[key]["level"], ITEMS[key]["action"]]


@pytest.mark.parametrize("key", FLAGS)
def test_each_red_flag_alone_leads_where_its_action_says_and_clearing_it_leads_back(key):
    expected = "emergency" if FLAGS[key]["action"] == "emergency" else "refer"
    found = decide(red_flags=[key])
    assert (found.result, found.open_red_flags, found.may_needle) == (expected, (key,), False)
    assert decide(red_flags=[key], cleared=[key]).result == "proceed"


@pytest.mark.parametrize(
    ("more", "added", "result"),
    [
        ({"age": 17}, "minor", "proceed_with_precautions"),
        ({"consent_in_force": False}, "no_consent", "do_not_needle"),
        ({"needling_authorised": False}, "license_or_endorsement", "do_not_needle"),
        ({"fainted": True}, "vasovagal_history", "proceed_with_precautions"),
        ({"uncleared_serious_event": True}, "prior_serious_reaction", "do_not_needle"),
    ],
)
def test_the_record_adds_items_of_its_own(more, added, result):
    assert added in positive_items(CandidacyFacts(**more))
    assert decide(**more).result == result


@pytest.mark.parametrize(("age", "minor"), [(None, False), (0, True), (17, True), (18, False)])
def test_a_minor_is_under_eighteen(age, minor):
    assert is_minor(age) is minor


@pytest.mark.parametrize(
    ("positive", "red_flags", "result"),
    [
        ([], [], "incomplete"),
        (["diabetes"], [], "incomplete"),
        (["local_infection_skin"], [], "incomplete"),
        (["needle_phobia"], [], "do_not_needle"),
        ([], ["pattern_change"], "refer"),
        ([], ["onset_sudden"], "emergency"),
    ],
)
def test_an_unanswered_item_replaces_only_what_would_allow_needling(positive, red_flags, result):
    assert decide(positive, red_flags, all_answered=False).result == result


def test_unknown_keys_count_with_caution():
    assert decide(["asked_only_here"]).precautions == ("asked_only_here",)
    assert decide(red_flags=["asked_only_here"]).result == "refer"


def test_the_keys_behind_the_result_are_named():
    found = decide(["needle_phobia", "local_infection_skin", "diabetes", "anticoagulant_therapy"])
    assert found.stops == ("needle_phobia",)
    assert found.area_limits == ("local_infection_skin",)
    assert found.precautions == ("anticoagulant_therapy", "diabetes")


@given(st.sets(st.sampled_from(sorted(ITEMS))), st.sampled_from(sorted(ITEMS)))
def test_one_more_positive_item_never_makes_the_result_milder(positive, another):
    order = list(Result)
    assert order.index(decide(positive | {another}).result) <= order.index(decide(positive).result)


DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("consent", "minor", "state"),
    [
        ({"signed_on": DAY}, False, ConsentState.IN_FORCE),
        ({"signed_on": date(2026, 3, 11)}, False, ConsentState.MISSING),
        ({"signed_on": DAY, "expires_on": DAY}, False, ConsentState.IN_FORCE),
        ({"signed_on": date(2026, 1, 1), "expires_on": date(2026, 3, 9)}, False, ConsentState.EXPIRED),
        ({"signed_on": date(2026, 1, 1), "withdrawn_on": DAY}, False, ConsentState.WITHDRAWN),
        ({"signed_on": date(2026, 1, 1), "withdrawn_on": date(2026, 3, 11)}, False, ConsentState.IN_FORCE),
        ({"signed_on": DAY}, True, ConsentState.GUARDIAN_MISSING),
        ({"signed_on": DAY, "by_guardian": True}, True, ConsentState.IN_FORCE),
    ],
)
def test_what_one_consent_is_worth_on_a_day(consent, minor, state):
    assert consent_state([ConsentFacts(**consent)], on=DAY, minor=minor) is state


def test_the_best_of_several_consents_counts_and_none_is_missing():
    withdrawn = ConsentFacts(signed_on=date(2026, 1, 1), withdrawn_on=date(2026, 2, 1))
    assert consent_state([], on=DAY) is ConsentState.MISSING
    assert consent_state([withdrawn], on=DAY) is ConsentState.WITHDRAWN
    assert consent_state([withdrawn, ConsentFacts(signed_on=DAY)], on=DAY) is ConsentState.IN_FORCE
