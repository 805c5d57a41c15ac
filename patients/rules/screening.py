"""What a full screen asks, and what it must hold before it is kept.

Source: screening.json (items, red flags, `result_rule`); domain.md (d).
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from practice.days import day_words
from practice.errors import BadInput, Blocker, require

# These the record or the state's rules answer; nobody is asked.
ANSWERED_BY_RECORD: Final = frozenset(
    {"no_consent", "red_flag_open", "license_or_endorsement", "minor", "first_treatment"}
)
# What speaks against stimulation through the needles and against nothing else. Source: screening.json, its `reason`.
FORBIDS_STIMULATION: Final = frozenset({"pacemaker_estim"})
FOUND: Final = ("positive", "red_flags")  # what a screen may find
ANSWERS_MISSING: Final = "Send positive and red_flags: both lists, empty when nothing was found."
SIDES: Final = frozenset({"left", "right"})


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


def require_told(sent: Collection[str]) -> None:
    """A screen is told: of what a program does not send nothing is known, so one that sends no answer at all is none.

    `sent` are the names of what was sent; each of the three lists is an answer, empty where nothing was found.
    Source: domain.md (a), screening -> assessment: 'all items answered'.
    """
    if not {*FOUND, "unanswered"} & set(sent):
        raise BadInput([Blocker("answers_missing", ANSWERS_MISSING, name) for name in FOUND])


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


def asks_for_muscles(label: str) -> str:
    """What is said of an area answered yes without muscles; `label` is the question in its words."""
    return f"Choose the muscles that must not be needled: {label}."


def require_limits(
    limited: Mapping[str, Collection[str]],
    *,
    positive: Collection[str],
    screening: Mapping[str, Any],
    muscles: Collection[str],
) -> None:
    """Each area that must not be needled names its muscles; one for precautions may, and then they are closed too."""
    field, words = "limited_muscles", labels(screening)
    stray = sorted(set(limited) - set(positive))
    require(not stray, "limit_without_item", f"“{', '.join(stray[:3])}” is not answered yes.", field, kind=BadInput)
    unknown = sorted({key for keys in limited.values() for key in keys} - set(muscles))
    text = f"There is no muscle “{', '.join(unknown[:3])}” in the catalogue."
    require(not unknown, "unknown_muscle", text, field, kind=BadInput)
    for key in sorted(set(positive) & area_items(screening)):
        text = asks_for_muscles(words[key])
        require(bool(limited.get(key)), "limit_missing", text, field, kind=BadInput)


def require_sides(sides: Mapping[str, Mapping[str, str]], *, limited: Mapping[str, Collection[str]]) -> None:
    """A side narrows a muscle that the same item forbids; without one both sides are meant."""
    for item, by_muscle in sides.items():
        stray = sorted(set(by_muscle) - set(limited.get(item, ())))
        text = f"“{', '.join(stray[:3])}” is not among the muscles that must not be needled."
        require(not stray, "side_without_limit", text, "limited_sides", kind=BadInput)
        known = set(by_muscle.values()) <= SIDES
        require(
            known, "unknown_side", "A side is left or right; leave it out for both.", "limited_sides", kind=BadInput
        )


def require_renewable(
    asked: Collection[str],
    *,
    answered: Collection[str],
    expired: Collection[str],
    has_earlier: bool,
    screening: Mapping[str, Any],
) -> None:
    """What is asked again covers what expired, and answers nothing else; there is a screen to go back to.

    Of single answers that is what the short re-screen of a visit does not answer (`freshness.pressing`).
    """
    words = labels(screening)
    text = "There is no earlier screen in this episode: ask every question."
    require(has_earlier, "nothing_to_renew", text, "asked", kind=BadInput)
    unknown = sorted(set(asked) - asked_keys(screening))
    text = f"The form does not ask “{', '.join(unknown[:3])}”."
    require(not unknown, "unknown_item", text, "asked", kind=BadInput)
    stray = sorted(set(answered) - set(asked))
    text = f"“{', '.join(stray[:3])}” is answered, and not among the questions asked."
    require(not stray, "answered_unasked", text, "asked", kind=BadInput)
    left = sorted(set(expired) - set(asked))
    text = f"Ask this again too: {'; '.join(words.get(key, key) for key in left[:3])}."
    require(not left, "expired_unasked", text, "asked", kind=BadInput)


def require_day(holds_on: date, *, started_on: date, today: date) -> None:
    """An override is for a session's day: within the episode, and not ahead."""
    require(holds_on <= today, "in_the_future", "The day lies in the future.", "holds_on", kind=BadInput)
    text = f"The day lies before the episode began ({day_words(started_on)})."
    require(holds_on >= started_on, "before_the_episode", text, "holds_on", kind=BadInput)


def require_not_overridden(already: bool) -> None:
    """One decision for one item and day."""
    require(not already, "already_overridden", "This was overridden for this day before.", "item")


def require_overridable(item: str, *, screening: Mapping[str, Any], positive: Collection[str]) -> None:
    """A member may decide against a relative item that stands; never against a red flag, an absolute one, or one that
    forbids stimulation, which stays forbidden.

    Source: screening.json, `level`, result_rule 1-5: only a relative item leaves needling possible.
    """
    known = {entry["key"]: entry for entry in screening["contraindications"]}
    flags = {flag["key"] for flag in screening["red_flags"]}
    text = "A red flag cannot be overridden. A named clinician must clear it in writing."
    require(item not in flags, "not_overridable", text, "item")
    require(item in known, "unknown_item", "Choose what is overridden.", "item", kind=BadInput)
    text = f"This is an absolute reason and cannot be overridden: {known[item]['label']}."
    require(known[item]["level"] == "relative", "not_overridable", text, "item")
    text = (
        f"No decision allows electrical stimulation here: {known[item]['label']}. Needling by hand goes on with its"
        " precaution written down; there is nothing to override."
    )
    require(item not in FORBIDS_STIMULATION, "not_overridable", text, "item")
    text = f"This is not answered yes: {known[item]['label']}. There is nothing to override."
    require(item in positive, "nothing_to_override", text, "item")
