"""Opening and closing the address of a therapist's calendar feed."""

from datetime import datetime
from typing import Any

from patients.models import CalendarFeed
from practice.access import Actor, Permission
from practice.actions import action
from practice.audit import digest
from practice.errors import RuleViolation
from practice.scoping import new_id


@action(needs=Permission.CALENDAR_FEED, logs="calendar_feed.opened")
def open_feed(*, actor: Actor, secret: str, now: datetime) -> CalendarFeed:
    """A new secret address for the own appointments; the one before it ends at this moment."""
    for row in _open_feeds(actor):
        row.closed_at = now
        row.save()
    made = CalendarFeed(id=new_id(), therapist_id=actor.membership_id, secret_digest=digest(secret))
    made.save(force_insert=True)
    return made


@action(needs=Permission.CALENDAR_FEED, logs="calendar_feed.closed")
def close_feed(*, actor: Actor, now: datetime) -> CalendarFeed:
    """The own address answers nobody any more."""
    row: CalendarFeed | None = _open_feeds(actor).first()
    if row is None:
        raise RuleViolation.of("no_feed", "There is no address to close.")
    row.closed_at = now
    row.save()
    return row


def _open_feeds(actor: Actor) -> Any:
    return CalendarFeed.objects.filter(therapist_id=actor.membership_id, closed_at__isnull=True).select_for_update()
