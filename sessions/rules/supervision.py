"""Who may needle, who may only under supervision, and who may supervise and co-sign."""

from collections.abc import Set
from enum import StrEnum
from uuid import UUID

from practice.errors import require


class Kind(StrEnum):
    """The credentials that needling rests on, as `Credential.Kind` names them."""

    LICENCE = "licence"
    NEEDLING = "needling_authority"
    TRAINING = "needling_training"


def may_needle(held: Set[str]) -> bool:
    """Licence and needling authority. `held` is what was valid on the day in the clinic's state.

    Source: domain.md (b) 2 and (d), 'needs a separate endorsement'.
    """
    return held >= {Kind.LICENCE, Kind.NEEDLING}


def in_training(held: Set[str]) -> bool:
    """Licence and supervised training, and no authority of one's own yet: every note needs a co-signature.

    Source: domain.md (d), supervised sessions in Washington, Florida and Utah.
    """
    return held >= {Kind.LICENCE, Kind.TRAINING} and not may_needle(held)


def may_supervise(held: Set[str]) -> bool:
    """As who needles without supervision. Source: domain.md (d)."""
    return may_needle(held)


def require_cosignable(*, signed: bool, done: bool, supervisor_id: UUID | None, member_id: UUID) -> None:
    """The named supervisor co-signs a signed note, once. Source: domain.md (b) 20."""
    require(supervisor_id is not None, "no_supervisor", "This note names no supervisor: it needs no co-signature.")
    require(signed, "not_signed", "The therapist has not signed this note yet. Co-sign it afterwards.")
    require(not done, "already_cosigned", "This note is co-signed already.")
    require(supervisor_id == member_id, "other_supervisor", "Only the supervisor who is named in the note co-signs it.")
