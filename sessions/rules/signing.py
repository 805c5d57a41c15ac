"""What must be true before a needling note is signed, in the order of the note's elements.

Source: domain.md (b), the table of what a complete procedure note must contain.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from practice.days import day_words
from practice.errors import Blocker
from practice.jurisdictions import Permitted
from practice.rules import licence_blockers
from sessions.rules.facts import EstimFacts, SigningFacts, TargetFacts
from sessions.rules.gravity import gravest_first
from sessions.rules.interventions import intervention_blockers
from sessions.rules.permission import (
    consent_blockers,
    consent_notices,
    copy_notices,
    override_notices,
    safety_blockers,
    screening_blockers,
)
from sessions.rules.targets import target_blockers, too_long_words

RETAINED_NEEDLE = "retained_needle"
LUNG_RISK = "pneumothorax"
# What lies near a needle, by words of muscles.json, and the risk that names it.
NEARBY: Final = (
    (("nerve", "plexus", "cord", "spinal canal"), "nerve_injury", "nerve injury"),
    (("artery", "vessel", "vein", "carotid"), "bleeding", "bleeding"),
)
IN_SITU = "in_situ"
PACEMAKER = "pacemaker_estim"
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


def signing_notices(facts: SigningFacts) -> list[Blocker]:
    """What is worth a second look and does not stop the signature, the gravest first.

    Source: domain.md (b) 5, 6, 9, 11 and 15 (copy of the consent, risks by region, lot, safeguard and time, values
    after), (d) Washington (needles left without stimulation).
    """
    parts = (
        _sharps_notices(facts), consent_notices(facts), override_notices(facts), copy_notices(facts),
        _first_notices(facts),
        _nearby_notices(facts), _needle_notices(facts), _scope_notices(facts), _safeguard_notices(facts),
        _length_notices(facts), _retest_notices(facts),
    )  # fmt: skip
    return gravest_first(chain.from_iterable(parts))


def _sharps_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 10: a needle that did not come out lies in no container."""
    counted = [(target.needles_in or 0, target.needles_out or 0) for target in facts.needled]
    into, out = sum(one for one, _ in counted), sum(other for _, other in counted)
    if facts.sharps_disposed and any(less < one for one, less in counted):
        stands = f"stands beside {into} needles in and {out} out. Which is right?"
        text = f"“All needles are in the sharps container” {stands}"
        yield Blocker("sharps_contradict_count", text, "sharps_disposed")


def _nearby_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 6: what lies near the muscles that were treated belongs to the risks that were explained."""
    for words, risk, said in NEARBY:
        near = next((target for target in facts.needled if _is_near(target, words)), None)
        if near and facts.risk_explained and risk not in facts.risk_explained:
            text = f"Did you explain the risk of {said}? {near.label.capitalize()} lies near such structures."
            yield Blocker("risk_not_named", text, "risk_explained")


def _is_near(target: TargetFacts, words: Iterable[str]) -> bool:
    return any(word in structure for word in words for structure in target.structures)


def _first_notices(facts: SigningFacts) -> Iterator[Blocker]:
    if facts.first_session:
        text = "This is the first needling session: start with few needles, and let the patient lie down."
        yield Blocker("first_session", text, "targets")


def _needle_notices(facts: SigningFacts) -> Iterator[Blocker]:
    if not facts.needle_lot:
        yield Blocker("needle_lot_missing", "Write down the needle lot, so that a recall finds it.", "needle_lot")
    if facts.needle_expiry and facts.needle_expiry < facts.on:
        text = f"The needles were to be used by {day_words(facts.needle_expiry)}. Check the pack."
        yield Blocker("needles_out_of_date", text, "needle_expiry")


def _safeguard_notices(facts: SigningFacts) -> Iterator[Blocker]:
    for index, target in enumerate(facts.targets):
        if target.needled and (target.high_risk or target.lung_field) and not target.safeguard.strip():
            text = f"Write the direction or safeguard used for {target.label}."
            yield Blocker("safeguard_missing", text, f"targets[{index}].safeguard")
        timed = target.dwell_minutes or (facts.estim and facts.estim.minutes)
        if target.needled and _left_in_place(target) and not timed:
            text = f"Say how long the needles stayed in {target.label}."
            yield Blocker("dwell_missing", text, f"targets[{index}].dwell_minutes")


def _retest_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """Element 15: pain now, and the movement that was measured before."""
    if not facts.pain_measured_after:
        yield Blocker("pain_after_missing", "Ask for the pain now, after the needles.", "pain_after")
    if facts.not_retested:
        text = f"Measured before and not after: {', '.join(facts.not_retested)}. Test the movement again."
        yield Blocker("retest_missing", text, "measurements")


def _length_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """A confirmed high-risk muscle is signed with a long needle too, and that is said. Source: muscles.json."""
    for index, target in enumerate(facts.targets):
        if target.needled and target.high_risk and target.too_long:
            text = f"{target.label.capitalize()}.{too_long_words(target)} Is that what was used?"
            yield Blocker("needle_long", text, f"targets[{index}].length_mm")


def _left_in_place(target: TargetFacts) -> bool:
    return _technique(target) == IN_SITU


def _technique(target: TargetFacts) -> str:
    return target.technique.lower().replace(" ", "_")


def has_incident(facts: SigningFacts) -> bool:
    """Whether a record accounts for a needle: an incident record, or the event 'retained needle'."""
    return facts.incident_recorded or RETAINED_NEEDLE in (facts.adverse_events or ())


def _scope_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """What the state's rule of the day says that is no bar: an open question of law, a technique that may be outside.

    Source: domain.md (d).
    """
    rule = facts.state_rule
    if rule.permitted in (Permitted.UNCLEAR, Permitted.UNKNOWN):
        said = "is silent or ambiguous on" if rule.permitted is Permitted.UNCLEAR else "has no rule on file for"
        text = f"The law of {rule.name} {said} needling by physical therapists on this day. Ask the board."
        yield Blocker("state_rule_unclear", text, "clinician")
    outside = {one.technique: one for one in rule.out_of_scope if one.holds(stimulated=facts.estim is not None)}
    for index, target in enumerate(facts.targets):
        one = outside.get(_technique(target)) if target.needled else None
        if one is not None:
            said = f"{one.label[:1].upper()}{one.label[1:]} may be outside your scope in {rule.name}: {target.label}."
            code = "scope_in_situ" if one.technique == IN_SITU else "scope_technique"
            yield Blocker(code, said, f"targets[{index}].technique")


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
        _authority_blockers(facts), _hold_blockers(facts), safety_blockers(facts), screening_blockers(facts),
        consent_blockers(facts),
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
    if PACEMAKER in facts.candidacy.precautions:
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
