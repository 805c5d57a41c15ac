"""What must hold when a written consent is recorded or withdrawn.

Source: domain.md (b) element 5 and (d) 'Minors'; that a text is one the clinic has is a project choice.
"""

import re
from collections.abc import Collection
from datetime import date
from typing import Final

from practice.days import day_words
from practice.errors import BadInput, RuleViolation, require

DRAWN: Final = "drawn"
LONGEST: Final = 20_000  # characters: some 2,000 points
FEWEST_LINES: Final = 3
STROKES: Final = re.compile(r"M\d{1,3} \d{1,3}(?: [ML]\d{1,3} \d{1,3})*")


def require_recordable(
    *, signed_on: date, expires_on: date | None, today: date, born: date, minor: bool, guardian_name: str,
    guardian_relation: str, assent: bool,
) -> None:  # fmt: skip
    """Signed in the patient's life and by today; under 18 by a guardian with the child's assent.

    Source: domain.md (d) 'Minors', (f).
    """
    require(
        signed_on <= today, "in_the_future", "The day of signing lies in the future. Check the date.", "signed_on",
        kind=BadInput,
    )  # fmt: skip
    require(
        signed_on >= born, "signed_before_birth",
        f"The day of signing lies before the patient was born ({day_words(born)}). Check the date.", "signed_on",
        kind=BadInput,
    )  # fmt: skip
    require(
        expires_on is None or expires_on >= signed_on, "ends_before_it_began",
        "The consent ends before it was signed. Check the dates.", "expires_on", kind=BadInput,
    )  # fmt: skip
    if minor:
        text = "The patient is under 18: enter the guardian who signed."
        require(bool(guardian_name.strip()), "guardian_missing", text, "guardian_name", kind=BadInput)
        text = "Say how the guardian is related to the patient."
        require(bool(guardian_relation.strip()), "guardian_relation_missing", text, "guardian_relation", kind=BadInput)
        text = "Ask the child too, and record that they agree."
        require(assent, "assent_missing", text, "assent", kind=BadInput)


def require_areas(areas: Collection[str], known: Collection[str]) -> None:
    """The regions agreed to are regions of the muscle catalogue."""
    unknown = sorted(set(areas) - set(known))
    text = f"There is no region “{', '.join(unknown[:3])}”."
    require(not unknown, "unknown_region", text, "areas", kind=BadInput)


def require_signature(how: str, signature: str) -> None:
    """A drawing belongs to a consent that was signed on the screen, and is one of strokes on a field of 600 by 200."""
    drawn = how == DRAWN
    text = "Sign in the field, or choose another way of signing."
    require(not drawn or bool(signature), "signature_missing", text, "signature", kind=BadInput)
    text = "A drawing belongs to a signature on the screen only."
    require(drawn or not signature, "signature_not_drawn", text, "signature", kind=BadInput)
    if drawn:
        require(
            len(signature) <= LONGEST,
            "signature_too_long",
            "Sign again, with fewer strokes.",
            "signature",
            kind=BadInput,
        )
        is_path = STROKES.fullmatch(signature) is not None and signature.count("L") >= FEWEST_LINES
        text = "This is no signature. Clear the field and sign again."
        require(is_path, "signature_unreadable", text, "signature", kind=BadInput)


def require_text(version: str, known: "set[str]") -> None:
    """The text that was signed is one that the clinic has."""
    require(
        version in known, "unknown_text", "There is no consent text of this version.", "text_version", kind=BadInput
    )


def require_copy_not_given(given: bool) -> None:
    """A copy is noted once; further copies change nothing. Source: domain.md (b) element 5 and (f) 'Consent'."""
    if given:
        raise RuleViolation.of("copy_given_before", "The patient has a copy of this consent already.")


def require_not_withdrawn(withdrawn: bool) -> None:
    """A consent is withdrawn once. Source: domain.md (f) 'Consent', withdrawn at any time."""
    if withdrawn:
        raise RuleViolation.of("already_withdrawn", "This consent was withdrawn before.")
