"""What the clinic's own exercises say: steps that come one after the other, and the checklist of a habit.

Source: the shape is that of programme.json; how many and how long is a project choice.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.text import slugify

from patients.rules.measurements import value_problems
from plans.rules.plans import fitting_comparison
from plans.vocabulary import MOST_MUSCLES, MOST_TO_WEIGH
from practice.errors import BadInput, Blocker, require

MOST_STEPS: Final = 6
MOST_ITEMS: Final = 20
LONGEST_WORDS, LONGEST_ITEM, LONGEST_KEY = 300, 200, 32
LONGEST_WINDOW: Final = 90


def whole_steps(steps: Sequence[Mapping[str, Any]], measures: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Steps as they are kept: of the dose only what changes, of the condition only what is asked.

    Whether a measure has to come down to its value or up to it follows from its direction.
    """
    return [
        {
            "words": str(step.get("words") or "").strip(),
            "dose": _said(step.get("dose")),
            "when": _directed(_said(step.get("when")), measures),
        }
        for step in steps
    ]


def require_sound_steps(steps: Sequence[Mapping[str, Any]], measures: Mapping[str, Mapping[str, Any]]) -> None:
    """Each step changes the dose, says so in words, and comes after days of practice that can be counted."""
    if len(steps) > MOST_STEPS:
        raise BadInput.of("too_many_steps", f"Write at most {MOST_STEPS} steps.", "steps")
    found = [blocker for i, step in enumerate(steps) for blocker in _step_problems(step, measures, f"steps[{i}]")]
    if found:
        raise BadInput(found)


def keyed_checklist(
    items: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]] = ()
) -> list[dict[str, str]]:
    """Items with a key each: one that was there keeps its key, so that what is in place stays in place.

    BadInput for an item that is empty, too long, or there twice.
    """
    if len(items) > MOST_ITEMS:
        raise BadInput.of("too_many_items", f"Write at most {MOST_ITEMS} items.", "checklist")
    known = {item["text"]: item["key"] for item in before}
    found: dict[str, str] = {}
    for number, item in enumerate(items):
        text = str(item.get("text") or "").strip()
        _require_item(text, found.values(), f"checklist[{number}].text")
        key = known.get(text) or str(item.get("key") or "") or slugify(text).replace("-", "_")[:LONGEST_KEY]
        found[_free(key, found)] = text
    return [{"key": key, "text": text} for key, text in found.items()]


def require_known_to_weigh(avoid: Collection[str], muscles: Collection[str], *, asked: Collection[str],
                           catalogue: Collection[str]) -> None:  # fmt: skip
    """What speaks against an exercise is a question of the screening, what it works a muscle of the catalogue."""
    for names, known, most, field in (
        (avoid, asked, MOST_TO_WEIGH, "avoid"),
        (muscles, catalogue, MOST_MUSCLES, "muscles"),
    ):
        strange = next((name for name in names if name not in known), None)
        text = f"There is no “{str(strange)[:48]}” to choose here."
        require(strange is None, "unknown_to_weigh", text, field, kind=BadInput)
        require(len(names) <= most, "too_many_to_weigh", f"Choose at most {most}.", field, kind=BadInput)


def content_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a new edition begins: what the exercise says differs, not merely the dose to start from."""
    return any(before[name] != after[name] for name in after)


def _said(parts: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (parts or {}).items() if value is not None}


def _directed(when: dict[str, Any], measures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    asked = when.get("measure")
    if asked and asked.get("key") in measures:
        when["measure"] = {**asked, "op": fitting_comparison(measures[asked["key"]])}
    return when


def _require_item(text: str, known: Any, field: str) -> None:
    if not text or len(text) > LONGEST_ITEM:
        raise BadInput.of("item_length", f"Write between 1 and {LONGEST_ITEM} characters.", field)
    if text in known:
        raise BadInput.of("item_twice", "This item is on the list already.", field)


def _free(key: str, taken: Mapping[str, str]) -> str:
    """The key, or the first like it that is not taken."""
    key = key[:LONGEST_KEY] or "item"
    tries = (key, *(f"{key[: LONGEST_KEY - 3]}_{number}" for number in range(2, MOST_ITEMS + 2)))
    return next(one for one in tries if one not in taken)


def _step_problems(step: Mapping[str, Any], measures: Mapping[str, Mapping[str, Any]], at: str) -> Iterator[Blocker]:
    words, when = step["words"], step["when"]
    if not words or len(words) > LONGEST_WORDS:
        text = f"Say in at most {LONGEST_WORDS} characters what the patient does now."
        yield Blocker("words_missing", text, f"{at}.words")
    if not step["dose"]:
        yield Blocker("dose_missing", "Say what changes: sets, repeats, hold, times a day or days.", f"{at}.dose")
    if not 1 <= when.get("adherence_percent", 0) <= 100:
        text = "Enter how many per cent of the due days are to be done, from 1 to 100."
        yield Blocker("percent_range", text, f"{at}.when.adherence_percent")
    if not 1 <= when.get("days", 0) <= LONGEST_WINDOW:
        text = f"Enter over how many days that is counted, from 1 to {LONGEST_WINDOW}."
        yield Blocker("days_range", text, f"{at}.when.days")
    if asked := when.get("measure"):
        yield from _measure_problems(asked, measures, f"{at}.when.measure")


def _measure_problems(
    asked: Mapping[str, Any], measures: Mapping[str, Mapping[str, Any]], at: str
) -> Iterator[Blocker]:
    measure = measures.get(asked.get("key", ""))
    if measure is None:
        yield Blocker("unknown_measure", f"There is no measure “{str(asked.get('key'))[:64]}”.", f"{at}.key")
    elif asked.get("value") is None:
        yield Blocker("value_missing", "Enter the value that is to be reached.", f"{at}.value")
    else:
        for text in value_problems(measure, asked["value"], derived=True):
            yield Blocker("out_of_range", text, f"{at}.value")
