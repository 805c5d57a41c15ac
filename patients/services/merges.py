"""Merging two records of one person, and taking that back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from patients.holding import HELD
from patients.models import Patient, PatientMerge
from patients.rules import merging as rules
from patients.rules.episodes import require_reason
from patients.selectors import merges as selectors
from practice import members
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import RuleViolation, StaleVersion
from practice.scoping import new_id

Account = PatientMerge.Account


@action(needs=Permission.PATIENT_MERGE, logs="patient.merged")
def merge_patients(
    *, actor: Actor, kept: Patient, merged: Patient, reason: str, now: datetime, if_version: int | None = None,
    merged_version: int | None = None, id: UUID | None = None,
) -> PatientMerge:  # fmt: skip
    """Two records are of one person: everything in `merged` goes to `kept`, and `merged` says where it went.

    Signed notes stay as they are: they name their episode, and the episode goes with the person. Of two diary days of
    one date the one of `kept` counts; the other is set aside with the merged record.
    """
    rules.require_two_records(kept.pk, merged.pk)
    require_reason(reason)
    kept, merged = _locked(kept, merged, if_version, merged_version)
    rules.require_standing(kept.merged_into)
    rules.require_standing(merged.merged_into)
    if clashes := selectors.overlapping(kept, merged):
        raise RuleViolation(clashes)
    aside = {kind.label: selectors.set_aside(kind, kept, merged) for kind in HELD if kind.moves}
    moves = {kind.label: selectors.ids_that_move(kind, merged, aside[kind.label]) for kind in HELD if kind.moves}
    filled = rules.taken_over(_details(kept), _details(merged))
    merge = PatientMerge(
        id=id or new_id(), kept=kept, merged=merged, reason=reason, moved=_as_json(moves), set_aside=_as_json(aside),
        filled=sorted(filled), merged_by_id=actor.membership_id, merged_by_name=actor.name, merged_at=now,
        account=rules.account_after(
            kept_has=bool(kept.membership_id), merged_has=bool(merged.membership_id),
            merged_active=merged.membership is not None and merged.membership.active,
        ),
        account_of_id=merged.membership_id,
    )  # fmt: skip
    merge.save(force_insert=True)
    _join(merge, filled)
    _carry(merge, kept, now)
    return merge


@action(needs=Permission.PATIENT_MERGE, logs="patient.parted")
def undo_merge(
    *, actor: Actor, merge: PatientMerge, reason: str, now: datetime, if_version: int | None = None
) -> PatientMerge:
    """The two records were of two people: what moved goes back, with all that was written in it since."""
    require_reason(reason)
    kept, merged = _locked(merge.kept, merge.merged)
    merge = PatientMerge.objects.locked(merge.pk, if_version=if_version)
    rules.require_undoable(
        undone=merge.undone_at is not None, merged_on=kept.merged_into_id is not None,
        continued=selectors.continued_since(merge), account_wrote=selectors.account_wrote_since(merge),
    )  # fmt: skip
    if ties := selectors.ties_since(merge):
        raise RuleViolation(ties)
    merge.undone_by_id, merge.undone_by_name, merge.undone_at = actor.membership_id, actor.name, now
    merge.undone_reason = reason
    merge.kept, merge.merged = kept, merged
    merge.save()
    _part(merge)
    _carry(merge, merged, now)
    return merge


def _locked(
    one: Patient, other: Patient, version: int | None = None, other_version: int | None = None
) -> tuple[Patient, Patient]:
    """Both records, always locked in the same order, so that two merges of the same pair wait for each other."""
    rows = Patient.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk, other.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    for patient, read in ((one, version), (other, other_version)):
        if read is not None and found[patient.pk].version != read:
            raise StaleVersion
    return found[one.pk], found[other.pk]


def _details(patient: Patient) -> dict[str, Any]:
    return {name: getattr(patient, name) for name in rules.TAKEN_OVER}


def _as_json(ids: Mapping[str, list[UUID]]) -> dict[str, list[str]]:
    return {label: [str(pk) for pk in found] for label, found in ids.items() if found}


def _join(merge: PatientMerge, filled: Mapping[str, Any]) -> None:
    """The merged record rests and says where it went; the one that stays takes over what it lacks."""
    kept, merged = merge.kept, merge.merged
    account = merged.membership
    if merge.account == Account.CLOSED and account is not None:
        members.set_active(account, False)
    elif merge.account == Account.MOVED:
        merged.membership = None
    merged.merged_into = kept
    merged.save()
    if merge.account == Account.MOVED:
        kept.membership = account
    _fill(kept, filled)


def _part(merge: PatientMerge) -> None:
    """Both records stand again; details and account as they were, where nobody changed them since."""
    kept, merged = merge.kept, merge.merged
    moved_back = merge.account == Account.MOVED and kept.membership_id == merge.account_of_id
    account = kept.membership if moved_back else merged.membership
    if moved_back:
        kept.membership = None
    _fill(kept, rules.given_back(merge.filled, _details(kept), _details(merged)))
    merged.merged_into = None
    merged.membership = account
    merged.save()
    if merge.account == Account.CLOSED and account is not None:
        members.set_active(account, True)


def _fill(patient: Patient, details: Mapping[str, Any]) -> None:
    for name, value in details.items():
        setattr(patient, name, value)
    patient.save()


def _carry(merge: PatientMerge, to: Patient, now: datetime) -> None:
    """Give the rows that move to a patient; each counts its version up, so that nobody writes on an older reading."""
    for kind in HELD:
        if kind.moves:
            rows = kind.model.objects.filter(pk__in=merge.ids_of(kind.label)).exclude(patient=to)
            rows.update(patient=to, version=F("version") + 1, updated_at=now)
