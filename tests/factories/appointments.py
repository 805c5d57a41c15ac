"""Appointments for tests, made through the services: `booked(cast)` is Pia's with Ana, tomorrow at ten."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from patients import services
from patients.models import Appointment, AppointmentRequest
from practice.access import Role
from practice.models import Credential, Membership
from tests.factories import patients

LENGTH = timedelta(minutes=30)


def at(cast, hour: int, minute: int = 0, *, days: int = 1) -> datetime:
    """A time of the clinic's clocks, so many days from today."""
    day: date = patients.today(cast) + timedelta(days=days)
    return datetime.combine(day, time(hour, minute), ZoneInfo(cast.here.timezone))


def booked(cast, starts_at: datetime | None = None, *, actor: str = "rui", **details) -> Appointment:
    """One of today whose time has passed was booked when it began; whom it is with holds a licence."""
    begin, now = starts_at or at(cast, 10), timezone.now()
    zone = ZoneInfo(cast.here.timezone)
    now = min(now, begin) if begin.astimezone(zone).date() == now.astimezone(zone).date() else now
    wanted = {
        "patient": cast.pia, "therapist": cast.members["ana"], "starts_at": begin, "ends_at": begin + LENGTH,
        "now": now, **details,
    }  # fmt: skip
    member = wanted["therapist"]
    if Role.THERAPIST in member.roles and not member.credentials.exists():
        licence(cast, member)
    return services.book_appointment(actor=cast.actor(actor), **wanted)


def licence(cast, member: Membership, *, days: tuple[int, int] = (-400, 400)) -> Credential:
    """A therapist's licence of the clinic's state, from and to so many days from today."""
    first, last = (patients.today(cast) + timedelta(days=number) for number in days)
    made: Credential = Credential.objects.create(
        membership=member, kind=Credential.Kind.LICENCE, jurisdiction=cast.here.jurisdiction,
        number=f"SYN-{member.name[:3]}", issued_on=first, expires_on=last,
    )  # fmt: skip
    return made


def begun(cast, *, minutes: int = 10, **details) -> Appointment:
    """One that began some minutes ago, whatever the hour: booked a day ahead, then moved back in time."""
    row = booked(cast, **details)
    start = timezone.now() - timedelta(minutes=minutes)
    Appointment.objects.filter(pk=row.pk).update(starts_at=start, ends_at=start + LENGTH)
    row.refresh_from_db()
    return row


def asked(cast, **typed) -> AppointmentRequest:
    """What somebody sent from the public page."""
    wanted = {
        "name": "Sam Stranger (synthetic)", "phone": "555-0199", "email": "sam@home.test", "times": ["morning"],
        "symptoms": "Headaches every week since the spring.", "wishes": "", "may_contact": True, **typed,
    }  # fmt: skip
    return services.take_request(**wanted)
