"""What in the screening speaks against an exercise, and the reason for which it is prescribed all the same.

Source: exercises.json `precautions`; screening.json; the pairing is a project choice.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from practice.errors import Blocker, RuleViolation

REASON = "precaution_reason"
# What a patient reads, on paper and on the phone, while nobody has weighed it: the finding is the clinician's to tell.
ASK_FIRST = "Your therapist is checking this exercise. Ask before you go on with it."


class Caution(NamedTuple):
    """One thing to weigh: the items of the screening or muscles that it is about, and the words for the clinician."""

    items: tuple[str, ...]
    words: str


def cautions(
    about: Mapping[str, Any], *, open_items: Collection[str], limited_muscles: Collection[str]
) -> list[Caution]:
    """What an exercise's precautions and the patient's screening have in common.

    `about` is the row of programme.json, `open_items` the positive items and red flags that nobody cleared,
    `limited_muscles` the muscles under an area limit. Source: exercises.json `precautions`, screening.json.
    """
    found = [
        Caution(items, row["words"])
        for row in about.get("avoid", ())
        if (items := tuple(item for item in row["items"] if item in open_items))
    ]
    muscles = tuple(key for key in about.get("muscles", ()) if key in limited_muscles)
    words = "It works muscles under an area limit of the screening."
    return [*found, Caution(muscles, words)] if muscles else found


def keys_of(found: Collection[Caution]) -> list[str]:
    """What is kept with the prescription, each once."""
    return sorted({item for caution in found for item in caution.items})


def unconfirmed(found: Collection[Caution], confirmed: Collection[str]) -> list[Caution]:
    """What is new: warnings of which something was not confirmed before. Source: house rule."""
    return [caution for caution in found if set(caution.items) - set(confirmed)]


def words_to_weigh(names: Iterable[str]) -> str:
    """Of which exercises a clinician hears before they are handed out; '' for none. Source: house rule."""
    told = ", ".join(names)
    return f"The screening speaks against: {told}. Confirm each with a reason, or stop it." if told else ""


def require_confirmed(found: Collection[Caution], reason: str, *, confirmed: Collection[str] = ()) -> None:
    """Whoever prescribes in spite of a warning says why; what was confirmed before is not asked again.

    Source: house rule; a clinician decides, the record keeps the reason.
    """
    new = unconfirmed(found, confirmed)
    if new and not reason.strip():
        raise RuleViolation(
            Blocker("precaution_unconfirmed", f"{caution.words} Say why it is suitable, or choose another.", REASON)
            for caution in new
        )
