"""What is worth a second look before a needling note is signed, and stops no signature.

Source: domain.md (b), the table of what a complete procedure note must contain; (d).
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from practice.days import day_words
from practice.errors import Blocker
from practice.jurisdictions import Permitted
from sessions.rules.facts import SigningFacts, TargetFacts
from sessions.rules.gravity import gravest_first
from sessions.rules.permission import consent_notices, copy_notices, override_notices
from sessions.rules.targets import too_long_words

# What lies near a needle, by words of muscles.json, and the risk that names it.
NEARBY: Final = (
    (("nerve", "plexus", "cord", "spinal canal"), "nerve_injury", "nerve injury"),
    (("artery", "vessel", "vein", "carotid"), "bleeding", "bleeding"),
)
IN_SITU: Final = "in_situ"


def signing_notices(facts: SigningFacts) -> list[Blocker]:
    """What is worth a second look and does not stop the signature, the gravest first.

    Source: domain.md (b) 5, 6, 9, 11 and 15 (copy of the consent, risks by region, lot, safeguard and time, values
    after), (d) Washington (needles left without stimulation); icd10cm.json (what the coder should look at).
    """
    parts = (
        _sharps_notices(facts), consent_notices(facts), override_notices(facts), copy_notices(facts),
        _first_notices(facts), _nearby_notices(facts), _needle_notices(facts), _scope_notices(facts),
        _safeguard_notices(facts), _length_notices(facts), _retest_notices(facts), facts.coding,
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
