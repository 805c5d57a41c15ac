"""What locks needling: a serious adverse event of the patient, suspected or confirmed, not cleared in writing.

An event and a letter belong to the person, whichever episode they were recorded in. The signature, the banner, the
page of the event and the progress all ask here, so that none of them says 'go on' where another says 'stop'.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from patients.models import Clearance
from patients.rules.flags import Cleared, Raised, open_events
from practice import reference
from sessions.models import AdverseEvent
from sessions.rules.adverse_events import counts_as_serious

State = AdverseEvent.State


@dataclass(frozen=True, slots=True)
class Happened:
    """An adverse event as far as the lock asks about it: its kind, its grade and its day in the clinic."""

    kind: str
    grade: str
    on: date


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
    rows = letters_about([patient_id]).values_list("item", "given_on") if serious else ()
    letters = [Cleared(item, given_on) for item, given_on in rows]
    return {event for event in serious if open_events([Raised(event.kind, event.on)], letters, on=on)}


def happened(event: AdverseEvent, zone: ZoneInfo) -> Happened:
    """An event as the lock asks about it."""
    return Happened(event.kind, event.grade, event.occurred_at.astimezone(zone).date())


def words(event: Happened) -> str:
    """What happened, in the clinic's words and short: 'pneumothorax'."""
    label: str = reference.adverse_events()[event.kind]["label"]
    return label.partition(" (")[0].lower()
