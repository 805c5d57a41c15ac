"""What blocks the signature of a needling note: truth tables of its elements."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from patients.rules.candidacy import CandidacyFacts, candidacy
from patients.rules.consent import ConsentState
from practice.jurisdictions import state_rule
from sessions.rules.facts import EstimFacts, LimitedArea, ScopeFacts, ScreenFacts, TimedFacts
from sessions.rules.notices import signing_notices
from sessions.rules.signing import needling_stops, signing_blockers
from tests.reference_tables import JURISDICTIONS, SCREENING
from tests.sessions.notes import DAY, ESTIM, GOOD, decided, found

NOON = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC)


def test_a_complete_note_can_be_signed():
    assert signing_blockers(GOOD) == []
    assert signing_notices(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"minutes": None}, "minutes_missing", "minutes"),
        ({"minutes": 0}, "minutes_missing", "minutes"),
        ({"clinician_authorised": False}, "license_or_endorsement", "clinician"),
        ({"signer_licensed": False}, "license_or_endorsement", "clinician"),
        ({"has_diagnosis": False}, "diagnosis_missing", "diagnosis"),
        ({"codes_not_in_force": ("Not yet.",)}, "code_not_in_force", "diagnosis"),
        ({"has_active_plan": False}, "plan_missing", "plan"),
        ({"held_on": DAY - timedelta(1)}, "care_on_hold", "episode"),
        ({"referred_out_at": NOON, "began_at": NOON, "care_is_out": True}, "care_referred_out", "episode"),
        ({"referred_out_at": NOON, "began_at": NOON}, "care_referred_out", "screening"),
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
        ({"to_screen": ("diabetes",)}, "rescreen_not_screened", "screening.diabetes"),
        ({"in_training": True}, "supervisor_missing", "supervisor"),
        ({"has_supervisor": True}, "supervisor_not_qualified", "supervisor"),
        ({"has_supervisor": True, "answers_alone": True}, "supervisor_not_qualified", "supervisor"),
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


@pytest.mark.parametrize(("training", "alone", "named", "qualified", "codes"), [
    (False, False, False, False, []),
    (False, False, True, True, []),
    (False, False, True, False, ["supervisor_not_qualified"]),
    (True, False, False, False, ["supervisor_missing"]),
    (True, False, True, False, ["supervisor_not_qualified"]),
    (True, False, True, True, []),
    (True, True, False, False, []),
    (True, True, True, True, []),
    (True, True, True, False, ["supervisor_not_qualified"]),
])  # fmt: skip
def test_who_answers_alone_needs_nobody_and_who_is_in_training_a_supervisor(training, alone, named, qualified, codes):
    facts = replace(
        GOOD, in_training=training, answers_alone=alone, has_supervisor=named, supervisor_qualified=qualified
    )  # fmt: skip
    assert [code for code, _ in found(facts)] == codes


@pytest.mark.parametrize("held_on", [None, DAY, DAY + timedelta(1)])
def test_what_was_done_up_to_the_day_of_a_hold_is_signed(held_on):
    assert found(replace(GOOD, held_on=held_on)) == []


@pytest.mark.parametrize(
    ("needled", "began", "stops"),
    [(True, -1, False), (True, 0, True), (True, 1, True), (True, None, True), (False, -1, True)],
)
def test_what_was_needled_before_a_referral_is_signed_and_nothing_after_it(needled, began, stops):
    began_at = None if began is None else NOON + timedelta(minutes=began)
    referred = replace(GOOD, referred_out_at=NOON, care_is_out=True, began_at=began_at)
    facts = replace(referred, targets=GOOD.targets if needled else ())
    assert ("care_referred_out", "episode") in found(facts) if stops else found(facts) == []
    assert ("care_referred_out" in {stop.code for stop in needling_stops(facts)}) is stops


@pytest.mark.parametrize("out", [True, False])
def test_after_a_referral_only_a_newer_screen_lets_needling_go_on(out):
    facts = replace(GOOD, referred_out_at=NOON, began_at=NOON, care_is_out=out)
    assert found(facts) == [("care_referred_out", "episode" if out else "screening")]
    screened = replace(facts, screened_since_referral=True)
    assert found(screened) == ([("care_referred_out", "episode")] if out else [])


def test_what_has_a_blocker_of_its_own_is_said_once():
    verdict = candidacy(CandidacyFacts(consent_in_force=False, needling_authorised=False), SCREENING)
    facts = replace(GOOD, candidacy=verdict, consent=ConsentState.MISSING, clinician_authorised=False)
    assert [code for code, _ in found(facts)] == ["license_or_endorsement", "consent_missing"]


def test_screening_items_are_named_in_the_clinics_words():
    facts = replace(GOOD, candidacy=decided(positive=["needle_phobia"]), labels={"needle_phobia": "Afraid of needles"})
    assert "Afraid of needles" in signing_blockers(facts)[0].message
