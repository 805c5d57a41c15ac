"""What allows a needling session on its day: the screen, the candidacy it leads to, and consent.

Source: domain.md (b) elements 4 and 5; screening.json, `result_rule`.
"""

from collections.abc import Iterator

from patients.rules.consent import ConsentState
from practice.errors import Blocker
from sessions.rules.facts import SigningFacts

# These items stop needling too, and have a blocker of their own that says what to do.
SAID_ELSEWHERE = frozenset({"no_consent", "license_or_endorsement", "red_flag_open"})

CONSENT_WORDS = {
    ConsentState.MISSING: ("consent_missing", "There is no written consent for this episode. Record it first."),
    ConsentState.EXPIRED: ("consent_expired", "The consent had expired on this day. Have it signed again."),
    ConsentState.WITHDRAWN: ("consent_withdrawn", "The patient withdrew consent. Needling needs a new one."),
    ConsentState.GUARDIAN_MISSING: ("guardian_consent_missing", "A minor needs a guardian's written consent."),
}


def screening_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 4: a full screen that is complete and fresh, and the short re-screen of the day."""
    if facts.screening is None or facts.screening.on > facts.on:
        yield Blocker("screening_missing", "Screen the patient before needling.", "screening")
    elif facts.screening.expired:
        text = "More than 30 days passed without a visit. Do the full screen again."
        yield Blocker("screening_expired", text, "screening")
    elif not facts.screening.all_answered:
        yield Blocker("screening_incomplete", "Answer every screening question.", "screening")
    if not facts.rescreened:
        text = "Ask the short re-screen of the day: any change in health or medicines?"
        yield Blocker("rescreen_missing", text, "rescreen")


def safety_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """What the candidacy forbids. Source: screening.json result_rule 1-3 and 5."""
    for key in facts.candidacy.open_red_flags:
        text = f"Red flag not cleared: {facts.words(key)}. A named clinician must clear it in writing before needling."
        yield Blocker("red_flag_open", text, "screening")
    for key in facts.candidacy.stops:
        if key not in SAID_ELSEWHERE:
            text = f"Needling is not suitable: {facts.words(key)}. Record a visit without needling."
            yield Blocker("not_a_candidate", text, "screening")
    for key in facts.precautions_without_plan:
        yield Blocker("precaution_unplanned", f"Write the precaution for: {facts.words(key)}.", "precautions")


def consent_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 5: written consent in force on the day, and confirmed aloud."""
    if facts.consent in CONSENT_WORDS:
        code, text = CONSENT_WORDS[facts.consent]
        yield Blocker(code, text, "consent")
    if not facts.consent_confirmed:
        text = "Confirm that the patient agreed again today."
        yield Blocker("consent_not_confirmed", text, "consent_confirmed")
