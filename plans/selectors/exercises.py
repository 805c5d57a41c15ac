"""Reads of prescriptions, and of what was done of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from patients.models import EpisodeOfCare, Patient
from plans.models import AdherenceDay, Prescription
from plans.rules import exercises as rules
from plans.rules.precautions import ASK_FIRST, Caution, words_to_weigh
from plans.rules.progression import Done
from plans.selectors import programme
from plans.selectors.library import Entry, catalogue, dose_of, entry_of
from plans.selectors.programme import NextStep
from practice import access
from practice.access import Actor, Permission

DONE_WORDS = (("done", "done"), ("partly", "partly"), ("not_done", "not done"))
ROW = ("prescribed_by", "edition__exercise")
LATELY = 14  # days


@dataclass(frozen=True, slots=True)
class Prescribed:
    """A prescription with what its exercise is, and what was reported of it."""

    prescription: Prescription
    entry: Entry
    reported: AdherenceDay | None = None
    lately: str = ""
    next_step: NextStep | None = None
    to_weigh: tuple[Caution, ...] = ()

    @property
    def checklist(self) -> list[dict[str, Any]]:
        """The items of a habit's checklist, each with whether it is in place."""
        items = programme.about(self.prescription)["checklist"]
        return [{**item, "checked": item["key"] in self.prescription.checked} for item in items]

    @property
    def dose(self) -> str:
        """The dose in plain words."""
        return dose_of(self.prescription)

    @property
    def ask_first(self) -> str:
        """What the patient reads while the screening speaks against it and nobody confirmed it; '' otherwise."""
        return ASK_FIRST if self.to_weigh else ""

    @property
    def is_habit(self) -> bool:
        """Whether it is kept all day instead of done."""
        return rules.is_habit(self.entry["kind"])


def followed(item: Prescribed, step: NextStep | None, to_weigh: Iterable[Caution]) -> Prescribed:
    """What is prescribed, with the step that comes next and what the screening says by now against it."""
    return replace(item, next_step=step, to_weigh=tuple(to_weigh))


def weighed(items: Iterable[Prescribed], day: date) -> list[Prescribed]:
    """The same, each with what the screening says on a day against it and nobody confirmed (`to_weigh`)."""
    known = list(items)
    found: dict[UUID, list[Caution]] = {}
    for episode in {item.prescription.episode_id: item.prescription.episode for item in known}.values():
        rows = [item.prescription for item in known if item.prescription.episode_id == episode.pk]
        found |= programme.to_weigh(episode, rows, day)
    return [replace(item, to_weigh=tuple(found[item.prescription.pk])) for item in known]


def told_to_weigh(items: Iterable[Prescribed]) -> str:
    """Which of the weighed exercises the screening speaks against by now, in words for a clinician; '' for none."""
    return words_to_weigh(item.entry["name"] for item in items if item.to_weigh)


def prescriptions_for(actor: Actor) -> "QuerySet[Prescription]":
    """The prescriptions that the actor may see; patients see their own."""
    own = access.only_own(actor, Permission.CHART_VIEW)
    rows: QuerySet[Prescription] = Prescription.objects.select_related("episode", "edition__exercise")
    return rows if own is None else rows.filter(episode__patient_id=own)


def adherence_for(actor: Actor) -> "QuerySet[AdherenceDay]":
    """What was reported, as far as the actor may see it."""
    own = access.only_own(actor, Permission.CHART_VIEW)
    rows: QuerySet[AdherenceDay] = AdherenceDay.objects.select_related("prescription__episode")
    return rows if own is None else rows.filter(prescription__episode__patient_id=own)


def not_ended(day: date) -> Q:
    """From the day on which it ends, a prescription is no longer due."""
    return Q(ends_on__isnull=True) | Q(ends_on__gt=day)


def active_of(episode: EpisodeOfCare, exercise: str, day: date) -> Prescription | None:
    """The prescription of an exercise that is not ended, if there is one."""
    rows: QuerySet[Prescription] = Prescription.objects.filter(not_ended(day), episode=episode, exercise=exercise)
    return rows.first()


def programme_of(
    episode: EpisodeOfCare, day: date, entries: Mapping[str, Entry] | None = None
) -> list[Prescribed]:  # fmt: skip
    """What is prescribed and not ended, exercises before habits, with what was reported in the last 14 days.

    `entries` is the catalogue where it is at hand.
    """
    rows = Prescription.objects.filter(not_ended(day), episode=episode).select_related(
        "prescribed_by", "edition__exercise", "episode__patient"
    )
    found = _with_entries(rows.order_by("pk"), entries=entries)
    done = programme.done_of([item.prescription for item in found], day, LATELY)
    return [replace(item, lately=_lately(item.prescription, done[item.prescription.pk], day)) for item in found]


def _lately(row: Prescription, done: Done, day: date) -> str:
    """Due days that were not reported are said, and never counted as 'not done'; aftercare has no due days."""
    said = [f"{words} {number}" for name, words in DONE_WORDS if (number := getattr(done, name))]
    if row.starts_on > day or (done.due == 0 and not said):
        return ""
    if done.due is None:
        return ", ".join(said) or "nothing reported"
    return ", ".join([*said, f"not reported {done.not_reported} of {done.due} due days"])


def ended_of(episode: EpisodeOfCare, day: date) -> list[Prescribed]:
    """What was prescribed before, the latest end first."""
    rows = Prescription.objects.filter(episode=episode, ends_on__lte=day).select_related(
        "prescribed_by", "edition__exercise"
    )
    return _with_entries(rows.order_by("-ends_on", "-pk"), in_order=True)


def due_today(patient_id: UUID, day: date) -> list[Prescribed]:
    """What a patient is asked to do on a day, with what was reported for it."""
    rows = Prescription.objects.filter(not_ended(day), episode__patient_id=patient_id, starts_on__lte=day)
    reported = {
        row.prescription_id: row
        for row in AdherenceDay.objects.filter(prescription__episode__patient_id=patient_id, on=day)
    }
    return _with_entries(rows.select_related("episode__patient", "edition__exercise").order_by("pk"), reported)


def _with_entries(
    rows: Iterable[Prescription], reported: Mapping[UUID, AdherenceDay] | None = None, *, in_order: bool = False,
    entries: Mapping[str, Entry] | None = None,
) -> list[Prescribed]:  # fmt: skip
    entries = catalogue() if entries is None else entries
    found = [Prescribed(row, entry_of(row, entries), (reported or {}).get(row.pk)) for row in rows]
    return found if in_order else sorted(found, key=lambda item: item.is_habit)


def reported_on(prescription: Prescription, on: date) -> AdherenceDay | None:
    """What was reported of a prescription for a day."""
    rows: QuerySet[AdherenceDay] = AdherenceDay.objects.filter(prescription=prescription, on=on)
    return rows.first()


def reported_between(prescription: Prescription, first: date, last: date) -> dict[date, AdherenceDay]:
    """What was reported of a prescription by day; a day that is missing was not reported, which is not 'not done'."""
    rows = AdherenceDay.objects.filter(prescription=prescription, on__gte=first, on__lte=last)
    return {row.on: row for row in rows}


def patient_with_record(actor: Actor) -> Patient | None:
    """The patient whose own record the actor keeps."""
    rows: QuerySet[Patient] = Patient.objects.filter(pk=actor.patient_id)
    return rows.first() if actor.patient_id else None
