"""What a named clinician's letter can clear, and from which day on.

Source: screening.json, `result_rule`; domain.md (a) and (g).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

from patients.rules.flags import CLEARABLE_ITEMS, Cleared, Raised
from practice.days import day_words
from practice.errors import BadInput, require

NOTHING_TO_CLEAR: Final = (
    "This is not open, and nothing is cleared ahead of time. Record what was found first, or choose what is open."
)
# What settles an item of the form that no letter clears; every other item goes with a new screen.
SETTLED_BY: Final = {
    "no_consent": "Record the consent.",
    "license_or_endorsement": "Enter the licence or endorsement of who needles.",
    "red_flag_open": "Choose the red flag itself.",
}
NEW_SCREEN: Final = "Record a new screen once it no longer holds."


def require_clearance(
    item: str, *, screening: Mapping[str, Any], kinds: Collection[str], open_ones: Iterable[Raised], given_on: date,
    born_on: date, today: date,
) -> None:  # fmt: skip
    """A letter names something open that a letter can clear, and is dated from the day that raised it to today.

    `kinds` are those of adverse events, `open_ones` what stands open under the item.
    Source: screening.json result_rule 2; domain.md (a), 'clearance dated after the event'.
    """
    labels = {entry["key"]: entry["label"] for entry in (*screening["contraindications"], *screening["red_flags"])}
    require(item in {*labels, *kinds}, "unknown_item", "Choose what the clinician cleared.", "item", kind=BadInput)
    require(given_on <= today, "in_the_future", "The day lies in the future.", "given_on", kind=BadInput)
    text = "The day lies before the patient was born. Check the date."
    require(given_on >= born_on, "before_birth", text, "given_on", kind=BadInput)
    require_clearable(item, screening)
    waiting = list(open_ones)
    require(bool(waiting), "nothing_to_clear", NOTHING_TO_CLEAR, "item")
    letter = Cleared(item, given_on)
    if late := [flag.on for flag in waiting if not letter.clears(flag, by=today)]:
        text = f"This was raised on {day_words(max(late))}: an earlier clearance does not clear it."
        raise BadInput.of("cleared_before_raised", text, "given_on")


def require_clearable(item: str, screening: Mapping[str, Any]) -> None:
    """A letter clears red flags, serious reactions and serious events; what else stops or limits needling it does not.

    Source: screening.json result_rule 2 knows a clearance, 3-5 know none; domain.md (g) for the serious reaction.
    """
    labels = {entry["key"]: entry["label"] for entry in screening["contraindications"]}
    if item in labels and item not in CLEARABLE_ITEMS:
        text = f"No letter clears this: {labels[item]}. {SETTLED_BY.get(item, NEW_SCREEN)}"
        require(False, "not_clearable", text, "item")
