"""A needling note in which nothing is missing, as plain values for the rules of signing."""

from dataclasses import replace
from datetime import date

from patients.rules.candidacy import CandidacyFacts, candidacy
from patients.rules.consent import ConsentState
from practice.jurisdictions import state_rule
from sessions.rules.facts import EstimFacts, ScreenFacts, SigningFacts, TargetFacts
from sessions.rules.signing import signing_blockers
from tests.reference_tables import JURISDICTIONS, SCREENING

DAY = date(2026, 3, 10)
WASHINGTON = state_rule(JURISDICTIONS, "WA", DAY)

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
