"""What must hold for exercises, their doses, and what was done of them; and a dose in plain words.

Source: exercises.json (kinds and doses); limits of days are a project choice.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from plans.rules.once import PATIENTS_LOOK_BACK
from practice.days import day_words
from practice.errors import BadInput, require

HABITS: Final = frozenset({"posture_habit", "sleep", "lifestyle"})
KINDS: Final[Mapping[str, str]] = {
    "strength": "Strength",
    "mobility": "Mobility",
    "stretch": "Stretching",
    "posture": "Posture exercise",
    "self_release": "Self-release",
    "relaxation": "Relaxation",
    "aerobic": "Aerobic",
    "posture_habit": "Posture habit",
    "sleep": "Sleep",
    "lifestyle": "Lifestyle",
    "aftercare": "Aftercare",
}
FURTHEST_START = timedelta(days=90)
DONE = "done"


def require_known(key: str, catalogue: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The exercise of the library or of the clinic's own."""
    entry = catalogue.get(key)
    if entry is None:
        raise BadInput.of("unknown_exercise", f"There is no exercise “{key[:64]}”.", "exercise")
    require(entry["active"], "exercise_retired", "The clinic no longer uses this exercise.", "exercise", kind=BadInput)
    return entry


def require_kind(kind: str) -> None:
    """One of the library's kinds."""
    require(kind in KINDS, "unknown_kind", f"There is no kind “{kind[:64]}”.", "kind", kind=BadInput)


def require_plausible_start(starts_on: date, *, episode_start: date, today: date) -> None:
    """An exercise starts within its episode, and at most 90 days from now."""
    require(
        starts_on >= episode_start, "before_the_episode",
        f"The exercise starts before the episode began ({day_words(episode_start)}).", "starts_on", kind=BadInput,
    )  # fmt: skip
    require(
        starts_on <= today + FURTHEST_START, "too_far_ahead",
        "The exercise starts more than 90 days from now. Check the date.", "starts_on", kind=BadInput,
    )  # fmt: skip


def require_plausible_end(ends_on: date, *, starts_on: date, today: date) -> None:
    """An exercise ends on its first day or later, and not later than today."""
    require(
        ends_on >= starts_on, "ends_before_start", f"It began on {day_words(starts_on)}: it cannot end before.",
        "ends_on", kind=BadInput,
    )  # fmt: skip
    require(
        ends_on <= today, "in_the_future", "The last day lies in the future. Check the date.", "ends_on",
        kind=BadInput,
    )  # fmt: skip


def require_new_dose(given: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """A new dose differs from the one before it, in one of its parts or in the note for the patient."""
    changed = any(name in given and given[name] != before[name] for name in before)
    text = "Change some part of the dose (sets, repetitions, hold, times a day, days a week) or the note."
    require(changed, "dose_unchanged", text, next(iter(before)), kind=BadInput)


def require_reportable(on: date, *, starts_on: date, ends_on: date | None, today: date, by_patient: bool) -> None:
    """A day can be reported from the first to the last day of the prescription; patients look back 28 days."""
    began = f"This exercise began on {day_words(starts_on)}."
    look_back = "You can report the last 28 days. Tell your therapist about earlier ones."
    for holds, code, words in (
        (on <= today, "in_the_future", "This day lies in the future. Report it when it has come."),
        (on >= starts_on, "not_prescribed_yet", began),
        (ends_on is None or on <= ends_on, "prescription_ended", "This exercise had ended by then."),
        (not by_patient or on >= today - PATIENTS_LOOK_BACK, "too_long_ago", look_back),
    ):
        require(holds, code, words, "on", kind=BadInput)


def require_reason_fits(done: str, reason: str) -> None:
    """A reason says why it was not, or not all, done."""
    require(
        done != DONE or not reason, "reason_without_need", "It was done: leave the reason out.", "reason",
        kind=BadInput,
    )  # fmt: skip


def require_checklist(checked: Collection[str], known: Collection[str]) -> None:
    """Items of the habit's own checklist."""
    unknown = sorted(set(checked) - set(known))
    text = f"There is no item “{unknown[0][:32]}” on this checklist." if unknown else ""
    require(not unknown, "unknown_item", text, "checked", kind=BadInput)


def is_habit(kind: str) -> bool:
    """Habits are kept all day; exercises are done."""
    return kind in HABITS


def dose_in_words(dose: Mapping[str, Any]) -> str:
    """'2 sets of 10, hold 5 seconds, 3 times a day, every day'; '' when nothing is set."""
    parts = [_amount(dose), _hold(dose), _per_day(dose.get("per_day")), _days(dose.get("days_per_week"))]
    words = ", ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]


def _amount(dose: Mapping[str, Any]) -> str:
    sets, reps, hold = dose.get("sets") or 0, dose.get("reps") or 0, dose.get("hold_seconds") or 0
    if hold > 60 and sets <= 1 and reps <= 1:
        return f"for {_span(hold)}"
    if sets > 1 and reps:
        return f"{sets} sets of {reps}"
    if sets > 1:
        return f"{sets} sets"
    return f"{reps} {'time' if reps == 1 else 'times'}" if reps else ""


def _hold(dose: Mapping[str, Any]) -> str:
    hold = dose.get("hold_seconds") or 0
    if not hold or _amount(dose).startswith("for "):
        return ""
    return f"hold {_span(hold)}"


def _span(seconds: int) -> str:
    if seconds <= 90:
        return f"{seconds} {'second' if seconds == 1 else 'seconds'}"
    minutes = Decimal(seconds) / 60
    return f"{minutes.quantize(Decimal('0.1')).normalize():f} minutes"


def _per_day(times: int | None) -> str:
    words = {None: "", 1: "once a day", 2: "twice a day"}
    return words.get(times, f"{times} times a day")


def _days(days: int | None) -> str:
    words = {None: "", 1: "one day a week", 7: "every day"}
    return words.get(days, f"{days} days a week")
