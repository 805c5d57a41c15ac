"""Co-signing the note of a therapist in supervised training."""

import json
from datetime import UTC, datetime
from uuid import UUID

from patients import visits
from patients.models import Visit
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.actions import action
from practice.audit import digest
from practice.scoping import new_id
from practice.signing import seals
from sessions.models import Cosignature, NeedlingSession
from sessions.rules.supervision import require_cosignable


@action(needs=Permission.SESSION_SIGN, logs="cosignature.added")
def cosign_session(
    *, actor: Actor, session: NeedlingSession, now: datetime, remark: str = "", id: UUID | None = None
) -> Cosignature:
    """The supervisor whom the note names agrees to it; the note itself stays as it was signed."""
    visit: Visit = Visit.objects.select_related("episode").locked(session.pk)
    session = NeedlingSession.objects.get(pk=visit.pk)
    session.visit = visit
    require_cosignable(
        signed=visit.is_signed, done=Cosignature.objects.filter(session=session).exists(),
        supervisor_id=session.supervisor_id, member_id=actor.membership_id,
    )  # fmt: skip
    row = Cosignature(
        id=id or new_id(), session=session, supervisor_id=actor.membership_id, cosigned_at=now, remark=remark,
        cosigner=visits.signer_on(actor, practice.today_in(practice.clinic(), now)),
    )  # fmt: skip
    row.content_hash = computed_hash(row)
    row.save(force_insert=True)
    return row


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
