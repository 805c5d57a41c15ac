"""Several days at once, as staff write them down: each day through the gate of its own action, all of them or none."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from patients.models import Patient
from plans.models import AdherenceDay, DiaryDay, Prescription
from plans.selectors import diary as diaries
from plans.selectors import exercises
from plans.services.diary import change_diary_day, record_diary_day, remove_diary_day
from plans.services.exercises import change_adherence, record_adherence, remove_adherence
from practice.access import Actor
from practice.errors import BadInput, Blocker, RuleViolation, StaleVersion

Typed = Mapping[str, Any]
Row = TypeVar("Row", DiaryDay, AdherenceDay)


def keep_diary_days(*, actor: Actor, patient: Patient, days: Sequence[Typed], today: date) -> int:
    """How many days were kept. Each is `version` and fields.DIARY_DAY; `headache` None takes back what was recorded."""

    def keep(day: Typed) -> None:
        known = diaries.day_of(patient.pk, day["on"])
        version, details = _parts(day)
        if version is None:
            record_diary_day(actor=actor, patient=patient, today=today, **details)
        elif day["headache"] is None:
            remove_diary_day(actor=actor, day=_still(known), today=today, if_version=version)
        else:
            change_diary_day(actor=actor, day=_still(known), today=today, if_version=version, **details)

    return _each(days, keep)


def keep_adherence_days(*, actor: Actor, prescription: Prescription, days: Sequence[Typed], today: date) -> int:
    """How many days were kept. Each is `version` and fields.ADHERENCE; `done` '' takes back what was reported."""

    def keep(day: Typed) -> None:
        known: AdherenceDay | None = exercises.reported_on(prescription, day["on"])
        version, details = _parts(day)
        if version is None:
            record_adherence(actor=actor, prescription=prescription, today=today, **details)
        elif not day["done"]:
            remove_adherence(actor=actor, adherence=_still(known), if_version=version)
        else:
            change_adherence(actor=actor, adherence=_still(known), today=today, if_version=version, **details)

    return _each(days, keep)


def _parts(day: Typed) -> tuple[int | None, dict[str, Any]]:
    """The version of the row that was shown, None where there was none; and the rest."""
    details = dict(day)
    return details.pop("version"), details


def _still(row: Row | None) -> Row:
    if row is None:
        raise StaleVersion
    return row


def _each(days: Sequence[Typed], keep: Callable[[Typed], None]) -> int:
    """Every day is tried, so that all refusals are told at once, each at its row."""
    refused: list[Blocker] = []
    with transaction.atomic():
        for number, day in enumerate(days):
            try:
                with transaction.atomic():
                    keep(day)
            except (RuleViolation, StaleVersion) as problem:
                refused += _at_row(number, problem)
        if refused:
            raise BadInput(refused)
    return len(days)


def _at_row(number: int, problem: RuleViolation | StaleVersion) -> list[Blocker]:
    if isinstance(problem, StaleVersion):
        return [Blocker("changed_meanwhile", str(problem), f"days[{number}].on")]
    return [Blocker(found.code, found.message, f"days[{number}].{found.field}") for found in problem.blockers]
