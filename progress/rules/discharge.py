"""The draft of a discharge summary: what the record says of a course of care, for the therapist to complete."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from practice.counting import counted
from practice.days import day_words

Value = float | int | Decimal


class Change(NamedTuple):
    """One measure with its first and last value and the unit behind them; `draft`: the last one is not signed yet."""

    label: str
    unit: str
    first: Value
    last: Value
    draft: bool = False


class Since(NamedTuple):
    """What came after the day up to which the last progress report covers care; `events` are in words."""

    reported_on: date
    visits: int
    needled: int
    events: Sequence[str]


class Course(NamedTuple):
    """A course of care as the summary tells it; `goals` are (words, reached), `since` is None without a report."""

    first: date
    last: date
    visits: int
    needled: int
    changes: Sequence[Change]
    goals: Sequence[tuple[str, bool]]
    events: Sequence[tuple[str, int]]
    home: Sequence[str]
    since: Since | None = None


class LeftKind(StrEnum):
    """What can stay open when care ends, the gravest first."""

    MATTER = "matter"
    EVENT = "adverse_event"
    NOTE = "unsigned_note"
    CHECK_IN = "check_in"
    APPOINTMENT = "appointment"


class Left(NamedTuple):
    """One thing that stays open: what it is in words, and where it is closed."""

    kind: LeftKind
    words: str
    url: str


def summary(course: Course) -> str:
    """One line for each part, from the values alone; the therapist adds what they mean.

    Source: domain.md (a), guard of plan_active → discharged; the parts are a project choice.
    """
    reached = [words for words, met in course.goals if met]
    missed = [words for words, met in course.goals if not met]
    lines = [
        f"Care from {day_words(course.first)} to {day_words(course.last)}: {counted(course.visits, 'visit')}, "
        f"{course.needled} with needling.",
        _since(course.since),
        *(f"{c.label}{f' ({c.unit})' if c.unit else ''}: {_number(c.first)} at the start, {_number(c.last)} at the end"
          f"{' (draft, not signed)' if c.draft else ''}."
          for c in course.changes),
        f"Goals reached: {len(reached)} of {len(course.goals)}" + (f" ({'; '.join(reached)})." if reached else ".")
        if course.goals else "",
        f"Not reached: {'; '.join(missed)}." if missed else "",
        f"Adverse events: {', '.join(f'{name} ({times})' for name, times in course.events) or 'none recorded'}.",
        f"Goes on at home with: {', '.join(course.home)}." if course.home else "",
    ]  # fmt: skip
    return "\n".join(line for line in lines if line)


def _since(since: Since | None) -> str:
    if since is None:
        return "No progress report was made: this summary covers all of the care."
    what = f"{counted(since.visits, 'visit')}, {since.needled} with needling" if since.visits else "no visit"
    went_wrong = f"; {', '.join(since.events)}" if since.events else ""
    return f"The last progress report covers care up to {day_words(since.reported_on)}; since then {what}{went_wrong}."


def likely_outcome(*, all_goals_met: bool | None, plateau: bool | None) -> str:
    """The outcome to begin with; '' where the record does not say. Source: domain.md (a), triggers of discharge."""
    if all_goals_met:
        return "goals_met"
    return "plateau" if plateau else ""


def _number(value: Value) -> str:
    return f"{Decimal(str(value)).normalize():f}"
