"""What a patient's answer after a session must hold, and when somebody has to call back.

Source: measures.json, needling_soreness; adverse_events.json, warning signs; times are a project choice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from patients.rules.moments import require_come
from practice.errors import BadInput, RuleViolation, require

# Source: measures.json needling_soreness.alert, 'still >= 4 after 72 h: clinician call-back'.
SORENESS_CALL_BACK = 4
SORENESS_CALL_BACK_HOURS = 72
SORENESS_ALERT: Final = "soreness_call_back"
SORENESS: Final = "soreness"  # the kind of event that whoever calls back may record
EMERGENCY: Final = "emergency"
PICK_A_NUMBER: Final = "Choose a number from 0 to 10."
# From when to when after a session each answer is asked, in hours. Project choice around domain.md (a) step 3.
ASKED: Final = {2: (1, 18), 24: (18, 60), 72: (60, 120)}
# From when on an answer can be given at all, in hours: before that it is the answer for an earlier time.
COMES: Final = {2: 0, 24: ASKED[24][0], 48: 36, 72: ASKED[72][0]}
ASKED_FOR: Final = timedelta(hours=ASKED[72][1])
# From when on the clinic's list says that nobody has answered. Project choice: a day, as the second answer is named.
MISSED_AFTER: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Alert:
    """Why somebody has to call back; `urgent` is today."""

    code: str
    message: str
    urgent: bool

    def as_json(self) -> dict[str, Any]:
        """Code, message and urgency."""
        return {"code": self.code, "message": self.message, "urgent": self.urgent}


@dataclass(frozen=True, slots=True)
class Advice:
    """What a patient does now about one warning sign; `emergency` is a call to the emergency number."""

    sign: str
    emergency: bool
    text: str

    def as_json(self) -> dict[str, Any]:
        """Sign, whether it is an emergency, and the words for the patient."""
        return {"sign": self.sign, "emergency": self.emergency, "text": self.text}


def alert_for(hours_after: int, soreness: int | None, warning_signs: Collection[str]) -> Alert | None:
    """What an answer raises: warning signs at any time, or soreness of 4 or more from 72 hours on (`counted_hours`).

    Source: measures.json needling_soreness.alert; adverse_events.json, onset and notes.
    """
    if warning_signs:
        return Alert("warning_signs", "Warning signs after needling: a clinician must call today.", True)
    if soreness is not None and hours_after >= SORENESS_CALL_BACK_HOURS and soreness >= SORENESS_CALL_BACK:
        text = f"Soreness is still {soreness} of 10 after {hours_after} hours: somebody has to call back."
        return Alert(SORENESS_ALERT, text, False)
    return None


def counted_hours(hours_after: int, occurred_at: datetime, answered_at: datetime) -> int:
    """The hours for which an answer counts: those it was given for, or those that had really passed from 72 on.

    An answer that a patient gives late, under an earlier title, tells how it is at that hour.
    Source: measures.json needling_soreness.alert, 'still >= 4 after 72 h' (domain.md (e), soreness_call_back).
    """
    passed = (answered_at.astimezone(UTC) - occurred_at.astimezone(UTC)) // timedelta(hours=1)
    return max(hours_after, passed) if passed >= SORENESS_CALL_BACK_HOURS else hours_after


def advice_for(warning_signs: Collection[str], table: Mapping[str, Mapping[str, Any]]) -> list[Advice]:
    """What the patient does now about what they ticked, emergencies first.

    Source: aftercare.json warning_signs.
    """
    found = [Advice(key, row["do_now"] == EMERGENCY, row["say"]) for key, row in table.items() if key in warning_signs]
    return sorted(found, key=lambda advice: not advice.emergency)


def suspected_kinds(warning_signs: Collection[str], table: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The kinds of adverse events that the ticked signs suggest, each once, in the catalogue's order, with the grade
    that a sign gives it, '' for the kind's own.

    Source: aftercare.json warning_signs, suspect and grade.
    """
    ticked = [row for key, row in table.items() if key in warning_signs]
    graded = {row["suspect"]: row["grade"] for row in ticked if row.get("grade")}
    return {row["suspect"]: graded.get(row["suspect"], "") for row in ticked}


