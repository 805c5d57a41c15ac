"""Which headache profiles can be kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from patients.rules.measurements import WINDOW_DAYS
from patients.vocabulary import AcuteMedicine, Trigger
from practice.errors import BadInput, require

LIMITS: Final[Mapping[str, tuple[int, str]]] = {
    "days_per_month": (31, "A month has 0 to 31 days with headache"),
    "months": (1200, "Months go from 0 to 1200"),
    "attack_hours": (720, "An attack lasts 0 to 720 hours"),
    "usual_intensity": (10, "Pain goes from 0 to 10"),
    "worst_intensity": (10, "Pain goes from 0 to 10"),
}
MEDICINE_DAYS: Final = WINDOW_DAYS  # in how many days, at most, medicine is counted by class
AURA_WARNINGS: Final = ("aura_first", "aura_long", "aura_weakness")
# The red flag that they raise: a deficit that is new, lasts, or is of strength. Which flag of the form is a choice.
AURA_FLAG: Final = "neuro"


def require_headaches(
    sent: Sequence[Mapping[str, Any]], questions: Collection[str], conditions: Collection[str]
) -> None:
    """Every headache has a name of its own, possible numbers, and answers to questions of the catalogue.

    Source: house choice (one profile per headache); conditions.json items.
    """
    names: set[str] = set()
    for index, row in enumerate(sent):
        path, name = f"headaches[{index}]", row["name"].strip().casefold()
        text = "Give this headache a name of its own, for example “one-sided, from the neck”."
        require(bool(name), "name_missing", text, f"{path}.name", kind=BadInput)
        twice = "Another headache has this name already. Give each its own."
        require(name not in names, "headache_twice", twice, f"{path}.name", kind=BadInput)
        names.add(name)
        _require_numbers(row, path)
        _require_aura(row, path)
        _require_lists(row, path, conditions)
        _require_answers(row.get("answers") or {}, f"{path}.answers", questions)


def _require_numbers(row: Mapping[str, Any], path: str) -> None:
    for field, (most, words) in LIMITS.items():
        value = row.get(field)
        fits = value is None or 0 <= value <= most
        require(fits, "out_of_range", f"{words}: {value} does not fit.", f"{path}.{field}", kind=BadInput)
    usual, worst = row.get("usual_intensity"), row.get("worst_intensity")
    text = f"The worst pain ({worst}) is less than the usual ({usual}). Check both."
    fits = usual is None or worst is None or Decimal(usual) <= Decimal(worst)
    require(fits, "worst_below_usual", text, f"{path}.worst_intensity", kind=BadInput)


def warned_of(headache: Mapping[str, Any]) -> bool:
    """Whether an aura is the first ever, lasted more than 60 minutes, or came with weakness.

    Source: conditions.json migraine_with_aura `alerts`: treat as red flag, urgent medical assessment.
    """
    return bool(headache.get("aura")) and any(headache.get(name) for name in AURA_WARNINGS)


def red_flags_told(headaches: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The red flags that headache profiles raise, for the visit at which they were told (`warned_of`).

    Source: conditions.json migraine_with_aura `alerts`.
    """
    return frozenset({AURA_FLAG}) if any(map(warned_of, headaches)) else frozenset()


def _require_aura(row: Mapping[str, Any], path: str) -> None:
    told = row.get("aura") or not any(row.get(name) for name in AURA_WARNINGS)
    text = "Something is said of an aura below: answer whether there is one."
    require(bool(told), "aura_contradicts", text, f"{path}.aura", kind=BadInput)


def _require_lists(row: Mapping[str, Any], path: str, conditions: Collection[str]) -> None:
    for field, known in (("triggers", Trigger.values), ("chosen", conditions)):
        values = row.get(field) or []
        text = "Choose from the list, each once."
        fits = set(values) <= set(known) and len(set(values)) == len(values)
        require(fits, "not_in_the_list", text, f"{path}.{field}", kind=BadInput)
    for key, days in (row.get("medicine_days") or {}).items():
        whole = isinstance(days, int) and not isinstance(days, bool) and 0 <= days <= MEDICINE_DAYS
        span = f"0 to {MEDICINE_DAYS} in {MEDICINE_DAYS} days"
        text = f"Days with medicine go from {span}, by class: {', '.join(AcuteMedicine.values)}."
        fits = key in AcuteMedicine.values and whole
        require(fits, "medicine_days_unclear", text, f"{path}.medicine_days", kind=BadInput)


def _require_answers(answers: Mapping[str, Any], path: str, questions: Collection[str]) -> None:
    for key, answer in answers.items():
        text = f"There is no question “{str(key)[:64]}” in the catalogue."
        require(key in questions, "unknown_question", text, path, kind=BadInput)
        require(isinstance(answer, bool), "answer_unclear", "Answer yes or no (true or false).", path, kind=BadInput)
