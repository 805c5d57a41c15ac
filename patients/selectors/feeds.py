"""What a calendar app reads: whose feed a secret opens, and the appointments in it."""

from datetime import datetime, timedelta

from patients.models import Appointment, CalendarFeed
from patients.rules.appointments import TAKES_NO_TIME
from practice import scoping
from practice.access import Actor
from practice.audit import digest

BACK, AHEAD = timedelta(days=7), timedelta(days=180)


def feed_behind(secret: str) -> CalendarFeed | None:
    """The open feed of a therapist who still works there; asked before a clinic is in force."""
    with scoping.every_clinic(reason="calendar feed"):
        rows = CalendarFeed.objects.filter(secret_digest=digest(secret), closed_at__isnull=True)
        found: CalendarFeed | None = rows.filter(therapist__active=True).select_related("clinic").first()
    return found


def own_feed(actor: Actor) -> CalendarFeed | None:
    """The actor's open feed."""
    rows = CalendarFeed.objects.filter(therapist_id=actor.membership_id, closed_at__isnull=True)
    found: CalendarFeed | None = rows.first()
    return found


def appointments_in(feed: CalendarFeed, now: datetime) -> list[Appointment]:
    """From a week ago to half a year ahead, without what does not take place."""
    rows = Appointment.objects.filter(
        therapist_id=feed.therapist_id, starts_at__gte=now - BACK, starts_at__lt=now + AHEAD
    )
    return list(rows.exclude(state__in=TAKES_NO_TIME).select_related("patient").order_by("starts_at", "pk"))
