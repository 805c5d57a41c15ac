"""How an appointment may move from one state to the next, and which times can be booked.

Source: project choice: what a front desk does in a day; no clinical guidance is involved.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeVar
from uuid import UUID

from patients.vocabulary import AppointmentState as State
from practice.access import Role
from practice.days import day_words
from practice.errors import BadInput, Blocker, RuleViolation, require
from practice.hours import holds

TAKES_NO_TIME: Final = (State.CANCELLED, State.NO_SHOW)
# What somebody who is absent has still, by what is written of them: who waits here has come.
GIVEN_UP_FROM: Final[Mapping[str, tuple[State, ...]]] = {
    State.CANCELLED: (State.BOOKED, State.WAITING), State.NO_SHOW: (State.BOOKED,),
}  # fmt: skip
STILL_TO_COME: Final = (State.BOOKED, State.WAITING, State.IN_TREATMENT)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=8)
FAR_AHEAD = timedelta(days=730)
EARLY = timedelta(hours=2)
USUAL_MINUTES: Final = 30
LATE = timedelta(minutes=15)  # who stands at the desk is booked for the time that has just begun
NOT_A_THERAPIST: Final = "Choose a therapist who works here."


class Planned(Protocol):
    """What the rules look at of an appointment."""

    state: str
    starts_at: datetime
    ends_at: datetime
    given_up_by: UUID | None


Row = TypeVar("Row", bound=Planned)


class Step(StrEnum):
    """What is done to an appointment on its way."""

    ARRIVE = "arrive"
    START = "start"
    FINISH = "finish"
    CANCEL = "cancel"
    MISS = "miss"
    RESTORE = "restore"


WAYS: Final[Mapping[Step, tuple[frozenset[str], State]]] = {
    Step.ARRIVE: (frozenset({State.BOOKED, State.NO_SHOW}), State.WAITING),
    Step.START: (frozenset({State.BOOKED, State.WAITING}), State.IN_TREATMENT),
    Step.FINISH: (frozenset({State.BOOKED, State.WAITING, State.IN_TREATMENT}), State.DONE),
    Step.CANCEL: (frozenset({State.BOOKED, State.WAITING}), State.CANCELLED),
    Step.MISS: (frozenset({State.BOOKED}), State.NO_SHOW),
    Step.RESTORE: (frozenset(State) - {State.BOOKED}, State.BOOKED),
}
OF_THE_DAY: Final = (Step.ARRIVE, Step.START, Step.FINISH)


def next_state(state: str, step: Step) -> State:
    """The state after a step; refused where there is no such step from here."""
    before, to = WAYS[step]
    require(
        state in before, "no_such_step",
        f"An appointment that is “{State(state).label.lower()}” cannot become “{to.label.lower()}”.", "state",
    )  # fmt: skip
    return to


def steps_from(state: str, *, starts_at: datetime, today: date, starts_on: date, now: datetime) -> list[Step]:
    """The steps that can be taken now, in their order: what a page offers."""
    return [step for step, (before, _) in WAYS.items() if state in before and not _too_early(
        step, state, starts_at=starts_at, today=today, starts_on=starts_on, now=now
    )]  # fmt: skip


def require_time_come(
    step: Step, state: str, *, starts_at: datetime, today: date, starts_on: date, now: datetime
) -> None:  # fmt: skip
    """Nobody arrives before the day of the appointment, or has missed it before it began; and what nobody has come to
    is not done hours before it begins. `state` is the one before the step.
    """
    found = _too_early(step, state, starts_at=starts_at, today=today, starts_on=starts_on, now=now)
    if found is not None:
        raise RuleViolation([found])


def _too_early(
    step: Step, state: str, *, starts_at: datetime, today: date, starts_on: date, now: datetime
) -> Blocker | None:  # fmt: skip
    if step in OF_THE_DAY and starts_on > today:
        return Blocker("not_today", f"This appointment is on {day_words(starts_on)}. Move it first.", "starts_at")
    if step == Step.MISS and starts_at > now:
        text = "It has not begun yet. Cancel it when the patient has called off."
        return Blocker("not_begun", text, "starts_at")
    if step == Step.FINISH and state == State.BOOKED and starts_at - EARLY > now:
        text = "It has not begun yet. Say first that the patient has arrived, or move it to an earlier time."
        return Blocker("not_begun", text, "starts_at")
    return None


def require_changeable(state: str) -> None:
    """Only what is still booked is moved or changed."""
    require(
        state == State.BOOKED, "not_booked",
        f"Only a booked appointment is changed, and this one is “{State(state).label.lower()}”. "
        "Set it back to booked first.", "state",
    )  # fmt: skip


def require_bookable_time(
    starts_at: datetime, ends_at: datetime, *, starts_on: date, today: date, now: datetime | None
) -> None:  # fmt: skip
    """From five minutes to eight hours, from now to two years ahead; `starts_on` is the clinic's day.

    `now` is None where the start stays what it was: a change of the note asks for no later time.
    """
    problems = []
    if starts_on < today:
        text = "This day is over. What happened on it is recorded as a visit."
        problems.append(Blocker("day_is_over", text, "starts_at"))
    elif now is not None and starts_at < now - LATE:
        text = "This time has passed. Choose a later one. What happened then is recorded as a visit."
        problems.append(Blocker("time_is_over", text, "starts_at"))
    if starts_on > today + FAR_AHEAD:
        problems.append(Blocker("too_far_ahead", "Book at most two years ahead. Check the year.", "starts_at"))
    if ends_at <= starts_at:
        problems.append(Blocker("ends_too_early", "It would end before it begins. Check both times.", "ends_at"))
    elif not SHORTEST <= ends_at - starts_at <= LONGEST:
        problems.append(Blocker("odd_length", "Choose a length from 5 minutes to 8 hours.", "ends_at"))
    if problems:
        raise BadInput(problems)


def kept(of_the_day: Iterable[Row], at: datetime) -> Row | None:
    """The one of a therapist's appointments with a patient on a day that a visit at a moment kept, while it is open.

    It is the nearest in time, of those that begin at most EARLY after the visit or whose treatment was started, however
    early; when that one is done already, the visit ends no other.
    """
    due = [row for row in of_the_day if row.starts_at <= at + EARLY or row.state == State.IN_TREATMENT]
    rows = [row for row in due if row.state not in TAKES_NO_TIME]
    nearest = min(rows, key=lambda row: max(row.starts_at - at, at - row.ends_at, timedelta()), default=None)
    return nearest if nearest is not None and nearest.state in STILL_TO_COME else None


def given_up(of_the_day: Iterable[Row], at: datetime, how: str, absence: UUID) -> Row | None:
    """The one of a patient's appointments of a day that an absence at a moment gave up, while it is open: the nearest.

    None where this absence has ended one, and where the nearest was given up in the calendar: that is the same absence,
    told twice. What another absence ended is that one's.
    """
    rows = [row for row in of_the_day if row.state in (*GIVEN_UP_FROM[how], *TAKES_NO_TIME)]
    if any(row.given_up_by == absence for row in rows):
        return None
    told = [row for row in rows if row.given_up_by is None]
    nearest = min(told, key=lambda row: (abs(row.starts_at - at), row.state in TAKES_NO_TIME), default=None)
    return nearest if nearest is not None and nearest.state in GIVEN_UP_FROM[how] else None


def reminder_due(starts_at: datetime, agreed_at: datetime, now: datetime, *, hours: int) -> bool:
    """Whether to remind of it now: it comes within so many hours, and was agreed on before that, so that nobody is
    reminded of what they have just arranged.
    """
    ahead = timedelta(hours=hours)
    return now < starts_at <= now + ahead and agreed_at < starts_at - ahead


def require_therapist(roles: Collection[str], *, active: bool) -> None:
    """Appointments are with a therapist who works here."""
    require(active and Role.THERAPIST in roles, "not_a_therapist", NOT_A_THERAPIST, "therapist", kind=BadInput)


def require_licensed(
    licences: Iterable[tuple[date, date]], *, who: str, starts_on: date, today: date
) -> None:  # fmt: skip
    """Who treats holds a licence; `licences` are their first and last days."""
    text = f"{who} has no licence on file for this day. Choose another therapist, or have a manager enter the licence."
    require(licensed(licences, starts_on=starts_on, today=today), "no_licence", text, "therapist", kind=BadInput)


def licensed(licences: Iterable[tuple[date, date]], *, starts_on: date, today: date) -> bool:
    """Whether somebody may be booked for a day: one licence holds on it, or today; it is renewed until then."""
    return any(first <= day <= last for first, last in licences for day in (today, starts_on))


def require_same_patient(*, same: bool) -> None:
    """An appointment stays its patient's."""
    text = "An appointment stays with its patient. Cancel it, and book another one."
    require(same, "patient_fixed", text, "patient", kind=BadInput)


