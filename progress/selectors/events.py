"""What went wrong with the patients of episodes, as the rules look at it: at a visit, or outside of the visits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F

from patients.models import EpisodeOfCare, Visit
from patients.rules.flags import Cleared
from progress.rules.facts import EventFacts
from sessions.models import AdverseEvent
from sessions.selectors.locks import counted_events, happened, letters_about

_EVENT = ("episode_id", "session_id", "kind", "grade", "occurred_at", "created_at")
_LETTER = ("episode__patient_id", "episode_id", "item", "given_on", "created_at")


@dataclass(frozen=True, slots=True)
class Events:
    """The events of one episode by the visit that they belong to, and what else happened to the patient."""

    by_visit: Mapping[UUID, Sequence[EventFacts]] = field(default_factory=dict)
    elsewhere: tuple[EventFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class OfPatients:
    """Events and letters of the patients of some episodes, from whichever episode they were recorded in."""

    events: Mapping[UUID, list[AdverseEvent]]
    letters: Mapping[UUID, list[tuple[UUID, Cleared]]]

    @classmethod
    def of(cls, episodes: Sequence[EpisodeOfCare], until: datetime | None = None) -> "OfPatients":
        """Read in two queries; `until` leaves out what went wrong from that moment on."""
        patients = {episode.patient_id for episode in episodes}
        events: defaultdict[UUID, list[Any]] = defaultdict(list)
        letters: defaultdict[UUID, list[tuple[UUID, Cleared]]] = defaultdict(list)
        rows = counted_events().filter(episode__patient_id__in=patients).only(*_EVENT)
        rows = rows if until is None else rows.filter(occurred_at__lt=until)
        for event in rows.annotate(patient_id=F("episode__patient_id")).order_by("occurred_at", "pk"):
            events[event.patient_id].append(event)
        for patient, episode, item, given_on, at in letters_about(patients).order_by("pk").values_list(*_LETTER):
            letters[patient].append((episode, Cleared(item, given_on, at=at)))
        return cls(events, letters)

    def letters_for(self, patient_id: UUID, episode_id: UUID) -> tuple[Cleared, ...]:
        """Every letter about a patient, as it counts in an episode."""
        told = self.letters.get(patient_id, ())
        return tuple(replace(one, elsewhere=of != episode_id) for of, one in told)

    def events_for(self, episode: EpisodeOfCare, visits: Sequence[Visit], zone: ZoneInfo) -> Events:
        """An event without a session belongs to the last visit by its time; after its end an episode hears of no more.

        What belongs to no visit of the episode is kept all the same: it concerns the person.
        """
        by_visit, elsewhere = defaultdict(list), []
        for event in self.events.get(episode.patient_id, ()):
            told = EventFacts(
                key=event.kind, grade=event.grade, on=happened(event, zone).on, at=event.occurred_at,
                recorded_at=event.created_at,
            )  # fmt: skip
            own = event.episode_id == episode.pk
            if own and (visit_id := _visit_of(event, visits)) is not None:
                by_visit[visit_id].append(told)
            elif own or episode.discharged_on is None or told.on <= episode.discharged_on:
                elsewhere.append(told)
        return Events(by_visit, tuple(elsewhere))


def _visit_of(event: AdverseEvent, visits: Sequence[Visit]) -> UUID | None:
    if event.session_id is not None:
        return event.session_id if any(visit.pk == event.session_id for visit in visits) else None
    earlier = [visit.pk for visit in visits if visit.occurred_at <= event.occurred_at]
    return earlier[-1] if earlier else None
