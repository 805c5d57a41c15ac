"""What must be true before a needling note is signed, in the order of the note's elements.

Source: domain.md (b), the table of what a complete procedure note must contain.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from practice.errors import Blocker
from practice.jurisdictions import Permitted
from sessions.rules.facts import EstimFacts, SigningFacts
from sessions.rules.permission import consent_blockers, override_notices, safety_blockers, screening_blockers
from sessions.rules.targets import target_blockers

RETAINED_NEEDLE = "retained_needle"
LUNG_RISK = "pneumothorax"
PACEMAKER = "pacemaker_estim"


def signing_blockers(facts: SigningFacts) -> list[Blocker]:
    """Every reason why the note cannot be signed yet; empty when it can.

    `field` points into the session's JSON, for example `targets[2].needles_out`; what must be mended elsewhere
    carries the name of that record: `screening`, `consent`, `plan`, `clinician`.
    """
    parts: Iterable[Iterable[Blocker]] = (
        _duty_blockers(facts),
        screening_blockers(facts),
        safety_blockers(facts),
        consent_blockers(facts),
        _explained_blockers(facts),
        _position_blockers(facts),
        target_blockers(facts, incident=has_incident(facts)),
        _estim_blockers(facts),
        _hygiene_blockers(facts),
        _response_blockers(facts),
    )
    return list(chain.from_iterable(parts))


def signing_notices(facts: SigningFacts) -> list[Blocker]:
    """What is worth a second look and does not stop the signature.

    Source: domain.md (b) 9 and 13 (lot and device are recommended), (d) Washington (needles left without stimulation).
    """
    notices = []
    if not facts.needle_lot:
        notices.append(
            Blocker("needle_lot_missing", "Write down the needle lot, so that a recall finds it.", "needle_lot")
        )
    if facts.estim and not facts.estim.device:
        notices.append(Blocker("estim_device_missing", "Name the stimulation device.", "estim.device"))
    if facts.first_session:
        text = "This is the first needling session: start with few needles, and let the patient lie down."
        notices.append(Blocker("first_session", text, "targets"))
    return [*override_notices(facts), *notices, *_scope_notices(facts)]


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
    if facts.estim:
        return
    for index, target in enumerate(facts.targets):
        if target.needled and target.technique.lower().replace(" ", "_") in rule.out_of_scope:
            text = f"Needles left in {target.label} without stimulation may be outside your scope in {rule.name}."
            yield Blocker("scope_in_situ", text, f"targets[{index}].technique")


def _duty_blockers(facts: SigningFacts) -> Iterator[Blocker]:
    """Elements 1-3: time, needling authority on the day of service, diagnosis and plan of care."""
    if not facts.minutes or facts.minutes < 0:
        yield Blocker("minutes_missing", "Enter how many minutes the session took.", "minutes")
    if facts.state_rule.permitted is Permitted.NO:
        text = f"{facts.state_rule.name} does not let physical therapists needle on this day. Record other treatment."
        yield Blocker("needling_not_permitted", text, "clinician")
    if not facts.clinician_authorised:
        text = (
            "The clinician has no valid licence and needling authority for this day and state. Check the credentials."
        )
        yield Blocker("license_or_endorsement", text, "clinician")
    if not facts.has_diagnosis:
        yield Blocker("diagnosis_missing", "Record the diagnosis that this treatment is for.", "diagnosis")
    if not facts.has_active_plan:
        yield Blocker("plan_missing", "Agree and sign a plan of care first: a session belongs to one.", "plan")


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
