"""What a full screen asks, and what it must hold before it is kept.

Source: screening.json (items, red flags, `result_rule`); domain.md (d).
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from patients.rules.candidacy import MAY_NEEDLE, Candidacy
from practice.errors import BadInput, require

# These the record or the state's rules answer; nobody is asked.
ANSWERED_BY_RECORD: Final = frozenset({"no_consent", "red_flag_open", "license_or_endorsement", "minor"})


def asked_items(screening: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The items of the form that a person answers, in the form's order."""
    return [item for item in screening["contraindications"] if item["key"] not in ANSWERED_BY_RECORD]


def asked_keys(screening: Mapping[str, Any]) -> frozenset[str]:
    """The keys of every question of the form: items and red flags."""
    return frozenset(entry["key"] for entry in (*asked_items(screening), *screening["red_flags"]))


def labels(screening: Mapping[str, Any]) -> dict[str, str]:
    """Items and red flags by key, in the form's words."""
    return {entry["key"]: entry["label"] for part in ("contraindications", "red_flags") for entry in screening[part]}


def area_items(screening: Mapping[str, Any]) -> frozenset[str]:
    """The items that forbid an area: for each positive one, the muscles concerned are named."""
    return frozenset(item["key"] for item in screening["contraindications"] if item["action"] == "avoid_area")


def require_answers(
    *, positive: Collection[str], red_flags: Collection[str], unanswered: Collection[str], screening: Mapping[str, Any]
) -> None:
    """Every answer belongs to a question of the form, and says one thing."""
    items = {item["key"] for item in screening["contraindications"]}
    flags = {flag["key"] for flag in screening["red_flags"]}
    for field, keys, known in (
        ("positive", positive, items),
        ("red_flags", red_flags, flags),
        ("unanswered", unanswered, items | flags),
    ):
        unknown = sorted(set(keys) - known)
        require(not unknown, "unknown_item", f"The form does not ask “{', '.join(unknown[:3])}”.", field, kind=BadInput)
        require(len(set(keys)) == len(keys), "item_twice", "An item is listed twice.", field, kind=BadInput)
    both = sorted(set(unanswered) & {*positive, *red_flags})
    text = f"“{', '.join(both[:3])}” is answered and unanswered at once."
    require(not both, "answered_and_not", text, "unanswered", kind=BadInput)


def require_limits(
    limited: Mapping[str, Collection[str]],
    *,
    positive: Collection[str],
    screening: Mapping[str, Any],
    muscles: Collection[str],
) -> None:
    """Each area that must not be needled names its muscles, and only such items name muscles."""
    field, words = "limited_muscles", labels(screening)
    stray = sorted(set(limited) - set(positive))
    require(not stray, "limit_without_item", f"“{', '.join(stray[:3])}” is not answered yes.", field, kind=BadInput)
    unknown = sorted({key for keys in limited.values() for key in keys} - set(muscles))
    text = f"There is no muscle “{', '.join(unknown[:3])}” in the catalogue."
    require(not unknown, "unknown_muscle", text, field, kind=BadInput)
    for key in sorted(set(positive) & area_items(screening)):
        text = f"Choose the muscles that must not be needled: {words[key]}."
        require(bool(limited.get(key)), "limit_missing", text, field, kind=BadInput)


def require_precautions(decision: Candidacy, positive: Collection[str], precautions: str) -> None:
    """A relative item needs a written plan, as long as needling is possible. Source: result_rule 5."""
    needed = set(decision.precautions) & set(positive)
    if decision.result in MAY_NEEDLE and needed:
        text = "Write down the precautions: each item answered yes needs a plan."
        require(bool(precautions.strip()), "precautions_missing", text, "precautions", kind=BadInput)


def require_clearance(
    item: str, *, known: Collection[str], given_on: date, raised_on: date | None, today: date
) -> None:
    """A clearance names what it clears, and is dated from the day that raised it to today."""
    require(item in known, "unknown_item", "Choose what the clinician cleared.", "item", kind=BadInput)
    require(given_on <= today, "in_the_future", "The day lies in the future.", "given_on", kind=BadInput)
    if raised_on is not None:
        text = f"This was raised on {raised_on:%d %b %Y}: an earlier clearance does not clear it."
        require(given_on >= raised_on, "cleared_before_raised", text, "given_on", kind=BadInput)
