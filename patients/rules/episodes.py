"""How a course of care may move, and what must hold for its start and its end (domain.md section a).

Source: domain.md (a), 'Episode states'.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from patients.vocabulary import EpisodeOutcome as Outcome
from patients.vocabulary import EpisodeState as State
from practice.days import day_words
from practice.errors import BadInput, Blocker, RuleViolation, require

WAYS: Final[Mapping[str, frozenset[str]]] = {
    State.SCREENING: frozenset({State.ASSESSMENT, State.REFERRED_OUT, State.DISCHARGED}),
    State.ASSESSMENT: frozenset({State.PLAN_DRAFT, State.REFERRED_OUT, State.DISCHARGED}),
    State.PLAN_DRAFT: frozenset({State.ACTIVE, State.REFERRED_OUT, State.DISCHARGED}),
    State.ACTIVE: frozenset({State.ON_HOLD, State.REFERRED_OUT, State.DISCHARGED}),
    State.ON_HOLD: frozenset({State.ACTIVE, State.REFERRED_OUT, State.DISCHARGED}),
    State.REFERRED_OUT: frozenset({State.SCREENING, State.DISCHARGED}),
    State.DISCHARGED: frozenset(),
}
# An outcome of these does not say by itself why care ends, or with whom it goes on.
ASKS_WHY: Final = frozenset({Outcome.REFERRED, Outcome.PATIENT_WISH, Outcome.OTHER})
BEFORE_A_PLAN: Final = (State.SCREENING, State.ASSESSMENT, State.PLAN_DRAFT)
# What the record itself holds care for: how the reason of such a hold begins.
RED_FLAG, SERIOUS_EVENT = "Red flag", "Serious event"
OPEN_STATES: Final = (State.SCREENING, State.ASSESSMENT, State.PLAN_DRAFT, State.ACTIVE, State.ON_HOLD)


def require_move(state: str, to: str) -> None:
    """A course of care moves along domain.md (a) only; after discharge there is a new episode."""
    require(
        state != State.DISCHARGED, "episode_closed",
        "The episode is discharged. Start a new episode to go on with care.", "state",
    )  # fmt: skip
    require(
        to in WAYS[state], "no_such_move",
        f"An episode that is “{State(state).label.lower()}” cannot become “{State(to).label.lower()}”.", "state",
    )  # fmt: skip


def require_in_care(state: str) -> None:
    """Nothing is added to a discharged episode. Source: domain.md (a), discharged -> reopened as a new episode."""
    text = "The episode is discharged and takes nothing new. Go on with care in a new episode."
    require(state != State.DISCHARGED, "episode_closed", text, "episode")


def require_reopenable(state: str, *, continued: bool, started_on: date, discharged_on: date | None) -> None:
    """Only a discharged episode is followed by another, once, from its last day on. Source: domain.md (a)."""
    require(
        state == State.DISCHARGED, "episode_open", "This episode has not been discharged: care goes on in it.", "state"
    )
    require(not continued, "already_continued", "Care goes on in a newer episode already. Open that one.", "episode")
    if discharged_on is not None:
        require(
            started_on >= discharged_on, "before_the_discharge",
            f"The new episode begins on the day of the discharge ({day_words(discharged_on)}) or later.", "started_on",
            kind=BadInput,
        )  # fmt: skip


def require_start(started_on: date, *, born_on: date, today: date) -> None:
    """Care begins between birth and today."""
    require(
        started_on <= today, "in_the_future", "The first day lies in the future. Check the date.", "started_on",
        kind=BadInput,
    )  # fmt: skip
    require(
        started_on >= born_on, "before_birth", "The first day lies before the patient was born. Check the date.",
        "started_on", kind=BadInput,
    )  # fmt: skip


def require_codes(codes: Collection[str], conditions: Mapping[str, Any]) -> None:
    """Every ICD-10-CM code is one of the catalogue, each once."""
    known = {entry["code"] for part in ("conditions", "related") for row in conditions[part] for entry in row["icd10"]}
    unknown = [code for code in codes if code not in known]
    require(
        not unknown, "unknown_code", f"There is no ICD-10 code {', '.join(unknown[:3])} in the catalogue.", "icd10",
        kind=BadInput,
    )  # fmt: skip
    require(len(set(codes)) == len(codes), "code_twice", "An ICD-10 code is listed twice.", "icd10", kind=BadInput)


def require_reason(reason: str, field: str = "reason") -> None:
    """Whoever holds care or refers out says why, or to whom."""
    require(bool(reason.strip()), "reason_missing", "Say why, in a few words.", field, kind=BadInput)


def reason_of_hold(cause: str, words: Collection[str]) -> str:
    """Why the record put care on hold: a cause, and in words what was found.

    Source: domain.md (a), plan_active -> on_hold: red flag, severe adverse event; reason recorded.
    """
    return f"{cause}: {'; '.join(words)}"[:500]


def held_by_record(state_reason: str) -> bool:
    """Whether the record put care on hold, so that a clearance lets it go on; a hold by hand is ended by hand.

    Source: domain.md (a), on_hold -> plan_active: clearance by a named clinician, dated after the event.
    """
    return state_reason.startswith((f"{RED_FLAG}: ", f"{SERIOUS_EVENT}: "))


def require_resumable(
    open_red_flags: Collection[str], labels: Mapping[str, str], locks: Collection[str] = (),
    missing: Collection[Blocker] = (),
) -> None:  # fmt: skip
    """Care goes on once every red flag is cleared, nothing locks needling (`locks` says what does, in words), and
    nothing else is missing, such as a certification that lapsed.

    Source: domain.md (a), on_hold -> plan_active: clearance by a named clinician, dated after the event, or
    recertification.
    """
    found = [("red_flag_open", f"Red flag not cleared: {labels.get(key, key)}") for key in open_red_flags]
    found += [("needling_locked", words) for words in locks]
    clear = [Blocker(code, f"{words}. Record a named clinician's clearance first.", "state") for code, words in found]
    if clear or missing:
        raise RuleViolation([*clear, *missing])


def outcomes_offered(state: str) -> list[Outcome]:
    """The ways in which care that stands here ends, as a page offers them: a plan in force was not declined, and
    without one nothing is treated that could change no further.

    Source: domain.md (a), 'Episode states'; which are offered when is a project choice.
    """
    left_out = Outcome.PLATEAU if state in BEFORE_A_PLAN else Outcome.PLAN_DECLINED
    return [outcome for outcome in Outcome if outcome != left_out]


def require_outcome_explained(outcome: str, reason: str) -> None:
    """Where the outcome does not say why care ends, the reason does: to whom, what the patient wishes, what else.

    Source: domain.md (a), plan_active -> discharged; which outcomes ask for it is a project choice.
    """
    text = "Say to whom, and why." if outcome == Outcome.REFERRED else "Say why care ends, in a few words."
    require(outcome not in ASKS_WHY or bool(reason.strip()), "reason_missing", text, "reason", kind=BadInput)


def require_dischargeable(
    discharged_on: date, *, started_on: date, last_visit_on: date | None, today: date, summary: str
) -> None:
    """Care ends on a day from its last visit to today, with a summary. Source: domain.md (a)."""
    field = "discharged_on"
    require(discharged_on <= today, "in_the_future", "The day of discharge lies in the future.", field, kind=BadInput)
    require(
        discharged_on >= started_on, "before_the_episode",
        f"The day of discharge lies before the episode began ({day_words(started_on)}).", field, kind=BadInput,
    )  # fmt: skip
    if last_visit_on is not None:
        require(
            discharged_on >= last_visit_on, "visit_after_discharge",
            f"There is a visit after this day ({day_words(last_visit_on)}). Choose that day or a later one.", field,
            kind=BadInput,
        )  # fmt: skip
    text = "Write the discharge summary: it covers the time since the last progress report."
    require(bool(summary.strip()), "summary_missing", text, "discharge_summary", kind=BadInput)
