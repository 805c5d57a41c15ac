"""The trail as people read it: who did what to which record of which patient."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q

from patients.models import Patient
from practice import selectors as practice
from practice.audit import OPERATOR, AuditEvent
from practice.trail_words import in_words

PLAINER = {"practice.membership": "member", "plans.adherenceday": "exercise day", "plans.prescription": "exercise"}
LEFT = "somebody who left"


@dataclass(frozen=True, slots=True)
class Told:
    """One event in words; the patient by record number alone, '' where it is about no patient."""

    event: AuditEvent
    who: str
    what: str
    kind: str
    record_number: str


def told(events: Sequence[AuditEvent]) -> list[Told]:
    """The events with the names and record numbers behind their ids, in two questions however many there are.

    Whoever works in the clinic is named; a patient who did something stands by record number, as everywhere in it.
    """
    members = {event.membership_id for event in events}
    asked = {event.patient_id for event in events if event.patient_id}
    rows = Patient.objects.filter(Q(pk__in=asked) | Q(membership__in=members))
    told_of = list(rows.values_list("pk", "record_number", "membership"))
    numbers = {pk: number for pk, number, _ in told_of}
    names = {OPERATOR: "the operator"} | practice.names_of(members)
    names |= {member: f"Patient {number}" for _, number, member in told_of if member}
    return [
        Told(
            event, names.get(event.membership_id, LEFT), in_words(event.verb), kind_of(event.target_type),
            numbers.get(event.patient_id, ""),
        )
        for event in events
    ]  # fmt: skip


def kind_of(target_type: str) -> str:
    """The kind of record in words: 'Needling session'."""
    words = PLAINER.get(target_type) or str(apps.get_model(target_type)._meta.verbose_name)
    return words[:1].upper() + words[1:]
