"""Truth tables of what blocks the signature of a needling note."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.candidacy import CandidacyFacts, candidacy
from patients.rules.consent import ConsentState
from practice.jurisdictions import state_rule
from sessions.rules.facts import (
    EstimFacts,
    LimitedArea,
    ScopeFacts,
    ScreenFacts,
    SigningFacts,
    TargetFacts,
    TimedFacts,
    high_risk,
    lung_field,
)
from sessions.rules.signing import signing_blockers, signing_notices
from sessions.rules.targets import is_limited
from tests.reference_tables import JURISDICTIONS, MUSCLES, SCREENING

DAY = date(2026, 3, 10)
WASHINGTON = state_rule(JURISDICTIONS, "WA", DAY)
MUSCLE = {muscle["key"]: muscle for muscle in MUSCLES["muscles"]}

GOOD_TARGET = TargetFacts(
    muscle="trapezius_upper",
    name="Upper trapezius",
    region="shoulder girdle",
    side="right",
    needles_in=2,
    needles_out=2,
    diameter_mm=0.3,
    length_mm=40,
    technique="pistoning",
    safeguard="pincer grip",
    twitch="yes",
    familiar_pain=True,
    lung_field=True,
)
ESTIM = EstimFacts(frequency_hz=2, pulse_us=250, minutes=10, intensity="comfortable", leads=("left-right",), device="X")
GOOD = SigningFacts(
    on=DAY,
    candidacy=candidacy(CandidacyFacts(), SCREENING),
    screening=ScreenFacts(on=DAY),
    targets=(GOOD_TARGET,),
    consent=ConsentState.IN_FORCE,
    clinician_authorised=True,
    has_diagnosis=True,
    has_active_plan=True,
    minutes=30,
    location="clinic",
    rescreened=True,
    consent_confirmed=True,
    risk_explained=("bruising", "pneumothorax"),
    position="prone",
    skin_prep="alcohol",
    gloves=True,
    needle_lot="SYN-LOT-0001",
    sharps_disposed=True,
    response="Looser at once.",
    adverse_events=(),
    education=("aftercare sheet",),
    no_injection=True,
)


def decided(**facts):
    return candidacy(CandidacyFacts(**{key: frozenset(value) for key, value in facts.items()}), SCREENING)


def found(facts):
    return [(blocker.code, blocker.field) for blocker in signing_blockers(facts)]


def with_target(**changes):
    return replace(GOOD, targets=(replace(GOOD_TARGET, **changes),))


def test_a_complete_note_can_be_signed():
    assert signing_blockers(GOOD) == []
    assert signing_notices(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"minutes": None}, "minutes_missing", "minutes"),
        ({"minutes": 0}, "minutes_missing", "minutes"),
        ({"clinician_authorised": False}, "license_or_endorsement", "clinician"),
        ({"has_diagnosis": False}, "diagnosis_missing", "diagnosis"),
        ({"has_active_plan": False}, "plan_missing", "plan"),
        ({"held_on": DAY - timedelta(1)}, "care_on_hold", "episode"),
        ({"screening": None}, "screening_missing", "screening"),
        ({"screening": ScreenFacts(on=DAY + timedelta(1))}, "screening_missing", "screening"),
        ({"screening": ScreenFacts(on=DAY - timedelta(31), expired=True)}, "screening_expired", "screening"),
        ({"screening": ScreenFacts(on=DAY, all_answered=False)}, "screening_incomplete", "screening"),
        ({"rescreened": False}, "rescreen_missing", "rescreen"),
        ({"needled_from_age": 14}, "below_minimum_age", "patient"),
        ({"candidacy": decided(red_flags=["pattern_change"])}, "red_flag_open", "screening"),
        ({"candidacy": decided(positive=["needle_phobia"])}, "not_a_candidate", "screening"),
        ({"precautions_without_plan": ("diabetes",)}, "precaution_unplanned", "precautions"),
        ({"consent": ConsentState.MISSING}, "consent_missing", "consent"),
        ({"consent": ConsentState.EXPIRED}, "consent_expired", "consent"),
        ({"consent": ConsentState.WITHDRAWN}, "consent_withdrawn", "consent"),
        ({"consent": ConsentState.GUARDIAN_MISSING}, "guardian_consent_missing", "consent"),
        ({"consent": ConsentState.OWN_MISSING}, "own_consent_missing", "consent"),
        ({"estim": ESTIM, "consent_scope": ScopeFacts(covers_estim=False)}, "consent_scope", "consent"),
        ({"consent_scope": ScopeFacts(areas=frozenset({"face"}))}, "consent_scope", "targets[0].muscle"),
        ({"state_rule": state_rule(JURISDICTIONS, "CA", DAY)}, "needling_not_permitted", "clinician"),
        ({"consent_confirmed": None}, "consent_not_confirmed", "consent_confirmed"),
        ({"consent_confirmed": False}, "consent_not_confirmed", "consent_confirmed"),
        ({"risk_explained": ()}, "risk_not_explained", "risk_explained"),
        ({"risk_explained": ("bruising",)}, "risk_not_explained", "risk_explained"),
        ({"position": " "}, "position_missing", "position"),
        ({"targets": ()}, "no_targets", "targets"),
        ({"candidacy": decided(positive=["over_implant"])}, "area_limited", "screening"),
        ({"limited_areas": (LimitedArea(area="shoulder girdle"),)}, "area_limited", "targets[0].muscle"),
        ({"skin_prep": ""}, "skin_prep_missing", "skin_prep"),
        ({"gloves": None}, "gloves_missing", "gloves"),
        ({"gloves": False}, "gloves_missing", "gloves"),
        ({"sharps_disposed": None}, "sharps_missing", "sharps_disposed"),
        ({"response": ""}, "response_missing", "response"),
        ({"adverse_events": None}, "adverse_events_unanswered", "adverse_events"),
        ({"education": ()}, "education_missing", "education"),
        ({"no_injection": None}, "no_injection_missing", "no_injection"),
        ({"location": " "}, "location_missing", "location"),
        ({"change_unexplained": True}, "rescreen_unexplained", "rescreen"),
        ({"in_training": True}, "supervisor_missing", "supervisor"),
        ({"has_supervisor": True}, "supervisor_not_qualified", "supervisor"),
        (
            {"interventions": (TimedFacts(name="Exercise"),)},
            "intervention_minutes_missing",
            "interventions[0].minutes",
        ),
        ({"interventions": (TimedFacts(name="Exercise", minutes=30),)}, "timed_minutes_overlap", "minutes"),
        ({"estim": replace(ESTIM, device="")}, "estim_incomplete", "estim.device"),
        ({"estim": EstimFacts()}, "estim_incomplete", "estim.frequency_hz"),
        ({"estim": replace(ESTIM, leads=())}, "estim_incomplete", "estim.leads"),
        ({"estim": ESTIM, "candidacy": decided(positive=["pacemaker_estim"])}, "estim_not_allowed", "estim"),
    ],
)
def test_each_missing_element_blocks_alone(changes, code, field):
    assert found(replace(GOOD, **changes)) == [(code, field)]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"needles_out": 1}, "needle_count_mismatch", "targets[0].needles_out"),
        ({"needles_out": 3}, "needle_count_mismatch", "targets[0].needles_out"),
        ({"needles_out": None}, "needle_count_mismatch", "targets[0].needles_out"),
        ({"do_not_needle": True}, "do_not_needle", "targets[0].muscle"),
        ({"high_risk": True}, "high_risk_unconfirmed", "targets[0].risk_confirmed"),
        ({"side": ""}, "side_missing", "targets[0].side"),
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


@pytest.mark.parametrize("held_on", [None, DAY, DAY + timedelta(1)])
def test_what_was_done_up_to_the_day_of_a_hold_is_signed(held_on):
    assert found(replace(GOOD, held_on=held_on)) == []


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


def test_what_has_a_blocker_of_its_own_is_said_once():
    verdict = candidacy(CandidacyFacts(consent_in_force=False, needling_authorised=False), SCREENING)
    facts = replace(GOOD, candidacy=verdict, consent=ConsentState.MISSING, clinician_authorised=False)
    assert [code for code, _ in found(facts)] == ["license_or_endorsement", "consent_missing"]


def test_screening_items_are_named_in_the_clinics_words():
    facts = replace(GOOD, candidacy=decided(positive=["needle_phobia"]), labels={"needle_phobia": "Afraid of needles"})
    assert "Afraid of needles" in signing_blockers(facts)[0].message


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
    ("changes", "code", "field"),
    [
        ({"needle_lot": ""}, "needle_lot_missing", "needle_lot"),
        ({"needle_expiry": DAY - timedelta(days=1)}, "needles_out_of_date", "needle_expiry"),
        ({"pain_measured_after": False}, "pain_after_missing", "pain_after"),
        ({"not_retested": ("Rotation right",)}, "retest_missing", "measurements"),
        ({"targets": (replace(GOOD_TARGET, safeguard=" "),)}, "safeguard_missing", "targets[0].safeguard"),
        ({"targets": (replace(GOOD_TARGET, technique="in_situ"),)}, "dwell_missing", "targets[0].dwell_minutes"),
        (
            {"targets": (replace(GOOD_TARGET, structures=("accessory nerve",)),)},
            "risk_not_named",
            "risk_explained",
        ),
        (
            {"state_rule": WASHINGTON, "targets": (replace(GOOD_TARGET, technique="in situ", dwell_minutes=10),)},
            "scope_in_situ",
            "targets[0].technique",
        ),
    ],
)
def test_a_notice_does_not_block(changes, code, field):
    facts = replace(GOOD, **changes)
    assert [(notice.code, notice.field) for notice in signing_notices(facts)] == [(code, field)]
    assert signing_blockers(facts) == []


def test_a_planned_muscle_over_the_lung_needs_no_explanation_and_no_notice():
    away = replace(GOOD_TARGET, lung_field=False)
    planned = replace(GOOD_TARGET, needles_in=0, needles_out=0, technique="in situ")
    facts = replace(GOOD, state_rule=WASHINGTON, targets=(away, planned), risk_explained=("bruising",))
    assert (found(facts), signing_notices(facts)) == ([], [])


def test_needles_left_with_stimulation_or_elsewhere_raise_no_notice():
    in_situ = (replace(GOOD_TARGET, technique="in_situ", dwell_minutes=10),)
    assert signing_notices(replace(GOOD, targets=in_situ)) == []
    assert signing_notices(replace(GOOD, state_rule=WASHINGTON, targets=in_situ, estim=ESTIM)) == []


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
