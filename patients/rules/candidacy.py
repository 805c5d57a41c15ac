"""Whether dry needling is suitable for a person, from the screen and what has happened since.

Source: screening.json, `result_rule`; domain.md (d) and (g).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ADULT_AGE = 18  # years; domain.md (d): under 18 needs a guardian's consent and the child's assent

REFERRING_ACTIONS = frozenset({"refer_urgent", "refer"})
STOPPING_ITEMS = frozenset({"red_flag_open"})  # its action reads 'refer_urgent', and rule 3 names it all the same


class Result(StrEnum):
    """The answers of screening.json's `result_rule`, most serious first."""

    EMERGENCY = "emergency"
    REFER = "refer"
    DO_NOT_NEEDLE = "do_not_needle"
    INCOMPLETE = "incomplete"
    AREA_LIMITS = "proceed_with_area_limits"
    PRECAUTIONS = "proceed_with_precautions"
    PROCEED = "proceed"


MAY_NEEDLE = frozenset({Result.AREA_LIMITS, Result.PRECAUTIONS, Result.PROCEED})
MAY_BE_TREATED = MAY_NEEDLE | {Result.DO_NOT_NEEDLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidacyFacts:
    """What the decision rests on: keys of screening.json, and the facts beyond the form.

    `cleared` holds the keys that a named clinician cleared in writing. `age` is in whole years.
    """

    positive: frozenset[str] = frozenset()
    red_flags: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    all_answered: bool = True
    age: int | None = None
    consent_in_force: bool = True
    needling_authorised: bool = True
    fainted: bool = False
    uncleared_serious_event: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidacy:
    """The result and the keys behind it, each group sorted.

    `deciding` are those of them that the result rests on: none where questions are open, or nothing stands against it.
    """

    result: Result
    open_red_flags: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    area_limits: tuple[str, ...] = ()
    precautions: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()

    @property
    def may_needle(self) -> bool:
        """Whether the result allows needling, with or without limits."""
        return self.result in MAY_NEEDLE

    @property
    def may_be_treated(self) -> bool:
        """Whether the result allows needling or, without a needle, other physical therapy.

        Source: screening.json `actions`, do_not_needle: 'other physical therapy may continue'.
        """
        return self.result in MAY_BE_TREATED


def candidacy(facts: CandidacyFacts, screening: Mapping[str, Any]) -> Candidacy:
    """Decide by screening.json `result_rule` 1-6, with the additions at the end of domain.md (g).

    An unanswered item never weakens a result that stops needling; it replaces each result that would allow it.
    Keys that the reference does not know count with caution: an item as a precaution, a red flag as a referral.
    """
    items = {item["key"]: item for item in screening["contraindications"]}
    flags = {flag["key"]: flag for flag in screening["red_flags"]}
    positive = positive_items(facts)
    open_flags = tuple(sorted(facts.red_flags - facts.cleared))
    groups = _groups(positive, items)
    result, deciding = _decided(facts, open_flags, flags, groups)
    return Candidacy(result=result, open_red_flags=open_flags, deciding=deciding, **groups)


def positive_items(facts: CandidacyFacts) -> frozenset[str]:
    """The positive items of the form, and those that the record itself adds.

    Source: domain.md (g), project choice: `minor`, `no_consent`, `license_or_endorsement`, `vasovagal_history`
    and `prior_serious_reaction`.
    """
    added = {
        "minor": is_minor(facts.age),
        "no_consent": not facts.consent_in_force,
        "license_or_endorsement": not facts.needling_authorised,
        "vasovagal_history": facts.fainted,
        "prior_serious_reaction": facts.uncleared_serious_event,
    }
    return facts.positive | {key for key, holds in added.items() if holds}


def too_young(age: int | None, minimum: int | None) -> bool:
    """Below the age from which the clinic needles; False where the age is not known, or none is set.

    Source: domain.md (d) 'Minors': no age is uniform, the clinic sets one for its state.
    """
    return age is not None and minimum is not None and age < minimum


def age_words(minimum: int) -> str:
    """What is said to who would needle a younger patient. Source: domain.md (d) 'Minors'; the words are a choice."""
    return f"This clinic needles from the age of {minimum} years, and the patient is younger."


def is_minor(age: int | None) -> bool:
    """Under 18 years; an unknown age is not taken for a child's."""
    return age is not None and age < ADULT_AGE


def _groups(positive: frozenset[str], items: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    kinds = {key: _kind(items.get(key)) for key in sorted(positive)}
    return {
        group: tuple(key for key, kind in kinds.items() if kind == group)
        for group in ("stops", "area_limits", "precautions")
    }


def asks_for_precautions(item: Mapping[str, Any]) -> bool:
    """Whether an item of the form, answered yes, leaves needling possible with precautions. Source: result_rule 5."""
    return _kind(item) == "precautions"


def _kind(item: Mapping[str, Any] | None) -> str:
    if item is None or item["level"] != "absolute":
        return "precautions"
    if item["action"] == "do_not_needle" or item["key"] in STOPPING_ITEMS:
        return "stops"
    return "area_limits" if item["action"] == "avoid_area" else "precautions"


def _decided(
    facts: CandidacyFacts,
    open_flags: tuple[str, ...],
    flags: Mapping[str, Mapping[str, Any]],
    groups: Mapping[str, tuple[str, ...]],
) -> tuple[Result, tuple[str, ...]]:
    """The first line that holds, with the keys it holds for."""
    actions = {key: flags[key]["action"] if key in flags else "refer" for key in open_flags}
    emergencies = tuple(key for key in open_flags if actions[key] == "emergency")
    referring = tuple(key for key in open_flags if actions[key] in REFERRING_ACTIONS)
    table = (
        (bool(emergencies), Result.EMERGENCY, emergencies),
        (bool(referring), Result.REFER, referring),
        (bool(groups["stops"]), Result.DO_NOT_NEEDLE, groups["stops"]),
        (not facts.all_answered, Result.INCOMPLETE, ()),
        (bool(groups["area_limits"]), Result.AREA_LIMITS, groups["area_limits"]),
        (bool(groups["precautions"]), Result.PRECAUTIONS, groups["precautions"]),
    )
    return next(((result, keys) for holds, result, keys in table if holds), (Result.PROCEED, ()))
