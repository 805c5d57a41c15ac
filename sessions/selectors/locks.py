"""What locks needling: a serious adverse event of the patient, suspected or confirmed, not cleared in writing.

An event and a letter belong to the person, whichever episode they were recorded in. The signature, the banner, the
page of the event and the progress all ask here, so that none of them says 'go on' where another says 'stop'.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from patients.models import Clearance
from patients.rules.flags import Cleared, Raised, open_events
from patients.selectors.clearable import LOCKING_EVENTS
from patients.selectors.found import day_of, moment
from practice import reference
from practice import selectors as practice
from sessions.models import AdverseEvent
from sessions.rules.adverse_events import counts_as_serious

State = AdverseEvent.State


@dataclass(frozen=True, slots=True)
class Happened:
    """An adverse event as far as the lock asks about it: its kind, its grade, its day in the clinic and when it was
    recorded.
    """

    kind: str
    grade: str
    on: date
    at: datetime

    @property
    def raised(self) -> Raised:
        """As the rules of clearances look at it."""
        return Raised(self.kind, self.on, at=self.at)


def counted_events() -> "QuerySet[AdverseEvent]":
    """What went wrong, without what a clinician ruled out: a suspicion counts until then."""
    rows: QuerySet[AdverseEvent] = AdverseEvent.objects.exclude(state=State.RULED_OUT)
    return rows


def letters_about(patients: Iterable[UUID]) -> "QuerySet[Clearance]":
    """The written clearances of patients, in whichever of their episodes they were recorded."""
    rows: QuerySet[Clearance] = Clearance.objects.filter(episode__patient_id__in=list(patients))
    return rows


def is_serious(kind: str, grade: str) -> bool:
    """Whether such an event locks needling until it is cleared."""
    always = {key for key, entry in reference.adverse_events().items() if entry["serious"]}
    return counts_as_serious(kind, grade, always)


def locking(events: Iterable[Happened], patient_id: UUID, on: date) -> set[Happened]:
    """Which of a patient's events lock needling on a day; one query, none where nothing is serious."""
    serious = [event for event in events if is_serious(event.kind, event.grade)]
    letters = [as_cleared(row) for row in letters_about([patient_id])] if serious else []
    return {event for event in serious if open_events([event.raised], letters, on=on)}


def as_cleared(letter: Clearance) -> Cleared:
    """A letter as the rules look at it, where no first screen is asked about."""
    return Cleared(letter.item, letter.given_on, at=letter.created_at)


def happened(event: AdverseEvent, zone: ZoneInfo) -> Happened:
    """An event as the lock asks about it."""
    return Happened(event.kind, event.grade, event.occurred_at.astimezone(zone).date(), event.created_at)


def happened_in(row: Mapping[str, Any], zone: ZoneInfo) -> Happened:
    """The same from a row that was read as JSON."""
    return Happened(row["kind"], row["grade"], day_of(row["occurred_at"], zone), moment(row["created_at"]))


@LOCKING_EVENTS.answered_by
def locking_events_of(patient_id: UUID, day: date) -> list[Raised]:
    """The serious events of a patient that lock needling on a day; two queries."""
    zone = ZoneInfo(practice.clinic().timezone)
    rows = counted_events().filter(episode__patient_id=patient_id)
    found = locking([happened(event, zone) for event in rows], patient_id, day)
    return sorted((event.raised for event in found), key=lambda event: (event.on, event.key))


def words(event: Happened) -> str:
    """What happened, in the clinic's words and short: 'pneumothorax'."""
    label: str = reference.adverse_events()[event.kind]["label"]
    return label.partition(" (")[0].lower()
