"""Appointments as an iCalendar file (RFC 5545), which leaves the clinic: no names, no notes, no diagnosis."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from patients.models import Appointment, Patient
from practice.models import Clinic

REFRESH = timedelta(minutes=15)
Names = Clinic.CalendarNames


def as_icalendar(rows: Iterable[Appointment], clinic: Clinic, *, link: str) -> bytes:
    """The file; `link` is the address of the appointments' pages, which ask for a sign-in."""
    found = Calendar()
    found.add("prodid", "-//Myoplan//Appointments//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", clinic.name)
    found.add("x-wr-timezone", clinic.timezone)
    found.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for row in rows:
        found.add_component(_event(row, clinic, link))
    return bytes(found.to_ical())


def _event(row: Appointment, clinic: Clinic, link: str) -> Event:
    event = Event()
    event.add("uid", f"{row.pk}@myoplan")
    event.add("dtstamp", _utc(row.updated_at))
    event.add("last-modified", _utc(row.updated_at))
    event.add("sequence", row.version)
    event.add("dtstart", _utc(row.starts_at))
    event.add("dtend", _utc(row.ends_at))
    event.add("summary", _summary(row, clinic))
    event.add("class", "PRIVATE")
    event.add("url", f"{link}{row.pk}/")
    return event


def _summary(row: Appointment, clinic: Clinic) -> str:
    who = name_outside(row.patient, clinic.calendar_names)
    return f"{who}: {row.get_kind_display()}" if who else "Appointment"


def name_outside(patient: Patient, names: str) -> str:
    """How a patient is called where others may read it: by record number, by initials, or not at all ('')."""
    if names == Names.INITIALS:
        return f"{(patient.preferred_name or patient.given_name)[:1]}. {patient.family_name[:1]}."
    return patient.record_number if names == Names.RECORD_NUMBER else ""


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
