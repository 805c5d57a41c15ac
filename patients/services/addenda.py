"""What is added to a signed note."""

import json
from datetime import datetime
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from patients.models import Addendum, Visit
from practice.access import Actor, Permission
from practice.actions import action
from practice.audit import digest
from practice.errors import RuleViolation, require
from practice.models import Membership
from practice.scoping import new_id


@action(needs=Permission.ADDENDUM_WRITE, logs="addendum.added")
def add_addendum(
    *, actor: Actor, visit: Visit, text: str, now: datetime, reason: str = "", id: UUID | None = None
) -> Addendum:
    """A dated, signed addition to a signed assessment or session; a draft is changed instead."""
    require(visit.is_signed, "not_signed", "This note is still a draft: change it instead of adding to it.")
    if not text.strip():
        raise RuleViolation.of("text_missing", "Write what is to be added.", "text")
    author = Membership.objects.get(pk=actor.membership_id)
    addendum = Addendum(
        id=id or new_id(), visit=visit, text=text, reason=reason, author=author,
        author_name=author.signature_name, written_at=now,
    )  # fmt: skip
    addendum.content_hash = hash_of(addendum)
    addendum.save(force_insert=True)
    return addendum


def hash_of(addendum: Addendum) -> str:
    """The hash of what an addendum says, who wrote it, when, and to which note."""
    names = ("id", "visit_id", "text", "reason", "author_id", "author_name", "written_at")
    content = {name: getattr(addendum, name) for name in names}
    return digest(json.dumps(content, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder))
