"""The demo's calendar: this week's appointments, one patient who waits just now, one who called off, one request."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from patients.models import Appointment, EpisodeOfCare, Visit
from patients.services.requests import take_request
from practice.models import Clinic, Membership

DAYS: Final = range(-2, 8)  # from two days ago to a week ahead; weekends are free
TIMES: Final = (time(8, 30), time(9, 30), time(10, 30), time(11, 30), time(13), time(14, 30), time(16))
LENGTHS: Final = (30, 45, 30, 60, 45, 30, 30)
MOST, MOST_TODAY = 3, 5  # a day
SATURDAY: Final = 5
State = Appointment.State


def appointments_of_the_week(
    episodes: Sequence[EpisodeOfCare], members: dict[str, Membership], clinic: Clinic, now: datetime
) -> None:
    """Everybody in care comes once or twice; who is first today waits, whatever the hour at which the demo was made."""
    zone = ZoneInfo(clinic.timezone)
    today = now.astimezone(zone).date()
    booked = episodes[:-2] if len(episodes) > 3 else episodes  # the others are due by their plan, without one
    rows = []
    for number, day in enumerate(_workdays(today)):
        for at in range(min(len(booked), MOST_TODAY if day == today else MOST)):
            episode = booked[(number * 2 + at) % len(booked)]
            begin = datetime.combine(day, TIMES[(number + at * 2) % len(TIMES)], zone)
            rows.append(_appointment(episode, members["trainee" if at == 1 else "therapist"], begin))
    for row in rows:
        _told(row, today, zone)
    first = min((row for row in rows if row.starts_at.date() == today), key=lambda row: row.starts_at)
    first.state, first.arrived_at = State.WAITING, min(now, first.starts_at) - timedelta(minutes=6)
    Appointment.objects.bulk_create(rows)


def a_request_from_outside(clinic: Clinic) -> None:
    """The clinic's public page is open, and somebody has asked on it."""
    clinic.takes_requests = True
    clinic.save()
    take_request(
        name="Rory Request (synthetic)", phone="555-0123", email="rory@example.test", times=["morning", "evening"],
        symptoms="Tight neck and headaches from the back of the head, three or four days a week since the summer.",
        wishes="Not on Wednesdays", may_contact=True,
    )  # fmt: skip


def _workdays(today: date) -> Iterator[date]:
    """The days that the demo fills, today among them even on a weekend."""
    for offset in DAYS:
        day = today + timedelta(days=offset)
        if day == today or day.weekday() < SATURDAY:
            yield day


def _appointment(episode: EpisodeOfCare, therapist: Membership, begin: datetime) -> Appointment:
    minutes = LENGTHS[TIMES.index(begin.time())]
    return Appointment(
        patient_id=episode.patient_id, episode=episode, therapist=therapist,
        kind=Visit.Kind.REEVALUATION if minutes == 60 else Visit.Kind.TREATMENT, starts_at=begin,
        ends_at=begin + timedelta(minutes=minutes), agreed_at=begin - timedelta(days=7),
    )  # fmt: skip


def _told(row: Appointment, today: date, zone: ZoneInfo) -> None:
    """What became of those that are over: most took place, the early one of yesterday was called off."""
    day = row.starts_at.astimezone(zone).date()
    if day < today:
        row.state = State.DONE
    if day == today - timedelta(days=1) and row.starts_at.minute == 30:
        row.state, row.reason = State.CANCELLED, "Called off by the patient"
