"""How an adverse event is graded, and when it can have happened.

Source: adverse_events.json, meta.grade_default and `serious`; times are a project choice.
"""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from patients.rules.moments import require_come
from practice.days import day_words
from practice.errors import BadInput, RuleViolation, require
from sessions.vocabulary import EventGrade, EventState

SEVERE = EventGrade.SEVERE
SUSPECTED, CONFIRMED, RULED_OUT = EventState.SUSPECTED, EventState.CONFIRMED, EventState.RULED_OUT


def grade_of(event: Mapping[str, Any], sent: str | None) -> str:
    """The grade that was sent, else the catalogue's default for this kind."""
    return sent or str(event["default_grade"])


def as_grave(grade: str, than: str) -> bool:
    """Whether a grade is at least another one. Source: adverse_events.json, meta.grades."""
    order = EventGrade.values
    return order.index(grade) >= order.index(than)


def counts_as_serious(kind: str, grade: str, serious_kinds: Container[str]) -> bool:
    """Graded severe, or serious whatever the grade. Source: adverse_events.json, meta.grade_default."""
    return grade == SEVERE or kind in serious_kinds


def require_honest_grade(event: Mapping[str, Any], grade: str, description: str, path: str = "") -> None:
    """A serious kind counts as severe; a lower grade needs its reason in the description."""
    require(
        not event["serious"] or grade == SEVERE or bool(description.strip()), "grade_needs_reason",
        f"{event['label']} counts as severe. Write in the description why it is graded lower.",
        f"{path}description", kind=BadInput,
    )  # fmt: skip


def require_plausible_course(
    *, occurred_at: datetime, occurred_on: date, started_on: date, resolved_on: date | None, now: datetime,
    today: date, path: str = "",
) -> None:  # fmt: skip
    """An event lies between the start of the episode and now, and ends after it began; all days are the clinic's."""
    require_come(occurred_at, now, f"{path}occurred_at")
    require(
        occurred_on >= started_on, "before_the_episode",
        f"The time lies before the episode began ({day_words(started_on)}).", f"{path}occurred_at", kind=BadInput,
    )  # fmt: skip
    require(
        resolved_on is None or resolved_on >= occurred_on, "ends_before_it_began",
        "The event ended before it happened. Check both days.", f"{path}resolved_on", kind=BadInput,
    )  # fmt: skip
    require(
        resolved_on is None or resolved_on <= today, "resolved_in_the_future",
        "The day on which it ended lies in the future.", f"{path}resolved_on", kind=BadInput,
    )  # fmt: skip


def require_once(*, on_record: bool) -> None:
    """A note tells of each kind of event once. Source: project choice."""
    text = "This kind of event is on record for this session already. Follow that one up."
    require(not on_record, "event_on_record", text, "key")


def note_may_take_back(*, of_note: bool, own: bool) -> bool:
    """A note takes back what it wrote itself, by the same member, and what nobody has followed up since.

    Source: domain.md (b) 16; that everything else is ruled out with a reason is a project choice.
    """
    return of_note and own


def require_own_events(names: Sequence[str]) -> None:
    """What else is on record for a session is no longer the note's to take away; `names` are such events.

    Source: adverse_events.json meta.grade_default, nothing serious is taken down without a reason; domain.md (f).
    """
    text = (
        f"A colleague recorded this, or it was followed up since: {', '.join(names[:3])}. Leave it listed here. If it"
        " did not happen, open the event and rule it out, with the reason."
    )
    require(not names, "event_stays", text, "adverse_events", kind=BadInput)


def require_known_steps(steps: Iterable[str], must_follow: Collection[str], path: str = "") -> None:
    """Only steps that the catalogue asks for can be ticked."""
    unknown = sorted(set(steps) - set(must_follow))
    require(not unknown, "unknown_step", "This step does not belong to this kind of event.", f"{path}steps_done",
            kind=BadInput)  # fmt: skip


def open_steps(must_follow: Iterable[str], done: Container[str]) -> list[str]:
    """The steps that must still follow, in the catalogue's order. Source: adverse_events.json, events.must_follow."""
    return [step for step in must_follow if step not in done]


def require_closable(*, resolved_on: date | None, suspected: bool, missing: Sequence[str], path: str = "") -> None:
    """An event ends when a clinician has graded it and all that must follow was done.

    Source: adverse_events.json, events.must_follow; which steps close it is a project choice.
    """
    if resolved_on is None:
        return
    if suspected:
        text = "A clinician grades this event, or rules it out, before it can be closed."
        raise RuleViolation.of("not_graded", text, f"{path}resolved_on")
    if missing:
        text = f"Before it can be closed, this must follow: {'; '.join(missing)}."
        raise RuleViolation.of("steps_open", text, f"{path}steps_done")


def require_sound_state(*, before: str, after: str, attributed: bool, description: str, path: str = "") -> None:
    """A suspected event is confirmed with an attribution or ruled out with a reason; none becomes suspected again.

    Source: adverse_events.json, meta.grades and meta.attribution.
    """
    require(
        after != SUSPECTED or before in ("", SUSPECTED), "graded_already",
        "This event was graded. Confirm it, or rule it out.", f"{path}state", kind=BadInput,
    )  # fmt: skip
    require(
        not (before == SUSPECTED and after == CONFIRMED) or attributed, "attribution_missing",
        "Say how likely the needling caused it.", f"{path}attribution", kind=BadInput,
    )  # fmt: skip
    require(
        after != RULED_OUT or bool(description.strip()), "reason_missing",
        "Write in the description why it was ruled out.", f"{path}description", kind=BadInput,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardReport:
    """What a state asks to be reported to its board; `due_on` is None where no number of days is known."""

    text: str
    due_on: date | None
    source: str


def board_report(
    event: Mapping[str, Any], rule: Mapping[str, Any] | None, jurisdiction: str, occurred_on: date
) -> BoardReport | None:
    """A hint about the board of the clinic's state; None for kinds that boards do not ask about.

    Source: aftercare.json board_reporting; adverse_events.json, events.may_be_board_reportable.
    """
    if rule is not None:
        due_on = occurred_on + timedelta(days=rule["days"])
        text = f"{rule['label']}: {rule['rule']} Within {rule['days']} days."
        return BoardReport(text, due_on, f"{rule['source']} ({rule['confidence']})")
    if not event["may_be_board_reportable"]:
        return None
    text = f"An event of this kind may have to be reported to the board of {jurisdiction}. Check its rule."
    return BoardReport(text, None, "the catalogue of adverse events")
