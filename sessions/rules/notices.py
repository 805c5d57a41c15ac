"""What is worth a second look before a needling note is signed, and stops no signature.

Source: domain.md (b), the table of what a complete procedure note must contain; (d).
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from typing import Final

from practice.days import day_words
from practice.errors import Blocker
from practice.jurisdictions import Permitted
from sessions.rules.facts import SigningFacts, TargetFacts
from sessions.rules.gravity import gravest_first
from sessions.rules.permission import consent_notices, copy_notices, override_notices

# What lies near a needle, by words of muscles.json, and the risk that names it.
NEARBY: Final = (
    (("nerve", "plexus", "cord", "spinal canal"), "nerve_injury", "nerve injury"),
    (("artery", "vessel", "vein", "carotid"), "bleeding", "bleeding"),
)
IN_SITU: Final = "in_situ"
# Minutes to its end within which a session is signed without a word: minutes are rounded, and clocks differ.
STILL_ENDING: Final = 5


def signing_notices(facts: SigningFacts) -> list[Blocker]:
    """What is worth a second look and does not stop the signature, the gravest first.

    Source: domain.md (b) 5, 6, 9, 11 and 15 (copy of the consent, risks by region, lot, safeguard and time, values
    after), (d) Washington (needles left without stimulation); icd10cm.json (what the coder should look at).
    """
    parts = (
        _sharps_notices(facts), consent_notices(facts), override_notices(facts), copy_notices(facts),
        _first_notices(facts), _nearby_notices(facts), _needle_notices(facts), _scope_notices(facts),
        _safeguard_notices(facts), _size_notices(facts), _retest_notices(facts), _day_notices(facts),
        _referral_notices(facts), _plan_notices(facts), facts.coding,
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


def _size_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """A needle longer or thicker than the catalogue goes up to in its muscle is no error, and it is said: once for all
    the muscles. Source: muscles.json, meta.needle_sizes_note, 'limits for a soft warning'.
    """
    told = list(enumerate(facts.targets))
    long = [(at, one, f"{_mm(one.length_mm)} mm, catalogue {one.longest_mm} mm") for at, one in told if one.too_long]
    thick = [
        (at, one, f"{_mm(one.diameter_mm)} mm, catalogue {one.thickest_mm} mm") for at, one in told if one.too_thick
    ]
    for code, name, said, found in (
        ("needle_long", "length_mm", "longer", long), ("needle_thick", "diameter_mm", "thicker", thick),
    ):  # fmt: skip
        over = [(at, f"{one.label} ({sizes})") for at, one, sizes in found if one.needled]
        if over:
            words = "; ".join(words for _, words in over)
            text = f"A needle is {said} than the catalogue goes up to: {words}. Is that what was used?"
            yield Blocker(code, text, f"targets[{over[0][0]}].{name}")


def _mm(size: Decimal | float | None) -> str:
    return f"{Decimal(str(size)).normalize():f}"


def second_session_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """Whoever was needled on this day already is needled a second time knowingly, and no note is written twice.

    Source: domain.md (b), a separate note for each treatment, and (c), one code once per session.
    """
    if facts.same_day:
        times = ", ".join(facts.same_day)
        text = f"Another session with needles stands for this patient on this day ({times}). Did both take place?"
        yield Blocker("second_session_today", text, "occurred_at")


def _day_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """What the moments of the day say against the note: another session, a screen after the needles, an end to come.

    Source: domain.md (a), 'Visit states', rescreened before needling_open, and (b) elements 1 and 4.
    """
    yield from second_session_notices(facts)
    if facts.screened_after and facts.needled:
        text = (
            "The screening was answered after this session began. Was it asked before the needles? Write down what was."
        )
        yield Blocker("screening_after_needles", text, "screening")
    if facts.minutes_left > STILL_ENDING:
        text = f"By its time and minutes this session ends in {facts.minutes_left} minutes. Check both before you sign."
        yield Blocker("session_not_over", text, "minutes")


def _referral_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """Needles that were recorded after care was referred out, of a session that began before it.

    Source: domain.md (a), 'referred_out'; a notice, for notes are written later than needles go in: project choice.
    """
    since, began, at = facts.referred_out_at, facts.began_at, facts.needled_at
    if since and began and at and began < since < at:
        text = (
            f"Care was referred out at {since:%H:%M}, and these needles were recorded after it. Went they in before?"
            " If not, set the time of the session right."
        )
        yield Blocker("needled_before_referral", text, "occurred_at")


def _plan_notices(facts: SigningFacts) -> Iterator[Blocker]:
    """Needling belongs into the plan of care. Source: domain.md (d), Florida s. 486.117; elsewhere a project choice."""
    if facts.has_active_plan and facts.needled and not facts.plan_names_needling:
        text = "The plan in force does not name dry needling among its treatments. Revise the plan, or look again."
        yield Blocker("needling_not_in_plan", text, "plan")


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
