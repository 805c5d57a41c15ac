"""What stays open when care ends, each with where it is closed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from patients.models import EpisodeOfCare
from patients.selectors.appointments import to_come
from practice.access import Actor
from practice.days import day_words
from practice.models import Clinic
from progress.rules.discharge import Left, LeftKind
from progress.selectors.matters import matters_of
from progress.selectors.unsigned import place_of, unsigned_visits_of
from sessions.models import AdverseEvent
from sessions.selectors.check_ins import open_check_ins
from sessions.selectors.matters import event_matter


def left_open(
    actor: Actor, episode: EpisodeOfCare, matters: list[dict[str, Any]], clinic: Clinic, now: datetime
) -> list[Left]:
    """Grave matters of the person first (as `banner_of` has them), then what is open in this course of care."""
    grave = [Left(LeftKind.MATTER, item.due.text, item.url) for item in matters_of(actor, episode, matters)]
    return [
        *grave,
        *_events(episode, {one.url for one in grave}),
        *_notes(episode),
        *_check_ins(episode, now),
        *_appointments(episode, ZoneInfo(clinic.timezone), now),
    ]


def _notes(episode: EpisodeOfCare) -> Iterator[Left]:
    for visit in unsigned_visits_of(episode):
        called, url = place_of(visit)
        yield Left(LeftKind.NOTE, f"{called} of {day_words(visit.occurred_on)} is not signed", url)


def _check_ins(episode: EpisodeOfCare, now: datetime) -> Iterator[Left]:
    for session, _ in open_check_ins(episode.patient_id, now):
        if session.visit.episode_id == episode.pk:
            text = f"The check-in after the session of {day_words(session.visit.occurred_on)} is not answered"
            yield Left(LeftKind.CHECK_IN, text, f"/sessions/{session.pk}/")


def _events(episode: EpisodeOfCare, told: set[str]) -> Iterator[Left]:
    """The milder adverse events of this course of care that have no end."""
    rows = AdverseEvent.objects.filter(episode=episode, resolved_on__isnull=True)
    for event in rows.exclude(state=AdverseEvent.State.RULED_OUT).order_by("occurred_at", "pk"):
        url = f"/adverse-events/{event.pk}/"
        if url not in told:
            yield Left(LeftKind.EVENT, event_matter(event).words, url)


def _appointments(episode: EpisodeOfCare, zone: ZoneInfo, now: datetime) -> Iterator[Left]:
    for row in to_come(episode.patient_id, now):
        at = row.starts_at.astimezone(zone)
        text = f"Appointment on {day_words(at)}, {at:%H:%M} with {row.therapist.name}"
        yield Left(LeftKind.APPOINTMENT, text, f"/appointments/{row.pk}/")
