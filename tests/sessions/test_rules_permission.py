"""What allows a needling session on its day, rule by rule: screen, candidacy, consent; and what is merely said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.consent import ConsentState
from sessions.rules.facts import OverrideFacts, ScopeFacts, ScreenFacts
from sessions.rules.permission import (
    blockers_of_the_screen,
    consent_blockers,
    consent_notices,
    copy_notices,
    override_notices,
    safety_blockers,
    screening_blockers,
)
from tests.sessions.notes import DAY, ESTIM, GOOD, GOOD_TARGET, decided

LABELS = {"diabetes": "Diabetes", "needle_phobia": "Afraid of needles", "older": "New headache after 65"}
FACTS = replace(GOOD, labels=LABELS)


def codes(found):
    return [blocker.code for blocker in found]


@pytest.mark.parametrize(
    ("screening", "expected"),
    [
        (ScreenFacts(on=DAY), []), (ScreenFacts(on=DAY - timedelta(days=30)), []), (None, ["screening_missing"]),
        (ScreenFacts(on=DAY + timedelta(days=1), expired=True), ["screening_missing"]),
        (ScreenFacts(on=DAY, expired=True, all_answered=False), ["screening_expired"]),
        (ScreenFacts(on=DAY, pressing=("older",), all_answered=False), ["screening_expired"]),
        (ScreenFacts(on=DAY, all_answered=False), ["screening_incomplete"]),
    ],
)  # fmt: skip
def test_a_session_needs_a_full_screen_that_is_fresh_and_complete(screening, expected):
    assert codes(screening_blockers(replace(FACTS, screening=screening))) == expected
    asked = screening_blockers(replace(FACTS, screening=screening, rescreened=False))
    assert codes(asked)[-1] == "rescreen_missing"


@pytest.mark.parametrize(
    ("rescreened", "unexplained", "expected"),
    [(True, False, []), (True, True, ["rescreen_unexplained"]), (False, False, ["rescreen_missing"]),
     (False, True, ["rescreen_missing"])],
)  # fmt: skip
def test_the_short_re_screen_is_asked_and_a_change_is_written_down(rescreened, unexplained, expected):
    facts = replace(FACTS, rescreened=rescreened, change_unexplained=unexplained)
    assert codes(screening_blockers(facts)) == expected


PRESSING = ScreenFacts(on=DAY, pressing=("diabetes", "older"))
WEIGHED = (OverrideFacts(item="diabetes", reason="Weighed.", by="Ana Ruiz"),)


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({}, "Diabetes; New headache after 65"),
        ({"candidacy": decided(positive=["diabetes"])}, "New headache after 65"),
        ({"overrides": WEIGHED}, "Diabetes; New headache after 65"),
        ({"rescreened": False, "candidacy": decided(positive=["diabetes"])}, "Diabetes; New headache after 65"),
        ({"rescreened": False, "overrides": WEIGHED}, "New headache after 65"),
    ],
)
def test_what_does_not_hold_any_more_is_asked_again_unless_the_re_screen_answered_it(changes, left):
    found = list(screening_blockers(replace(FACTS, screening=PRESSING, **changes)))
    assert found[0].code == "screening_expired"
    assert found[0].message == f"The answer does not hold any more. Ask again: {left}."


def test_what_the_re_screen_found_and_holds_beyond_the_day_is_asked_again_in_the_screen():
    found = list(blockers_of_the_screen(["diabetes", "older"], FACTS.words))
    assert [(one.code, one.field) for one in found] == [
        ("rescreen_not_screened", "screening.diabetes"), ("rescreen_not_screened", "screening.older"),
    ]  # fmt: skip
    assert found[0].message.startswith("New, and it holds beyond today: Diabetes.")
    assert list(screening_blockers(replace(FACTS, to_screen=("diabetes", "older")))) == found
    assert list(blockers_of_the_screen([], FACTS.words)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"candidacy": decided(positive=["diabetes", "over_implant"])}, []),
        ({"needled_from_age": 14}, [("below_minimum_age", "patient")]),
        ({"candidacy": decided(red_flags=["older", "neuro"])}, [("red_flag_open", "screening")] * 2),
        ({"candidacy": decided(positive=["needle_phobia"])}, [("not_a_candidate", "screening")]),
        ({"candidacy": decided(positive=["no_consent", "license_or_endorsement", "red_flag_open"])}, []),
        ({"candidacy": decided(positive=["prior_serious_reaction"])}, [("not_a_candidate", "screening")]),
        ({"candidacy": decided(positive=["prior_serious_reaction"]), "locked_by": ("seizure of 2 Mar 2026",)},
         [("not_a_candidate", "clearance")]),
        ({"candidacy": decided(positive=["needle_phobia"]), "locked_by": ("seizure",)},
         [("not_a_candidate", "screening")]),
        ({"precautions_without_plan": ("diabetes", "older")}, [("precaution_unplanned", "precautions")] * 2),
        ({"precautions_without_plan": ("diabetes",), "overrides": WEIGHED}, []),
        ({"precautions_without_plan": ("diabetes",), "to_screen": ("diabetes",)}, []),
    ],
)  # fmt: skip
def test_what_age_and_candidacy_forbid_and_what_has_a_blocker_of_its_own(changes, expected):
    found = safety_blockers(replace(FACTS, **changes))
    assert [(one.code, one.field) for one in found] == expected


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"needled_from_age": 14}, "This clinic needles from the age of 14 years"),
        ({"candidacy": decided(red_flags=["older"])}, "Red flag not cleared: New headache after 65."),
        ({"candidacy": decided(positive=["needle_phobia"])}, "Needling is not suitable: Afraid of needles."),
        ({"candidacy": decided(positive=["prior_serious_reaction"]), "locked_by": ("a seizure", "a burn")},
         "Needling is locked: a seizure, a burn."),
        ({"precautions_without_plan": ("diabetes",)}, "Write the precaution for: Diabetes."),
    ],
)  # fmt: skip
def test_what_is_forbidden_is_said_in_the_clinic_s_words(changes, words):
    assert next(iter(safety_blockers(replace(FACTS, **changes)))).message.startswith(words)


ITEMS = st.frozensets(st.sampled_from(["diabetes", "needle_phobia", "over_implant", "pregnancy"]))
FLAGS = st.frozensets(st.sampled_from(["older", "neuro"]))


@given(positive=ITEMS, flags=FLAGS)
def test_whoever_may_not_be_needled_meets_a_blocker_of_safety(positive, flags):
    verdict = decided(positive=positive, red_flags=flags)
    blocked = codes(safety_blockers(replace(FACTS, candidacy=verdict)))
    assert bool(blocked) is not verdict.may_needle
    assert blocked.count("red_flag_open") == len(flags)


@given(state=st.sampled_from(ConsentState), confirmed=st.sampled_from([True, False, None]))
def test_no_state_of_consent_but_the_one_in_force_and_confirmed_lets_a_needle_in(state, confirmed):
    found = codes(consent_blockers(replace(FACTS, consent=state, consent_confirmed=confirmed)))
    assert (found == []) is (state is ConsentState.IN_FORCE and confirmed is True)
    assert ("consent_not_confirmed" in found) is not confirmed


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        (ConsentState.MISSING, "consent_missing", "no written consent"),
        (ConsentState.EXPIRED, "consent_expired", "Have it signed again"),
        (ConsentState.WITHDRAWN, "consent_withdrawn", "needs a new one"),
        (ConsentState.GUARDIAN_MISSING, "guardian_consent_missing", "guardian's written consent"),
        (ConsentState.OWN_MISSING, "own_consent_missing", "Have the patient sign"),
    ],
)
def test_each_way_in_which_a_consent_does_not_hold_is_said_and_its_scope_is_not(state, code, words):
    facts = replace(FACTS, consent=state, estim=ESTIM, consent_scope=ScopeFacts(covers_estim=False))
    [found] = consent_blockers(facts)
    assert (found.code, found.field) == (code, "consent")
    assert words in found.message


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"consent_scope": ScopeFacts(areas=frozenset({"shoulder girdle"}))}, []),
        ({"consent_scope": ScopeFacts(areas=frozenset({"face"}))}, ["targets[0].muscle"]),
        (
            {"consent_scope": ScopeFacts(areas=frozenset({"face"})), "targets": (replace(GOOD_TARGET, needles_in=0),)},
            [],
        ),
        ({"consent_scope": ScopeFacts(covers_estim=False)}, []),
        ({"estim": ESTIM}, []),
        ({"consent_scope": ScopeFacts(covers_estim=False), "estim": ESTIM}, ["consent"]),
    ],
)
def test_what_was_done_lies_within_what_was_agreed_to(changes, fields):
    found = list(consent_blockers(replace(FACTS, **changes)))
    assert [(one.code, one.field) for one in found] == [("consent_scope", field) for field in fields]


def test_a_decision_against_an_item_is_said_with_who_decided_and_why():
    [said] = override_notices(replace(FACTS, overrides=WEIGHED))
    assert (said.code, said.field) == ("overridden", "screening")
    assert said.message == "Overridden by Ana Ruiz: Diabetes. Reason: Weighed."
    assert list(override_notices(FACTS)) == []


@pytest.mark.parametrize("withdrawn", [True, False])
def test_a_consent_withdrawn_after_the_needles_is_said_and_does_not_block(withdrawn):
    facts = replace(FACTS, consent_withdrawn_since=withdrawn)
    said = [(one.code, one.field) for one in consent_notices(facts)]
    assert said == [("consent_withdrawn_since", "consent")] * withdrawn
    assert list(consent_blockers(facts)) == []


@pytest.mark.parametrize("given_to", [True, False])
def test_a_copy_of_the_consent_may_be_given_later_too(given_to):
    facts = replace(FACTS, consent_scope=ScopeFacts(copy_given=given_to))
    said = [(one.code, one.field) for one in copy_notices(facts)]
    assert said == [("consent_copy_missing", "consent")] * (not given_to)
    assert list(consent_blockers(facts)) == []
