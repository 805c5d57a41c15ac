"""Everything that changes check-ins."""

from datetime import datetime
from typing import Any
from uuid import UUID

from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import RuleViolation
from practice.scoping import new_id
from sessions.models import CheckIn, NeedlingSession
from sessions.rules.check_ins import require_answerable


@action(needs=Permission.CHECK_IN_WRITE, logs="check_in.recorded", own="session")
def record_check_in(
    *, actor: Actor, session: NeedlingSession, hours_after: int, soreness: int, now: datetime,
    answered_at: datetime | None = None, id: UUID | None = None, **details: Any,
) -> CheckIn:  # fmt: skip
    """The patient's answer some hours after a session; one for each time, by the patient or for them."""
    at = answered_at or now
    require_answerable(occurred_at=session.visit.occurred_at, answered_at=at, now=now)
    if CheckIn.objects.filter(session=session, hours_after=hours_after).exists():
        text = f"There is an answer for {hours_after} hours after this session already."
        raise RuleViolation.of("already_answered", text, "hours_after")
    row = CheckIn(
        id=id or new_id(), session=session, hours_after=hours_after, soreness=soreness, answered_at=at, **details
    )
    row.save(force_insert=True)
    return row
