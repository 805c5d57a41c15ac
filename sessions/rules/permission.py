"""What allows a needling session on its day: the screen, the candidacy it leads to, and consent.

Source: domain.md (b) elements 4 and 5; screening.json, `result_rule`.
"""

from collections.abc import Callable, Iterable, Iterator

from patients.rules.candidacy import age_words
from patients.rules.consent import ConsentState
from patients.rules.flags import SERIOUS_REACTION
from practice.errors import Blocker
from sessions.rules.facts import SigningFacts

# These items stop needling too, and have a blocker of their own that says what to do.
SAID_ELSEWHERE = frozenset({"no_consent", "license_or_endorsement", "red_flag_open"})

CONSENT_WORDS = {
    ConsentState.MISSING: ("consent_missing", "There is no written consent for this episode. Record it first."),
    ConsentState.EXPIRED: ("consent_expired", "The consent had expired on this day. Have it signed again."),
    ConsentState.WITHDRAWN: ("consent_withdrawn", "The patient withdrew consent. Needling needs a new one."),
    ConsentState.GUARDIAN_MISSING: ("guardian_consent_missing", "A minor needs a guardian's written consent."),
    ConsentState.OWN_MISSING: (
        "own_consent_missing",
        "The patient has turned 18: the guardian's consent ended. Have the patient sign.",
    ),
}
# Where consent was withdrawn on the day, needles were recorded, and a new consent only after them.
CONSENT_TOO_LATE = (
    "The consent was withdrawn today, and the new one was recorded after these needles. If none had gone in yet, set"
    " their counts to 0, save, and count again. Otherwise the note stays a draft: write down what happened."
)


def screening_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 4: a full screen that is complete and fresh, and the short re-screen of the day."""
    if facts.screening is None or facts.screening.on > facts.on:
        yield Blocker("screening_missing", "Screen the patient before needling.", "screening")
    elif facts.screening.expired:
        text = "More than 30 days passed without a visit. Do the full screen again."
        yield Blocker("screening_expired", text, "screening")
    elif expired := _expired(facts):
        text = f"The answer does not hold any more. Ask again: {'; '.join(map(facts.words, expired[:3]))}."
        yield Blocker("screening_expired", text, "screening")
    elif not facts.screening.all_answered:
        yield Blocker("screening_incomplete", "Answer every screening question.", "screening")
    if not facts.rescreened:
        text = "Ask the short re-screen of the day: any change in health or medicines?"
        yield Blocker("rescreen_missing", text, "rescreen")
    elif facts.change_unexplained:
        yield Blocker("rescreen_unexplained", "Something changed: tick or write down what.", "rescreen")
    yield from blockers_of_the_screen(facts.to_screen, facts.words)


def blockers_of_the_screen(keys: Iterable[str], words: Callable[[str], str]) -> Iterator[Blocker]:
    """What the short re-screen found and what holds beyond the visit is asked again as part of the standing screen:
    there it gets its precaution, or the muscles that it concerns, and the next visit knows of it.

    Source: screening.json `recheck`; product.md 'a safety gate with memory'.
    """
    for key in keys:
        text = (
            f"New, and it holds beyond today: {words(key)}. Ask this again in the screening, which then remembers it."
        )
        yield Blocker("rescreen_not_screened", text, f"screening.{key}")


def safety_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """What age and candidacy forbid. Source: screening.json result_rule 1-3 and 5; domain.md (d) 'Minors'."""
    if facts.needled_from_age is not None:
        text = f"{age_words(facts.needled_from_age)} Record a visit without needling."
        yield Blocker("below_minimum_age", text, "patient")
    for key in facts.candidacy.open_red_flags:
        text = f"Red flag not cleared: {facts.words(key)}. A named clinician must clear it in writing before needling."
        yield Blocker("red_flag_open", text, "screening")
    for key in facts.candidacy.stops:
        if key == SERIOUS_REACTION and facts.locked_by:
            text = (
                f"Needling is locked: {', '.join(facts.locked_by)}. A named clinician must clear it in writing first."
            )
            yield Blocker("not_a_candidate", text, "clearance")
        elif key not in SAID_ELSEWHERE:
            text = f"Needling is not suitable: {facts.words(key)}. Record a visit without needling."
            yield Blocker("not_a_candidate", text, "screening")
    decided = {override.item for override in facts.overrides}
    for key in facts.precautions_without_plan:
        if key not in decided and key not in facts.to_screen:
            yield Blocker("precaution_unplanned", f"Write the precaution for: {facts.words(key)}.", "precautions")


def override_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """What a member decided against for this day: it does not block, and it is said."""
    for override in facts.overrides:
        text = f"Overridden by {override.by}: {facts.words(override.item)}. Reason: {override.reason}"
        yield Blocker("overridden", text, "screening")


def consent_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """A consent that was withdrawn after the needles: what was done is signed as it was done, and that is said.

    Source: domain.md (b) element 5 and (f) 'Consent', withdrawn at any time; that it does not reach back is a choice.
    """
    if facts.consent_withdrawn_since:
        text = "The patient withdrew the consent after these needles. Sign what was done; nobody is needled after it."
        yield Blocker("consent_withdrawn_since", text, "consent")


def _expired(facts: SigningFacts) -> list[str]:
    """What must be asked again before this session. What was yes on another day is asked again by the short re-screen;
    what was never asked is not, and an override does not answer it.
    """
    if facts.screening is None:
        return []
    known = {*facts.candidacy.stops, *facts.candidacy.area_limits, *facts.candidacy.precautions}
    renewed = known if facts.rescreened else {override.item for override in facts.overrides}
    return sorted(set(facts.screening.pressing) - renewed)


def _scope_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """What was done lies within what was agreed to: the technique, and the regions where any are named."""
    scope = facts.consent_scope
    if facts.estim is not None and not scope.covers_estim:
        text = "The consent does not cover electrical stimulation. Have a new one signed, or remove it from the note."
        yield Blocker("consent_scope", text, "consent")
    for index, target in enumerate(facts.targets):
        if target.needled and scope.areas and target.region not in scope.areas:
            text = f"The consent does not cover {target.label} ({target.region}). Have a new one signed."
            yield Blocker("consent_scope", text, f"targets[{index}].muscle")


def copy_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 5: the patient has a copy of the consent; it may be given later too, so it stops no signature."""
    if not facts.consent_scope.copy_given:
        text = "The patient has no copy of the consent yet. Give one, and note it with the consent."
        yield Blocker("consent_copy_missing", text, "consent")


def consent_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 5: written consent in force on the day, and confirmed aloud."""
    if facts.consent in CONSENT_WORDS:
        code, text = CONSENT_WORDS[facts.consent]
        yield Blocker(code, CONSENT_TOO_LATE if facts.consent_too_late else text, "consent")
    else:
        yield from _scope_blockers(facts)
    if not facts.consent_confirmed:
        text = "Confirm that the patient agreed again today."
        yield Blocker("consent_not_confirmed", text, "consent_confirmed")