def require_fitting_episode(*, same_patient: bool) -> None:
    """The course of care is the patient's own."""
    text = "This course of care is another patient's."
    require(same_patient, "other_patient", text, "episode", kind=BadInput)


def not_free(taken: Mapping[str, tuple[str, datetime, datetime]]) -> list[Blocker]:
    """Why a time is not free. `taken` by field: whose time it is, from, to (in the clinic's time)."""
    return [
        Blocker(f"{field}_taken", f"{who} has an appointment from {start:%H:%M} to {end:%H:%M}. Choose another time.",
                "starts_at")
        for field, (who, start, end) in taken.items()
    ]  # fmt: skip


def require_free(taken: Mapping[str, tuple[str, datetime, datetime]]) -> None:
    """Nobody has two appointments at once; `taken` as for `not_free`."""
    if problems := not_free(taken):
        raise RuleViolation(problems)


def outside_hours(
    starts_at: datetime, ends_at: datetime, *, clinic: str, own: str = "", who: str = ""
) -> list[Blocker]:
    """Why a time, in the clinic's zone, lies outside the hours: somebody's own ones, else the clinic's."""
    if holds(own or clinic, starts_at, ends_at):
        return []
    hours = f"{who} works {own}" if own else f"The clinic is open {clinic}"
    text = f"{hours}. Choose a time within these hours, or tick that it is meant to lie outside them."
    return [Blocker("outside_hours", text, "outside_hours")]


def require_reason(reason: str) -> None:
    """A cancellation says why, in a few words."""
    require(bool(reason.strip()), "reason_missing", "Say why, in a few words.", "reason", kind=BadInput)
