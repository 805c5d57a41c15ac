"""The diary and the needling of a patient on one time line: 28 days after 28 days, with the sessions at the foot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from patients.models import Visit
from patients.rules.measurements import WINDOW_DAYS
from plans.rules.windows import Window
from plans.selectors.diary import past_windows
from progress.charts import Point, Trend
from sessions.models import NeedlingSession

MONTHS: Final = 7
Read = Callable[[Window], Decimal | int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a window of the diary says, and how a chart calls it."""

    key: str
    label: str
    unit: str
    maximum: int
    read: Read


LINES: Final = (
    Line("diary_headache", "Headache days", "in 28", WINDOW_DAYS, lambda window: window.headache_days_28),
    Line("diary_intensity", "Worst pain", "of 10", 10, lambda window: window.mean_intensity),
    Line("diary_hours", "Headache hours", "a day", 24, lambda window: window.mean_hours),
    Line("diary_medicine", "Medicine days", "in 28", WINDOW_DAYS, lambda window: window.medicine_days),
)


def months(patient_id: UUID, today: date) -> tuple[list[Window], list[Trend]]:
    """The windows up to today with a recorded day in or before them, and what they add up to as lines."""
    windows = past_windows(patient_id, today, MONTHS)
    if not windows:
        return [], []
    needled = tuple(sessions_between(patient_id, windows[0].first, windows[-1].last))
    found = (_trend(windows, needled, line) for line in LINES)
    return windows, [trend for trend in found if trend.recorded]


def sessions_between(patient_id: UUID, first: date, last: date) -> list[date]:
    """The days on which the patient was needled, in whichever episode; a diary belongs to the person."""
    rows = NeedlingSession.objects.filter(
        visit__episode__patient_id=patient_id, visit__state=Visit.State.ATTENDED,
        visit__occurred_on__gte=first, visit__occurred_on__lte=last,
    )  # fmt: skip
    return list(rows.order_by("visit__occurred_on").values_list("visit__occurred_on", flat=True).distinct())


def _trend(windows: Sequence[Window], needled: tuple[date, ...], line: Line) -> Trend:
    """A window with too few recorded days stands as a gap, never as a number."""
    points = tuple(Point(on=window.last, value=_value(window, line.read)) for window in windows)
    return Trend(
        key=line.key, label=line.label, points=points, minimum=0, maximum=line.maximum, unit_words=line.unit,
        baseline_word="First",
        sessions=needled, since=windows[0].first, until=windows[-1].last + timedelta(days=1),
    )  # fmt: skip


def _value(window: Window, read: Read) -> float | None:
    found = read(window) if window.enough else None
    return None if found is None else float(found)
