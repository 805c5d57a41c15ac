"""What must be true before a needling note is signed, in the order of the note's elements.

Source: domain.md (b), the table of what a complete procedure note must contain.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from patients.rules.screening import FORBIDS_STIMULATION
from practice.days import day_words
from practice.errors import Blocker
from practice.jurisdictions import Permitted
from practice.rules import licence_blockers
from sessions.rules.facts import EstimFacts, SigningFacts
from sessions.rules.interventions import intervention_blockers
from sessions.rules.permission import consent_blockers, safety_blockers, screening_blockers
from sessions.rules.targets import target_blockers

RETAINED_NEEDLE = "retained_needle"
LUNG_RISK = "pneumothorax"
# What the note itself answers, so that it stops nobody before the session is begun.
OF_THE_NOTE: Final = frozenset(
    {"precaution_unplanned", "rescreen_missing", "rescreen_unexplained", "consent_scope", "consent_not_confirmed"}
)


def signing_blockers(facts: SigningFacts) -> list[Blocker]:
    """Every reason why the note cannot be signed yet; empty when it can.

    `field` points into the session's JSON, for example `targets[2].needles_out`; what must be mended elsewhere
    carries the name of that record: `screening`, `consent`, `plan`, `episode`, `clinician`.
    """
    parts: Iterable[Iterable[Blocker]] = (
        _duty_blockers(facts),
        _hold_blockers(facts),
        _referral_blockers(facts),
        screening_blockers(facts),
        safety_blockers(facts),
        consent_blockers(facts),
        _explained_blockers(facts),
        _position_blockers(facts),
        target_blockers(facts, incident=has_incident(facts)),
        _estim_blockers(facts),
        _hygiene_blockers(facts),
        _response_blockers(facts),
        intervention_blockers(facts.interventions, facts.minutes, needled=bool(facts.needled)),
        _supervision_blockers(facts),
    )
    return list(chain.from_iterable(parts))


def has_incident(facts: SigningFacts) -> bool:
    """Whether a record accounts for a needle: an incident record, or the event 'retained needle'."""
    return facts.incident_recorded or RETAINED_NEEDLE in (facts.adverse_events or ())


def _duty_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Elements 1-3: time and place, needling authority on the day of service, diagnosis and plan of care.

    Who took the note over needs a licence of that day to sign it; the authority stays that of who needled (ADR 27).
    """
    if not facts.location.strip():
        yield Blocker("location_missing", "Say where the session took place.", "location")
    if not facts.minutes or facts.minutes < 0:
        yield Blocker("minutes_missing", "Enter how many minutes the session took.", "minutes")
    yield from _authority_blockers(facts)
    yield from licence_blockers(licensed=facts.signer_licensed)
    if not facts.has_diagnosis:
        yield Blocker("diagnosis_missing", "Record the diagnosis that this treatment is for.", "diagnosis")
    yield from (Blocker("code_not_in_force", text, "diagnosis") for text in facts.codes_not_in_force)
    if not facts.has_active_plan:
        yield Blocker("plan_missing", "Agree and sign a plan of care first: a session belongs to one.", "plan")


def _authority_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 2: the state lets physical therapists needle, and this one holds what it asks for, on the day."""
    if facts.state_rule.permitted is Permitted.NO:
        text = f"{facts.state_rule.name} does not let physical therapists needle on this day. Record other treatment."
        yield Blocker("needling_not_permitted", text, "clinician")
    if not facts.clinician_authorised:
        text = (
            "The clinician has no valid licence and needling authority for this day and state. Check the credentials."
        )
        yield Blocker("license_or_endorsement", text, "clinician")


def needling_stops(facts: SigningFacts) -> list[Blocker]:
    """Which of these reasons stand in the record before anything of the session is written: no needle goes in yet."""
    parts = (
        _authority_blockers(facts), _hold_blockers(facts), _referral_blockers(facts), safety_blockers(facts),
        screening_blockers(facts), consent_blockers(facts),
    )  # fmt: skip
    return [blocker for blocker in chain.from_iterable(parts) if blocker.code not in OF_THE_NOTE]


def _hold_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Nobody is needled while care is on hold; what was done up to the day of the hold is signed all the same.

    Source: domain.md (a), plan_active -> on_hold (red flag, severe adverse event, lapse of certification, the patient's
    wish) and back by clearance or recertification; that its first day stays open is a project choice, for the session
    of that day may be its reason. What the record held care for is said by itself and ends the hold when it is cleared.
    """
    if facts.locked_by or facts.candidacy.open_red_flags:
        return
    if facts.held_on is not None and facts.on > facts.held_on:
        day = day_words(facts.held_on)
        text = f"Care is on hold since {day}. Go on with care first, or record a visit without needling."
        yield Blocker("care_on_hold", text, "episode")


