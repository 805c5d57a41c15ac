"""Measurements as they are sent: each value possible, each derived value worked out from what was counted.

Source: measures.json (range, step and derivation of each measure); domain.md (e), 'Derived values'.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from patients.rules.measurements import WINDOW_DAYS, headache_days_28, ndi_prorated, value_problems
from practice.days import day_words
from practice.errors import BadInput, Blocker, require
from practice.rules import YEARS

Sent = Mapping[str, Any]

BY_PREFERENCE: Final[Mapping[str, int]] = {"after": 0, "visit": 1, "before": 2}
WORKED_OUT: Final = frozenset({"nprs_average", "ndi_percent"})
INPUTS: Final[Mapping[str, tuple[str, str]]] = {
    "ndi_raw": ("sum", "answered"),
    "headache_days_28": ("headache_days", "recorded_days"),
}
DERIVED: Final[Mapping[str, Callable[[int, int], Decimal | None]]] = {
    "ndi_raw": ndi_prorated,
    "headache_days_28": headache_days_28,
}
COUNTED: Final[Mapping[str, str]] = {
    "ndi_raw": "a sum of {} over {} answered items",
    "headache_days_28": "{} headache days on {} recorded days",
    "acute_med_days_28": "acute medicine on {} days",
}
FROM_DIARY: Final = frozenset({"headache_days_28", "acute_med_days_28"})


def checked(
    sent: Iterable[Sent], measures: Mapping[str, Any], *, stored: Iterable[Sent] = (), path: str = "measurements"
) -> list[dict[str, Any]]:
    """The measurements ready to be stored; BadInput names every wrong row, in the measure's own words.

    What the draft holds already (`stored`, read only where a row would be refused) stays as it was written: a rule that
    came later asks about its side when somebody changes it.
    """
    found: list[dict[str, Any]] = []
    problems: list[Blocker] = []
    seen: set[tuple[str, str, str]] = set()
    for index, row in enumerate(sent):
        here = f"{path}[{index}]"
        try:
            typed = _checked_row(row, measures, here)
            problem = _side_problem(measures[typed["measure"]], typed["side"], f"{here}.side")
            if problem is not None and typed not in stored:
                raise BadInput([problem])
            key = (typed["measure"], typed["phase"], typed["side"])
            text = "This measure is recorded twice for the same moment. Keep one value."
            require(key not in seen, "measure_twice", text, f"{here}.measure", kind=BadInput)
        except BadInput as refused:
            problems += refused.blockers
            continue
        seen.add(key)
        found.append(typed)
    if problems:
        raise BadInput(problems)
    return found


def place(measure: str, side: str) -> str:
    """One name for a measure and the side it was taken on: `ppt_temporalis_left`."""
    return f"{measure}_{side}" if side else measure


def require_diary_had_come(rows: Iterable[Sent], day: date) -> None:
    """What was taken from the diary ends on the day of the visit at the latest. Source: project choice."""
    text = "The days of the diary end after this visit. Take them up to the day of the visit."
    for index, row in enumerate(rows):
        until = row.get("diary_until")
        field = f"measurements[{index}].diary_until"
        require(until is None or until <= day, "diary_after_the_visit", text, field, kind=BadInput)


def require_visit_after_diary(until: date | None, day: date) -> None:
    """A visit that moves stays on or after the last day of the diary that its values were taken from (`until`).

    Source: project choice.
    """
    if until is not None and until > day:
        taken = f"Values of this visit were taken from the diary up to {day_words(until)}."
        text = f"{taken} Take them anew for the new day."
        raise BadInput.of("diary_after_the_visit", text, "occurred_at")


def require_said_by_diary(
    rows: Iterable[Sent], offered: Callable[[date], Mapping[str, Sent]], stored: Iterable[Sent]
) -> None:
    """What is said to be the diary's is what the diary says; a value that the draft holds already was asked before.

    `offered` gives by measure what may be taken from the 28 days up to a day. Source: domain.md (e) 2; project choice.
    """
    for index, row in enumerate(rows):
        until: date | None = row.get("diary_until")
        if until is None or row in stored:
            continue
        said = offered(until).get(row["measure"])
        if said is None or any(row[name] != said[name] for name in ("value", "inputs") if name in said):
            told = "too little for a value" if said is None else f"something else: {_counts_said(said)}"
            text = f"Up to {day_words(until)} the diary says {told}. Take it anew, or enter what you know otherwise."
            raise BadInput.of("diary_differs", text, f"measurements[{index}].diary_until")


def _counts_said(said: Sent) -> str:
    """What the diary counts, in words."""
    key, inputs = said["measure"], said.get("inputs")
    return COUNTED[key].format(*(inputs[name] for name in INPUTS[key]) if inputs else [said["value"]])


def origin(measure: str, inputs: Mapping[str, int] | None, diary_until: date | None) -> str:
    """Where a value came from, in words: the counts behind it and the days of the diary; '' where it was measured."""
    counted = COUNTED[measure].format(*(inputs[name] for name in INPUTS[measure])) if inputs else ""
    if diary_until is None:
        return f"From {counted}" if counted else ""
    first = diary_until - timedelta(days=WINDOW_DAYS - 1)
    taken = f"From the diary, {day_words(first, year=False)} to {day_words(diary_until)}"
    return f"{taken}: {counted}" if counted else taken


def of_visit(rows: Iterable[Sent]) -> dict[str, Sent]:
    """The one row of a visit that counts for each measure, left and right apart, by `place`.

    Of those with a value the one from before the needles, else the visit's, else the one after: what follows the
    needles at once says little of the course. A row without a value (a diary with too few days) hides none that has
    one. Source: domain.md (e), 'Baseline'.
    """
    ordered = sorted(rows, key=lambda row: (row["value"] is not None, BY_PREFERENCE[row["phase"]]))
    return {place(row["measure"], row["side"]): row for row in ordered}


def sides(measure: Mapping[str, Any]) -> tuple[str, ...]:
    """The sides on which a measure is taken; most have none of their own."""
    return ("left", "right") if measure.get("side_required") else ("",)


def _checked_row(row: Sent, measures: Mapping[str, Any], here: str) -> dict[str, Any]:
    key = row["measure"]
    text = f"There is no measure “{str(key)[:48]}” in the catalogue."
    require(key in measures, "unknown_measure", text, f"{here}.measure", kind=BadInput)
    text = f"{measures[key]['name']} is worked out from other values: record those instead."
    require(key not in WORKED_OUT, "worked_out", text, f"{here}.measure", kind=BadInput)
    value, inputs = row.get("value"), row.get("inputs")
    if inputs:
        value = _derived(key, inputs, value, here)
    elif value is None:
        raise BadInput.of("value_missing", "Enter a value.", f"{here}.value")
    for problem in value_problems(measures[key], value, derived=bool(inputs)) if value is not None else ():
        raise BadInput.of("value_impossible", problem, f"{here}.value")
    return {
        "measure": key, "phase": row.get("phase") or "visit", "side": row.get("side") or "", "value": value,
        "inputs": dict(inputs) if inputs else None, "diary_until": _taken_until(row, here),
    }  # fmt: skip


def _taken_until(row: Sent, here: str) -> date | None:
    """The last day of the diary that the value was taken from; headache days come with their counts then."""
    until: date | None = row.get("diary_until")
    if until is None:
        return None
    field = f"{here}.diary_until"
    require(until.year in YEARS, "year", "Check the year.", field, kind=BadInput)
    text = "Only headache days and days with acute medicine are taken from the diary."
    require(row["measure"] in FROM_DIARY, "not_from_the_diary", text, field, kind=BadInput)
    text = "Send the headache days and the recorded days that the diary counts."
    counted = row["measure"] not in INPUTS or bool(row.get("inputs"))
    require(counted, "inputs_missing", text, field, kind=BadInput)
    return until


def _side_problem(measure: Mapping[str, Any], side: str, field: str) -> Blocker | None:
    """That the measure is not taken on such a side. Source: measures.json, side_required."""
    possible = sides(measure)
    if side in possible:
        return None
    if not side:
        return Blocker("side_missing", f"Say on which side you measured: {measure['name']}.", field)
    text = "on the left or on the right" if any(possible) else "without a side"
    return Blocker("side_impossible", f"{measure['name']} is taken {text}.", field)


def _derived(key: str, inputs: Any, value: Any, here: str) -> Decimal | None:
    """The value that the counts give, None where they are too few; a value sent beside them must be the same."""
    text = "Only the Neck Disability Index and headache days are worked out from counts."
    require(key in INPUTS, "no_inputs", text, f"{here}.inputs", kind=BadInput)
    names = INPUTS[key]
    whole = isinstance(inputs, Mapping) and set(inputs) == set(names)
    whole = whole and all(isinstance(inputs[name], int) and not isinstance(inputs[name], bool) for name in names)
    text = f"Send whole numbers for {names[0]} and {names[1]}."
    require(whole, "inputs_unclear", text, f"{here}.inputs", kind=BadInput)
    try:
        derived = DERIVED[key](*(inputs[name] for name in names))
    except ValueError as problem:
        raise BadInput.of("inputs_impossible", str(problem), f"{here}.inputs") from None
    same = value is None or (derived is not None and Decimal(str(value)) == derived)
    text = f"The counts give {derived if derived is not None else 'no value'}: leave the value out, or check it."
    require(same, "value_differs", text, f"{here}.value", kind=BadInput)
    return derived
