"""Who may needle, who may only under supervision, and who may supervise and co-sign."""

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from practice.errors import BadInput, RuleViolation, require
from practice.rules import in_force, licence_blockers
from practice.vocabulary import LICENCES
from practice.vocabulary import CredentialKind as Kind

NOBODY_COSIGNS: Final = "This note needs no co-signature: it names no supervisor, or the supervisor signed it."


class Credential(Protocol):
    """What counts of a credential: what it allows, to whom, where, from when to when."""

    kind: str
    profession: str
    jurisdiction: str
    issued_on: date
    expires_on: date
    suspended_on: date | None


def authority_on(held: Iterable[Credential], day: date, state: str, *, who: Collection[str]) -> frozenset[str]:
    """The kinds of credentials that somebody holds on a day in a state, of the professions that may needle there.

    Source: domain.md (d); `who` is that of the state's rule of the day.
    """
    there = (
        row for row in held
        if row.jurisdiction == state and in_force(row.issued_on, row.expires_on, row.suspended_on, day)
    )  # fmt: skip
    return kinds_of(((row.kind, row.profession) for row in there), who)


def kinds_of(held: Iterable[tuple[str, str]], who: Collection[str]) -> frozenset[str]:
    """The kinds among credentials in force (kind, profession) that count for these professions.

    A compact privilege serves as the licence of its state.
    Source: domain.md (d), 'type (PT; assistants and aides never)' and 'a compact privilege is per state';
    jurisdictions.json `who`.
    """
    found = frozenset(kind for kind, profession in held if profession.upper() in who)
    return found | {Kind.LICENCE} if found.intersection(LICENCES) else found


def is_licensed(held: Set[str]) -> bool:
    """Whether somebody may sign at all. Source: domain.md (b) 20 and (f), 'Signature'."""
    return Kind.LICENCE in held


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


def answers_alone(held: Set[str], *, took_over: bool) -> bool:
    """Whether who signs a note of supervised training answers for it alone: who took it over and may supervise.

    `held` is what the signer's credentials were on the day of service. Source: domain.md (b) 20 and (d).
    """
    return took_over and may_supervise(held)


def require_cosignable(
    *, signed_by: UUID | None, done: bool, supervisor_id: UUID | None, member_id: UUID, licensed: bool
) -> None:  # fmt: skip
    """The named supervisor co-signs a note that somebody else signed, once, with a licence on that day.

    `supervisor_id` is None too where the supervisor signed the note: nobody co-signs their own signature.
    Source: domain.md (b) 20, 'who signs too'.
    """
    require(supervisor_id is not None, "no_supervisor", NOBODY_COSIGNS)
    text = "The therapist has not signed this note yet. Co-sign it afterwards."
    require(signed_by is not None, "not_signed", text)
    require(not done, "already_cosigned", "This note is co-signed already.")
    require(supervisor_id == member_id, "other_supervisor", "Only the supervisor of this note co-signs it.")
    text = "You signed this note yourself, and nobody co-signs their own signature."
    require(signed_by != member_id, "own_signature", text)
    if blockers := licence_blockers(licensed=licensed):
        raise RuleViolation(blockers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """What naming another supervisor depends on; `member` is who names, `held` the new one's credentials today.

    `therapist` treated, `signed_by` signed: another one where the note was handed over; None while it is a draft.
    """

    signed_by: UUID | None
    done: bool
    therapist: UUID
    current: UUID | None
    new: UUID
    member: UUID
    manages: bool
    is_therapist: bool
    held: frozenset[str]


def names_supervisors(
    member: UUID, *, therapist: UUID, signed_by: UUID | None, supervisor: UUID | None, manages: bool
) -> bool:  # fmt: skip
    """Whether a member names another supervisor: who treated, who signed, who supervises, and managers.

    Source: project choice.
    """
    return manages or member in {therapist, signed_by, supervisor}


def require_renaming(facts: Renaming) -> None:
    """A signed note that waits gets another supervisor, from those concerned or a manager.

    Source: domain.md (b) 20 and (d); who names is a project choice.
    """
    require(facts.current is not None, "no_supervisor", NOBODY_COSIGNS)
    require(
        facts.signed_by is not None, "not_signed", "The note is not signed yet: change the supervisor in the draft."
    )
    require(not facts.done, "already_cosigned", "This note is co-signed already.")
    concerned = names_supervisors(
        facts.member, therapist=facts.therapist, signed_by=facts.signed_by, supervisor=facts.current,
        manages=facts.manages,
    )  # fmt: skip
    text = "Only the therapist who signed, the supervisor or a manager names another supervisor."
    require(concerned, "not_concerned", text)
    _require_supervisor(facts)


def _require_supervisor(facts: Renaming) -> None:
    for found, code, text in (
        (facts.is_therapist, "not_a_therapist", "Choose a therapist of this clinic."),
        (facts.new != facts.current, "same_supervisor", "This is the supervisor already. Choose somebody else."),
        (
            facts.new not in {facts.therapist, facts.signed_by}, "own_supervisor",
            "Nobody supervises their own note. Choose somebody else.",
        ),
        (
            may_supervise(facts.held), "supervisor_not_qualified",
            "The supervisor needs a licence and full needling authority today in this state. Name another one.",
        ),
    ):  # fmt: skip
        require(found, code, text, "supervisor", kind=BadInput)
