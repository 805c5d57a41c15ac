"""What an adverse event means for the course of care: called by services, inside their gate."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from patients import holds
from patients.models import EpisodeOfCare
from patients.rules.episodes import SERIOUS_EVENT
from practice import selectors as practice
from sessions.models import AdverseEvent
from sessions.selectors import locks


def settle_care(events: Iterable[AdverseEvent], episode: EpisodeOfCare, now: datetime) -> None:
    """A serious event that happened and that nobody cleared holds care from its day on; otherwise care goes on where
    the record alone had held it.

    A suspicion locks needling by itself and holds nothing until a clinician has confirmed it.
    """
    clinic = practice.clinic()
    today, zone = practice.today_in(clinic, now), ZoneInfo(clinic.timezone)
    happened = [locks.happened(event, zone) for event in events if event.state == AdverseEvent.State.CONFIRMED]
    standing = sorted(locks.locking(happened, episode.patient_id, today), key=lambda event: event.on)
    if standing:
        holds.hold(episode, SERIOUS_EVENT, [locks.words(event) for event in standing], on=standing[0].on)
    else:
        holds.go_on(episode.patient_id, today)
