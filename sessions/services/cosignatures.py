"""Co-signing the note of a therapist in supervised training, and who is to do it."""

import json
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from patients import visits
from patients.models import Visit
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.actions import action
from practice.audit import digest
from practice.models import Membership
from practice.scoping import new_id
from practice.signing import seals
from sessions.models import Cosignature, NeedlingSession, SupervisorChange
from sessions.rules.supervision import Renaming, require_cosignable, require_renaming
from sessions.selectors.supervision import authority_on, supervised_by, with_supervisor_now


@action(needs=Permission.SESSION_SIGN, logs="cosignature.added")
def cosign_session(
    *, actor: Actor, session: NeedlingSession, now: datetime, remark: str = "", id: UUID | None = None
) -> Cosignature:
    """The supervisor whom the note names agrees to it; the note itself stays as it was signed."""
    visit: Visit = Visit.objects.select_related("episode").locked(session.pk)
    session = with_supervisor_now(NeedlingSession.objects.all()).get(pk=visit.pk)
    session.visit = visit
    today = practice.today_in(practice.clinic(), now)
    require_cosignable(
        signed_by=visit.signed_by_id, done=Cosignature.objects.filter(session=session).exists(),
        supervisor_id=supervised_by(session), member_id=actor.membership_id,
        licensed=practice.licences_on(actor.membership_id, today).exists(),
    )  # fmt: skip
    row = Cosignature(
        id=id or new_id(), session=session, supervisor_id=actor.membership_id, cosigned_at=now, remark=remark,
        cosigner=visits.signer_on(actor.membership_id, today),
    )  # fmt: skip
    row.content_hash = computed_hash(row)
    row.save(force_insert=True)
    return row


@action(needs=Permission.SUPERVISOR_NAME, logs="supervisor_change.added")
def name_supervisor(
    *, actor: Actor, session: NeedlingSession, supervisor: Membership, now: datetime, reason: str = "",
    id: UUID | None = None,
) -> SupervisorChange:  # fmt: skip
    """Somebody else is to co-sign a signed note that waits; the note itself stays as it was signed."""
    visit: Visit = Visit.objects.select_related("episode").locked(session.pk)
    session = with_supervisor_now(NeedlingSession.objects.all()).get(pk=visit.pk)
    session.visit = visit
    current = supervised_by(session)
    facts = Renaming(
        signed_by=visit.signed_by_id, done=Cosignature.objects.filter(session=session).exists(),
        therapist=visit.therapist_id, current=current, new=supervisor.pk, member=actor.membership_id,
        manages=actor.may(Permission.CLINIC_MANAGE),
        is_therapist=practice.therapists().filter(pk=supervisor.pk).exists(),
        held=authority_on(supervisor, now.astimezone(ZoneInfo(practice.clinic().timezone)).date()),
    )  # fmt: skip
    require_renaming(facts)
    previous = facts.current or visit.therapist_id  # the rule has refused a note without one
    row = SupervisorChange(
        id=id or new_id(), session=session, previous_id=previous, supervisor=supervisor,
        named_by_id=actor.membership_id, named_at=now, reason=reason.strip(),
    )  # fmt: skip
    row.content_hash = change_hash(row)
    row.save(force_insert=True)
    return row


@seals(SupervisorChange)
def change_hash(row: SupervisorChange) -> str:
    """The hash of who was named instead of whom, by whom, when, why, and for which note."""
    content = {
        "session": str(row.session_id),
        "note": row.session.visit.content_hash,
        "previous": str(row.previous_id),
        "supervisor": str(row.supervisor_id),
        "named_by": str(row.named_by_id),
        "named_at": row.named_at.astimezone(UTC).isoformat(),
        "reason": row.reason,
    }
    return digest(json.dumps(content, sort_keys=True, separators=(",", ":")))


@seals(Cosignature)
def computed_hash(row: Cosignature) -> str:
    """The hash of who co-signed what and when: the note's own hash is in it, so neither can be exchanged."""
    content = {
        "session": str(row.session_id),
        "note": row.session.visit.content_hash,
        "supervisor": str(row.supervisor_id),
        "cosigner": row.cosigner,
        "cosigned_at": row.cosigned_at.astimezone(UTC).isoformat(),
        "remark": row.remark,
    }
    return digest(json.dumps(content, sort_keys=True, separators=(",", ":")))
