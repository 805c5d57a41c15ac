"""Everything that changes the headache diary."""

from datetime import date
from typing import Any
from uuid import UUID

from patients.models import Patient
from patients.records import locked_record
from plans.models import DiaryDay
from plans.rules import diary as rules
from plans.rules import once
from plans.selectors import diary as selectors
from practice.access import Actor, Permission
from practice.actions import action
from practice.scoping import new_id


@action(needs=Permission.DIARY_WRITE, logs="diary.recorded", own="patient")
def record_diary_day(
    *, actor: Actor, patient: Patient, on: date, today: date, id: UUID | None = None, **details: Any
) -> DiaryDay:
    """One day of the diary; a second row for the day is refused and names the first. `details` are fields.DIARY_DAY."""
    patient = locked_record(patient.pk)
    existing = selectors.day_of(patient.pk, on)
    once.require_first(existing.pk if existing else None, on)
    day = DiaryDay(id=id or new_id(), patient=patient, on=on, **details)
    _require_sound(day, actor, today)
    day.save(force_insert=True)
    return day


@action(needs=Permission.DIARY_WRITE, logs="diary.changed", own="day")
def change_diary_day(
    *, actor: Actor, day: DiaryDay, today: date, if_version: int | None = None, **details: Any
) -> DiaryDay:
    """A changed day; when it turns out headache-free, intensity and hours fall away."""
    day = DiaryDay.objects.locked(day.pk, if_version=if_version)
    once.require_same_day(details.pop("on", None), day.on)
    if details.get("headache") is False:
        details = {"intensity": None, "hours": None, **details}
    for name, value in details.items():
        setattr(day, name, value)
    _require_sound(day, actor, today)
    day.save()
    return day


@action(needs=Permission.DIARY_WRITE, logs="diary.removed", own="day")
def remove_diary_day(*, actor: Actor, day: DiaryDay, today: date, if_version: int | None = None) -> DiaryDay:
    """Take back a day that was written down by mistake, for the wrong day or the wrong person: not recorded again.

    Patients take back what they could still write.
    """
    DiaryDay.objects.locked(day.pk, if_version=if_version)
    if not actor.may(Permission.DIARY_WRITE):
        rules.require_recordable_day(day.on, today=today, by_patient=True)
    DiaryDay.objects.filter(pk=day.pk).delete()
    return day


def _require_sound(day: DiaryDay, actor: Actor, today: date) -> None:
    rules.require_recordable_day(day.on, today=today, by_patient=not actor.may(Permission.DIARY_WRITE))
    rules.require_consistent(headache=day.headache, intensity=day.intensity, hours=day.hours, medicines=day.medicines)