def hours_to_ask(occurred_at: datetime, now: datetime, answered: Collection[int]) -> int | None:
    """Which answer (2, 24 or 72 hours after) is due now and not given yet; the hours count, whatever clocks show.

    Source: domain.md (a) step 3, follow-up; the windows are a project choice.
    """
    passed = (now.astimezone(UTC) - occurred_at.astimezone(UTC)) / timedelta(hours=1)
    due = (hours for hours, (first, last) in ASKED.items() if first <= passed < last)
    return next((hours for hours in due if hours not in answered), None)


def has_come(hours_after: int, occurred_at: datetime, at: datetime) -> bool:
    """Whether the answer for some hours after a session can be given at a moment.

    Source: domain.md (a) step 3, follow-up; from when on is a project choice.
    """
    return (at.astimezone(UTC) - occurred_at.astimezone(UTC)) / timedelta(hours=1) >= COMES.get(hours_after, 0)


def filed_under(hours_after: int, occurred_at: datetime, answered_at: datetime) -> int:
    """The hours that an answer is kept for: those it was given for, or earlier ones where these have not come yet.

    Source: measures.json needling_soreness.alert speaks of soreness after 72 h, not of an answer with that title.
    """
    come = (hours for hours in COMES if hours <= hours_after and has_come(hours, occurred_at, answered_at))
    return max(come, default=min(COMES))


def filing_words(asked: int, kept: int) -> str:
    """What is said of an answer that came too early for the time it was given for; empty otherwise.

    Source: project choice.
    """
    return "" if asked == kept else f"{asked} hours have not passed yet: kept as the answer for {kept} hours."


def require_soreness(soreness: int | None, warning_signs: Collection[str]) -> None:
    """Soreness is asked for, except of who tells a warning sign: that holds back nothing, and is not 0 either.

    Source: aftercare.json warning_signs, do_now; that the sign alone is an answer is a project choice.
    """
    told = soreness is not None or bool(warning_signs)
    require(told, "soreness_missing", PICK_A_NUMBER, "soreness", kind=BadInput)


def require_answerable(*, occurred_at: datetime, answered_at: datetime, now: datetime) -> None:
    """An answer comes after the session, and not from the future."""
    require(
        answered_at >= occurred_at, "before_the_session", "The answer lies before the session. Check the time.",
        "answered_at", kind=BadInput,
    )  # fmt: skip
    require_come(answered_at, now, "answered_at")


def closes(alert: Alert | None, *, clinician: bool) -> bool:
    """Whether somebody closes an alert: a warning sign is a clinician's, who has called; soreness is anybody's in care.

    Source: adverse_events.json, onset and notes ('must reach a clinician the same day'); who else is a project choice.
    """
    return clinician or alert is None or not alert.urgent


def raises_soreness(alert: Alert | None) -> bool:
    """Whether an answer calls somebody back for soreness alone, which that person may record as an event.

    Source: adverse_events.json, soreness, notes; cases.json, SYN-05; that it is no event by itself is a project choice.
    """
    return alert is not None and alert.code == SORENESS_ALERT


def closer_words(therapist: str) -> str:
    """Why somebody who is no clinician does not close a warning sign, and who does; `therapist` treated."""
    return (
        f"A therapist closes a warning sign, after a call of their own: {therapist} or another therapist."
        " Write down your call: it stands with the answer, and the warning stays open."
    )


def require_to_follow_up(alert: Alert | None, done: str, *, followed_up: bool) -> None:
    """An alert is closed once, by what was done about it; an answer that raised nothing has nothing to close."""
    require(bool(done.strip()), "done_missing", "Write what was done: who was called, and what was agreed.", "done",
            kind=BadInput)  # fmt: skip
    if alert is None:
        raise RuleViolation.of("no_alert", "This answer raised no alert: there is nothing to close.")
    if followed_up:
        raise RuleViolation.of("already_followed_up", "Somebody has closed this alert already. Reload to see who.")
