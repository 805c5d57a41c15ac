"""Records of one person: what each holds, how they differ, and which were merged."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from patients.holding import HELD, TIES, Held
from patients.models import Appointment, EpisodeOfCare, Patient, PatientMerge
from patients.rules.appointments import TAKES_NO_TIME
from patients.rules.merging import Booked, overlaps
from patients.selectors.people import look_alikes
from practice import selectors as practice
from practice.access import Actor, Permission, require
from practice.audit import AuditEvent
from practice.days import day_words
from practice.errors import Blocker

DIARY_WRITTEN = ("diary.recorded", "diary.changed")
EPISODE = "patients.episodeofcare"
FRESH: Final = timedelta(days=14)  # for so long the way back from a merge stands on top of the patient's page


@dataclass(frozen=True, slots=True)
class HeldHere:
    """How many rows of one kind each of two records holds; `apart` of the second cannot move: the first has them."""

    words: str
    counts: tuple[int, int]
    apart: int


def merges_for(actor: Actor) -> "QuerySet[PatientMerge]":
    """The merges of the clinic, for those who may merge; undone ones too."""
    require(actor, Permission.PATIENT_MERGE)
    rows: QuerySet[PatientMerge] = PatientMerge.objects.select_related("kept", "merged")
    return rows


def merges_of(actor: Actor, patient: Patient) -> list[PatientMerge]:
    """The merges into one record, the newest first; nothing for those who may not merge."""
    if not actor.may(Permission.PATIENT_MERGE):
        return []
    return list(merges_for(actor).filter(kept=patient).order_by("-pk"))


def held_in(kept: Patient, merged: Patient) -> list[HeldHere]:
    """What two records hold, kind by kind: one query for each kind."""
    return [HeldHere(kind.many, _counts(kind, kept, merged), len(set_aside(kind, kept, merged))) for kind in HELD]


def _counts(kind: Held, kept: Patient, merged: Patient) -> tuple[int, int]:
    rows = kind.model.objects.filter(**{f"{kind.road}__in": [kept.pk, merged.pk]}).order_by()
    found = dict(rows.values_list(kind.road).annotate(Count("pk")))
    return found.get(kept.pk, 0), found.get(merged.pk, 0)


def set_aside(kind: Held, kept: Patient, merged: Patient) -> list[UUID]:
    """The rows of the merged record that cannot move, because the record that stays has one of the same day."""
    if not kind.one_a:
        return []
    days = kind.model.objects.filter(patient=kept).values(kind.one_a)
    rows = kind.model.objects.filter(patient=merged, **{f"{kind.one_a}__in": days})
    return list(rows.order_by("pk").values_list("pk", flat=True))


def overlapping(kept: Patient, merged: Patient) -> list[Blocker]:
    """The appointments of two records that one person cannot keep both, in one query."""
    zone = ZoneInfo(practice.clinic().timezone)
    booked: dict[UUID, list[Booked]] = {kept.pk: [], merged.pk: []}
    numbers = {kept.pk: kept.record_number, merged.pk: merged.record_number}
    rows = Appointment.objects.filter(patient__in=booked).exclude(state__in=TAKES_NO_TIME)
    for pk, starts_at, ends_at in rows.values_list("patient", "starts_at", "ends_at"):
        booked[pk].append(Booked(numbers[pk], starts_at.astimezone(zone), ends_at.astimezone(zone)))
    return overlaps(booked[kept.pk], booked[merged.pk])


def ids_that_move(kind: Held, merged: Patient, aside: Collection[UUID]) -> list[UUID]:
    """The rows of one kind that go to the record that stays."""
    return list(
        kind.model.objects.filter(patient=merged).exclude(pk__in=aside).order_by("pk").values_list("pk", flat=True)
    )


def continued_since(merge: PatientMerge) -> bool:
    """Whether care goes on in an episode of the record that stays after one that came from the other."""
    moved = merge.ids_of(EPISODE)
    rows = EpisodeOfCare.objects.filter(continues__in=moved).exclude(pk__in=moved)
    return bool(rows.exists())


def account_wrote_since(merge: PatientMerge) -> bool:
    """Whether the account that moved wrote rows since that hang on the patient directly and are still there."""
    if merge.account != PatientMerge.Account.MOVED:
        return False
    events = AuditEvent.objects.filter(
        membership_id=merge.account_of_id, patient_id=merge.kept_id, at__gte=merge.merged_at, verb__in=DIARY_WRITTEN
    )  # fmt: skip
    written = set(events.values_list("target_id", flat=True))
    return bool(written) and any(
        kind.model.objects.filter(pk__in=written, patient_id=merge.kept_id).exists() for kind in HELD if kind.moves
    )


def ties_since(merge: PatientMerge) -> list[Blocker]:
    """What higher apps know that binds the two records since."""
    moved = merge.ids_of(EPISODE)
    return [Blocker(tie.code, tie.words) for tie in TIES if tie.binds(moved, merge.kept_id, merge.merged_at)]


def differing(one: Patient, other: Patient, names: Iterable[str]) -> list[dict[str, Any]]:
    """Details side by side, with whether they differ."""
    pairs = [(name, _said(one, name), _said(other, name)) for name in names]
    return [{"name": name, "one": ours, "other": theirs, "differs": ours != theirs} for name, ours, theirs in pairs]


def _said(patient: Patient, name: str) -> Any:
    value, shown = getattr(patient, name), getattr(patient, f"get_{name}_display", None)
    if isinstance(value, date):
        return day_words(value)
    return shown() if shown and value else value


def same_person(actor: Actor, patient: Patient, now: datetime) -> dict[str, Any]:
    """What a patient's page says to those who may merge: other records that look alike, and those that were merged.

    Those of the last days stand on top, with the way back.
    """
    if not actor.may(Permission.PATIENT_MERGE):
        return {"look_alikes": (), "merges": (), "fresh_merges": ()}
    merges = merges_of(actor, patient)
    fresh = [row for row in merges if row.undone_at is None and now - row.merged_at < FRESH]
    return {"look_alikes": look_alikes(patient), "merges": merges, "fresh_merges": fresh}


def in_words(ids: Mapping[str, Collection[str]]) -> list[str]:
    """How many rows of each kind: ["2 episodes of care", "1 diary day"]."""
    return [kind.said(len(ids[kind.label])) for kind in HELD if ids.get(kind.label)]


def days_set_aside(merge: PatientMerge) -> list[tuple[str, list[date]]]:
    """The days that stayed with the merged record, by kind: [("1 diary day", [2026-11-20])]."""
    return [
        (
            kind.said(len(merge.set_aside[kind.label])),
            list(_rows(kind, merge).order_by(kind.one_a).values_list(kind.one_a, flat=True)),
        )
        for kind in HELD
        if merge.set_aside.get(kind.label)
    ]


def _rows(kind: Held, merge: PatientMerge) -> Any:
    return kind.model.objects.filter(pk__in=merge.set_aside[kind.label])
