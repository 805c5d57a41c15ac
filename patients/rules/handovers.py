"""Who signs a draft once whoever treated the patient cannot: it is handed over, and the note says so.

Source: domain.md (f), 'Signature': name, credentials, date, attestation. Who may hand over is a project choice.
"""

from dataclasses import dataclass
from uuid import UUID

from practice.errors import BadInput, require


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingOver:
    """What handing a draft over depends on: `signs` is who would sign it now, `new` who is to, `member` who says so.

    `left` says that who would sign is no therapist of the clinic any more (`Membership.gone`).
    """

    to_be_signed: bool
    signs: UUID
    signs_name: str
    left: bool
    new: UUID
    new_treats: bool
    member: UUID
    manages: bool


def require_handing_over(facts: HandingOver) -> None:
    """Managers hand over any draft; a therapist takes over what a colleague has left behind."""
    require(facts.to_be_signed, "nothing_to_sign", "Nobody signs a visit that did not take place.")
    require(facts.new_treats, "not_a_therapist", "Choose a therapist of this clinic.", "therapist", kind=BadInput)
    text = f"{facts.signs_name} signs this note already. Choose somebody else."
    require(facts.new != facts.signs, "same_therapist", text, "therapist", kind=BadInput)
    require(
        facts.manages or facts.new == facts.member, "not_concerned",
        "A manager hands notes over to others. You may take this one over yourself.", "therapist",
    )  # fmt: skip
    require(
        facts.manages or facts.left, "still_here",
        f"{facts.signs_name} works here and signs this note. Ask a manager to hand it over.", "therapist",
    )  # fmt: skip


def require_care_left_behind(name: str, gone: str) -> None:
    """Another therapist is named for care whose therapist is gone (`Membership.gone`), and for no other."""
    text = f"{name} works here and leads this care. A therapist changes that with the episode."
    require(bool(gone), "still_here", text, "therapist")


def require_signer(signs: UUID, member: UUID) -> None:
    """A note is signed by who treated the patient, or by who took it over."""
    text = "Only the therapist who treated the patient signs this note, or who took it over."
    require(signs == member, "other_clinician", text, "clinician")


def require_somebody_signs(name: str, gone: str) -> None:
    """Who may not sign records for the therapist of the episode, who has to be there for it; `gone` says why not."""
    text = f"{name} {gone} and cannot sign. Have another therapist named for this course of care first."
    require(not gone, "therapist_left", text, "therapist")
