"""What must hold when a written consent is recorded or withdrawn.

Source: domain.md (b) element 5 and (d) 'Minors'; that a text is one the clinic has is a project choice.
"""

from datetime import date

from practice.errors import BadInput, RuleViolation, require


def require_recordable(
    *, signed_on: date, expires_on: date | None, today: date, minor: bool, guardian_name: str, guardian_relation: str,
    assent: bool,
) -> None:  # fmt: skip
    """Signed by today; under 18 by a guardian with the child's assent. Source: domain.md (d) 'Minors', (f)."""
    require(
        signed_on <= today, "in_the_future", "The day of signing lies in the future. Check the date.", "signed_on",
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


def require_text(version: str, known: "set[str]") -> None:
    """The text that was signed is one that the clinic has."""
    require(
        version in known, "unknown_text", "There is no consent text of this version.", "text_version", kind=BadInput
    )


def require_not_withdrawn(withdrawn: bool) -> None:
    """A consent is withdrawn once."""
    if withdrawn:
        raise RuleViolation.of("already_withdrawn", "This consent was withdrawn before.")