def _referral_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Nobody is needled once care has gone to somebody else, until it is taken up again with a screen that is newer
    than that; what was needled before is signed all the same.

    Source: domain.md (a), 'Episode states': from referred_out care begins again at its screening.
    """
    since, began = facts.referred_out_at, facts.began_at
    if since is None or (facts.needled and began is not None and began < since):
        return
    day = day_words(since.date())
    if facts.care_is_out:
        text = (
            f"Care was referred out on {day}. Take it up again, with a new screening, or record a visit without"
            " needling."
        )
        yield Blocker("care_referred_out", text, "episode")
    elif not facts.screened_since_referral:
        text = f"Care was referred out on {day} and taken up again. Do a new full screening before needling."
        yield Blocker("care_referred_out", text, "screening")


def _explained_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 6: risks named for the regions treated."""
    if not facts.risk_explained:
        yield Blocker("risk_not_explained", "Name the risks that you explained today.", "risk_explained")
        return
    near_lung = [target.label for target in facts.targets if target.needled and target.lung_field]
    if near_lung and LUNG_RISK not in facts.risk_explained:
        text = f"Explain the risk of pneumothorax: {near_lung[0]} lies over the lung."
        yield Blocker("risk_not_explained", text, "risk_explained")


def _position_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 7."""
    if not facts.position.strip():
        yield Blocker("position_missing", "Choose the position the patient was treated in.", "position")


def _estim_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 13, and the limit of the screening item `pacemaker_estim`."""
    if facts.estim is None:
        return
    if FORBIDS_STIMULATION.intersection(facts.candidacy.precautions):
        text = "No electrical stimulation with a pacemaker or implanted stimulator. Remove it from the note."
        yield Blocker("estim_not_allowed", text, "estim")
    if missing := _missing_settings(facts.estim):
        text = f"Electrical stimulation was used: add {', '.join(missing.values())}."
        yield Blocker("estim_incomplete", text, f"estim.{next(iter(missing))}")


def _missing_settings(estim: EstimFacts) -> dict[str, str]:
    words = {
        "frequency_hz": "the frequency in Hz",
        "pulse_us": "the pulse width in microseconds",
        "minutes": "the minutes",
        "intensity": "the intensity",
        "leads": "where the leads were placed",
        "device": "the device",
    }
    return {name: text for name, text in words.items() if not getattr(estim, name)}


def _hygiene_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Elements 10 and 14: skin, gloves, sharps container."""
    if not facts.skin_prep.strip():
        yield Blocker("skin_prep_missing", "Say how the skin was prepared.", "skin_prep")
    if not facts.gloves:
        yield Blocker("gloves_missing", "Confirm that gloves were worn.", "gloves")
    if not facts.sharps_disposed:
        text = "Confirm that the needles went into the sharps container."
        yield Blocker("sharps_missing", text, "sharps_disposed")


def _supervision_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 20: what was needled in supervised training is signed by who answers for it alone, with full authority,
    or names a supervisor with full authority, who signs too.
    """
    needed = facts.in_training and not facts.answers_alone
    if needed and not facts.has_supervisor:
        text = "Needled in supervised training: name the supervisor who will co-sign this note."
        yield Blocker("supervisor_missing", text, "supervisor")
    elif facts.has_supervisor and not facts.supervisor_qualified:
        text = "The supervisor needs a licence and full needling authority for this day and state. Name another one"
        text += "." if needed else ", or nobody: the note needs no co-signature."
        yield Blocker("supervisor_not_qualified", text, "supervisor")


def _response_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Elements 15-18: response, adverse events, advice, nothing injected."""
    if not facts.response.strip():
        yield Blocker("response_missing", "Write how the patient responded right after the session.", "response")
    if facts.adverse_events is None:
        text = "Answer whether anything went wrong; 'none' is an answer too."
        yield Blocker("adverse_events_unanswered", text, "adverse_events")
    if not facts.education:
        yield Blocker("education_missing", "Tick the advice that you gave, and the sheet.", "education")
    if not facts.no_injection:
        yield Blocker("no_injection_missing", "Confirm that no substance was injected.", "no_injection")
