"""What blocks the signature of a needling note: truth tables of its muscles and needles."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rules.facts import LimitedArea, TargetFacts, high_risk, lung_field
from sessions.rules.limits import is_limited
from sessions.rules.signing import signing_blockers
from tests.reference_tables import MUSCLES
from tests.sessions.notes import GOOD, GOOD_TARGET, found, with_target

MUSCLE = {muscle["key"]: muscle for muscle in MUSCLES["muscles"]}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"needles_out": 1}, "needle_count_mismatch", "targets[0].needles_out"),
        ({"needles_out": 3}, "needle_count_mismatch", "targets[0].needles_out"),
        ({"needles_out": None}, "needle_count_mismatch", "targets[0].needles_out"),
        ({"do_not_needle": True}, "do_not_needle", "targets[0].muscle"),
        ({"high_risk": True}, "high_risk_unconfirmed", "targets[0].risk_confirmed"),
        ({"side": ""}, "side_missing", "targets[0].side"),
        ({"depth_mm": 41}, "deeper_than_the_needle", "targets[0].depth_mm"),
        ({"technique": ""}, "technique_missing", "targets[0].technique"),
        ({"diameter_mm": None}, "needle_size_missing", "targets[0].diameter_mm"),
        ({"length_mm": None}, "needle_size_missing", "targets[0].length_mm"),
        ({"twitch": ""}, "twitch_missing", "targets[0].twitch"),
        ({"familiar_pain": None}, "familiar_pain_missing", "targets[0].familiar_pain"),
    ],
)
def test_each_gap_of_a_target_blocks_alone(changes, code, field):
    assert found(with_target(**changes)) == [(code, field)]


@pytest.mark.parametrize(
    "changes",
    [{"high_risk": True, "risk_confirmed": True}, {"familiar_pain": False}, {"twitch": "not_sought"}],
)
def test_an_answer_is_enough(changes):
    assert found(with_target(**changes)) == []


def test_the_message_says_what_to_do():
    blocker = signing_blockers(with_target(needles_out=1))[0]
    expected = "The count differs for upper trapezius, right: 2 in, 1 out. Find the needle, or record an incident."
    assert blocker.message == expected


@pytest.mark.parametrize("incident", [{"incident_recorded": True}, {"adverse_events": ("retained_needle",)}])
def test_an_incident_record_clears_the_count(incident):
    assert found(replace(with_target(needles_out=1), **incident)) == []


@pytest.mark.parametrize("count", ["needles_in", "needles_out"])
def test_an_incident_never_stands_for_a_count_that_nobody_made(count):
    uncounted = replace(with_target(**{count: None}), incident_recorded=True)
    assert ("needle_count_mismatch", f"targets[0].{count}") in found(uncounted)


def test_a_high_risk_muscle_names_the_structures_at_risk():
    facts = with_target(high_risk=True, structures=("pleura / lung", "long thoracic nerve"))
    assert "It lies near: pleura / lung, long thoracic nerve." in signing_blockers(facts)[0].message


def test_a_muscle_that_was_only_planned_asks_for_nothing():
    planned = TargetFacts(muscle="longus_colli", side="left", needles_in=0, needles_out=0, do_not_needle=True)
    assert found(replace(GOOD, targets=(GOOD_TARGET, planned))) == []
    assert found(replace(GOOD, targets=(planned,))) == [("no_targets", "targets")]


def test_a_needle_that_came_out_and_never_went_in_is_a_mismatch():
    odd = replace(GOOD_TARGET, needles_in=0, needles_out=1)
    assert found(replace(GOOD, targets=(GOOD_TARGET, odd))) == [("needle_count_mismatch", "targets[1].needles_out")]


def test_an_unanswered_count_points_at_needles_in():
    unanswered = replace(GOOD_TARGET, needles_in=None)
    assert found(replace(GOOD, targets=(GOOD_TARGET, unanswered))) == [
        ("needle_count_mismatch", "targets[1].needles_in")
    ]


def test_an_incident_says_what_happened_and_what_was_done():
    bare = replace(with_target(needles_out=1), adverse_events=("retained_needle",), incident_explained=False)
    assert found(bare) == [("incident_incomplete", "adverse_events")]
    assert found(replace(GOOD, adverse_events=("retained_needle",), incident_explained=False)) == []


@pytest.mark.parametrize(
    ("side", "limit", "limited"),
    [
        ("left", LimitedArea(area="trapezius_upper"), True),
        ("left", LimitedArea(area="trapezius_upper", side="left"), True),
        ("left", LimitedArea(area="trapezius_upper", side="right"), False),
        ("bilateral", LimitedArea(area="trapezius_upper", side="right"), True),
        ("left", LimitedArea(area="trapezius_upper", side="bilateral"), True),
        ("left", LimitedArea(area="temporalis"), False),
        ("left", LimitedArea(area="shoulder girdle", side="left"), True),
    ],
)
def test_which_targets_a_limited_area_covers(side, limit, limited):
    assert is_limited(replace(GOOD_TARGET, side=side), limit) is limited


@pytest.mark.parametrize(
    ("key", "lung", "high"),
    [("trapezius_upper", True, False), ("rhomboid_major", True, True), ("temporalis", False, False)],
)
def test_hazards_come_from_the_catalogue(key, lung, high):
    assert (lung_field(MUSCLE[key]), high_risk(MUSCLE[key])) == (lung, high)


COUNTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6)


@given(COUNTS)
def test_a_signable_note_conserves_its_needles_muscle_by_muscle(pairs):
    targets = tuple(replace(GOOD_TARGET, needles_in=into, needles_out=out) for into, out in pairs)
    blocked = {blocker.field for blocker in signing_blockers(replace(GOOD, targets=targets))}
    for index, (into, out) in enumerate(pairs):
        assert (f"targets[{index}].needles_out" in blocked) == (into != out)
