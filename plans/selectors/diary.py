"""Reads of the headache diary."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from patients.diary import SAID_BY_THE_DIARY
from patients.rules.measurements import WINDOW_DAYS
from plans.models import DiaryDay
from plans.rules.offers import offers_of
from plans.rules.windows import Window, window_of, windows_back
from practice import access
from practice.access import Actor, Permission


@dataclass(frozen=True, slots=True)
class Slot:
    """One day of a strip: recorded or not."""

    on: date
    row: DiaryDay | None

    @property
    def state(self) -> str:
        """`empty` is not recorded, which is not 'no headache'."""
        if self.row is None:
            return "empty"
        return "headache" if self.row.headache else "free"


def diary_for(actor: Actor, *, aside: bool = False) -> "QuerySet[DiaryDay]":
    """The diary days that the actor may see; patients see their own.

    What a merge set aside is in no diary, unless it is asked for: `aside`.
    """
    own = access.only_own(actor, Permission.CHART_VIEW)
    rows: QuerySet[DiaryDay] = DiaryDay.objects.all()
    if not aside:
        rows = rows.filter(patient__merged_into__isnull=True)
    return rows if own is None else rows.filter(patient_id=own)


def days_of(patient_id: UUID, last: date, length: int = WINDOW_DAYS) -> list[DiaryDay]:
    """The rows of the days that end on `last`, in order."""
    first = last - timedelta(days=length - 1)
    rows: QuerySet[DiaryDay] = DiaryDay.objects.filter(patient_id=patient_id, on__gte=first, on__lte=last)
    return list(rows.order_by("on"))


def day_of(patient_id: UUID, on: date) -> DiaryDay | None:
    """The row of one day."""
    rows: QuerySet[DiaryDay] = DiaryDay.objects.filter(patient_id=patient_id, on=on)
    return rows.first()


def window_28(patient_id: UUID, last: date) -> Window:
    """What the 28 days up to `last` add up to."""
    return window_of(days_of(patient_id, last), last)


@SAID_BY_THE_DIARY.answered_by
def offered(patient_id: UUID, until: date) -> dict[str, Mapping[str, Any]]:
    """By measure what an assessment may take from the 28 days up to a day."""
    return {offer.measure: offer.measurement for offer in offers_of(window_28(patient_id, until))}


def past_windows(patient_id: UUID, last: date, number: int) -> list[Window]:
    """The 28-day windows up to `last`, from the first with a recorded day on, in one query."""
    return windows_back(days_of(patient_id, last, WINDOW_DAYS * number), last, number)


def strip(days: Iterable[DiaryDay], last: date, length: int) -> list[Slot]:
    """One slot for each day that ends on `last`, in order."""
    known: Mapping[date, DiaryDay] = {day.on: day for day in days}
    dates = [last - timedelta(days=back) for back in reversed(range(length))]
    return [Slot(on, known.get(on)) for on in dates]
