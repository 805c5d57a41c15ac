"""Adding to a signed note."""

import json
from datetime import datetime
from uuid import UUID

from patients.models import Addendum, Visit
from patients.rules.assessments import require_addable
from practice.access import Actor, Permission
from practice.actions import action
from practice.audit import digest
from practice.scoping import new_id
from practice.signing import seals


@action(needs=Permission.ADDENDUM_WRITE, logs="addendum.added")
def add_addendum(
    *, actor: Actor, visit: Visit, text: str, now: datetime, reason: str = "", id: UUID | None = None
) -> Addendum:
    """A dated addition to a signed assessment or session; final from the moment it is written."""
    require_addable(signed=visit.is_signed, text=text)
    addendum = Addendum(
        id=id or new_id(), visit=visit, text=text, reason=reason, author_id=actor.membership_id,
        author_name=actor.name, written_at=now,
    )  # fmt: skip
    addendum.content_hash = computed_hash(addendum)
    addendum.save(force_insert=True)
    return addendum


@seals(Addendum)
def computed_hash(addendum: Addendum) -> str:
    """The hash of what the addendum says, who wrote it, when, and about which note."""
    content = {
        "visit": str(addendum.visit_id),
        "text": addendum.text,
        "reason": addendum.reason,
        "author": str(addendum.author_id),
        "author_name": addendum.author_name,
        "written_at": addendum.written_at.isoformat(),
    }
    return digest(json.dumps(content, sort_keys=True, separators=(",", ":")))
