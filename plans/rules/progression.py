"""When an exercise may go on to its next step, and what was done of it, counted in due days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

HURT_TOO_OFTEN: Final = 2  # days with the reason 'pain' in the window; house rule
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Done:
    """What was reported of one prescription in a window: days by answer, due days, and reasons of what was not done.

    `due` is None where the number of due days is not known (aftercare: only around needling visits).
    """

    done: int = 0
    partly: int = 0
    not_done: int = 0
    due: int | None = None
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def reported(self) -> int:
        """Days with an answer."""
        return self.done + self.partly + self.not_done

    @property
    def not_reported(self) -> int:
        """Due days without an answer, which is not 'not done'."""
        return max(0, (self.due or 0) - self.reported)

    @property
    def kept(self) -> Decimal:
        """Days done; one that was partly done counts a half."""
        return self.done + Decimal(self.partly) / 2


class State(StrEnum):
    """Whether the next step may come."""

    READY = "ready"
    NOT_YET = "not_yet"
    NOT_ENOUGH_DATA = "not_enough_data"


@dataclass(frozen=True, slots=True)
class Readiness:
    """The state with a sentence that says why."""

    state: State
    words: str


def due_days(first: date, last: date, *, starts_on: date, days_per_week: int | None) -> int | None:
    """On how many days of a window something was due: its share of the days since it began, rounded.

    None where no number of days a week is set. Source: house rule; a dose names days a week, not weekdays.
    """
    if days_per_week is None:
        return None
    days = max(0, (last - max(first, starts_on)).days + 1)
    return int((Decimal(days * days_per_week) / WEEK).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def readiness(
    when: Mapping[str, Any], done: Done, *, running_days: int, measured: Decimal | None, draft: bool = False
) -> Readiness:
    """Whether the condition of the next step holds.

    `when` is a condition of programme.json (`adherence_percent` of the due days in `days`, and a `measure` where one is
    named); `running_days` counts the present dose; `measured` is the latest value of that measure, which the words mark
    where it is a `draft`'s. Days that were not reported are kept apart: while they could decide either way there is not
    enough data.
    Source: exercises.json `progression`; percentages and windows are a project choice.
    """
    days, asked = when["days"], when["adherence_percent"]
    if done.reasons.get("pain", 0) >= HURT_TOO_OFTEN:
        return Readiness(State.NOT_YET, f"It hurt on {done.reasons['pain']} days: look at that first.")
    if running_days < days:
        return Readiness(State.NOT_ENOUGH_DATA, f"Day {running_days} of {days} with this dose.")
    found = _by_adherence(done, asked, days)
    return (
        found
        if found.state is not State.READY
        else _by_measure(when.get("measure"), measured, found, " (draft, not signed)" * draft)
    )


def _by_adherence(done: Done, asked: int, days: int) -> Readiness:
    due = max(done.due or 0, done.reported)
    if not done.reported or not due:
        return Readiness(State.NOT_ENOUGH_DATA, f"Nothing was reported in the last {days} days.")
    least, most = 100 * done.kept / due, 100 * (done.kept + done.not_reported) / due
    said = f"{_whole(done.kept)} of {due} due days done in {days} days"
    if least >= asked:
        return Readiness(State.READY, f"{said} ({_whole(least)} %, {asked} % asked for).")
    if most < asked:
        return Readiness(State.NOT_YET, f"{said} ({asked} % asked for).")
    return Readiness(State.NOT_ENOUGH_DATA, f"{said}, {done.not_reported} not reported: they could decide either way.")


def _by_measure(asked: Mapping[str, Any] | None, measured: Decimal | None, so_far: Readiness, mark: str) -> Readiness:
    if asked is None:
        return so_far
    if measured is None:
        return Readiness(State.NOT_ENOUGH_DATA, f"{so_far.words} The measure that decides has no value yet.")
    limit = Decimal(str(asked["value"]))
    holds = measured <= limit if asked["op"] == "<=" else measured >= limit
    bound = "at most" if asked["op"] == "<=" else "at least"
    words = f"{so_far.words} The measure that decides is {_whole(measured)}{mark}, {bound} {_whole(limit)} asked for."
    return Readiness(State.READY if holds else State.NOT_YET, words)


def _whole(number: Decimal) -> str:
    """85.71 is 86, 8.5 is 8.5: as people say it."""
    exact = number.quantize(Decimal("0.1"))
    shown = exact if exact < 10 else number.quantize(Decimal(1))
    return f"{shown.normalize():f}"
