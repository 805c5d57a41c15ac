"""Which criteria of a condition are met, not met or unknown: support for a decision that stays the clinician's.

Source: conditions.json `items`, `rule` and `subtype_question`, own-word summaries of ICHD-3 (2018).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Answer = bool | None
Rule = str | Mapping[str, Any]

MET, NOT_MET, INCOMPLETE = "met", "not_met", "incomplete"
RESULTS: Final[Mapping[Answer, str]] = {True: MET, False: NOT_MET, None: INCOMPLETE}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that the assessment holds already, and where it comes from, in words."""

    answer: bool
    source: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a condition: its answer (None when unknown) and, when it was derived, from what."""

    key: str
    criterion: str
    question: str
    answer: Answer
    source: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One condition held against the answers; `met` and `missing` count the questions of its rule."""

    condition: str
    result: str
    items: tuple[Item, ...]

    @property
    def unknown(self) -> int:
        """How many of its questions nobody has answered."""
        return sum(item.answer is None for item in self.items)

    @property
    def met(self) -> int:
        """How many of its questions are answered yes."""
        return sum(item.answer is True for item in self.items)


def judged(rule: Rule, answers: Mapping[str, Answer]) -> Answer:
    """A rule of conditions.json over yes/no answers: True met, False cannot be met any more, None incomplete.

    `all` needs every element, `at_least` so many of `of`. What is not answered keeps the result open and is never
    taken for a no; a result that the open answers cannot change any more stands. Source: conditions.json
    meta.rule_language (items: own-word summaries of ICHD-3, 2018).
    """
    if isinstance(rule, str):
        return answers.get(rule)
    parts = [judged(part, answers) for part in rule.get("all") or rule["of"]]
    needed = len(parts) if "all" in rule else rule["at_least"]
    sure, possible = parts.count(True), len(parts) - parts.count(False)
    if sure >= needed:
        return True
    return None if possible >= needed else False


def question_key(condition: Mapping[str, Any], item: Mapping[str, Any], conditions: Sequence[Mapping[str, Any]]) -> str:
    """The key of an answer: the item's id, with the condition before it where another condition asks differently.

    Conditions that share an id and its words share the answer, so nobody is asked twice. Source: project choice.
    """
    first = next(other for row in conditions for other in questions(row) if other["id"] == item["id"])
    same = first["question"] == item["question"]
    return str(item["id"]) if same else f"{condition['key']}.{item['id']}"


def questions(condition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The questions of a condition: those of its rule, what supports it, what tells its subtype."""
    yield from condition.get("items", ())
    yield from condition.get("supportive", ())
    if "subtype_question" in condition:
        yield condition["subtype_question"]


def question_keys(conditions: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Every question by the key of its answer, in the catalogue's order."""
    return {question_key(row, item, conditions): item["question"] for row in conditions for item in questions(row)}


def outcome(
    condition: Mapping[str, Any],
    answers: Mapping[str, bool],
    given: Mapping[str, Given],
    conditions: Sequence[Mapping[str, Any]],
) -> Outcome:
    """One condition held against what was answered and what the assessment gives; it never names a diagnosis.

    Source: conditions.json (ICHD-3, 2018, in own words; diagnosis is the clinician's).
    """
    items = tuple(_item(condition, item, answers, given, conditions) for item in questions(condition))
    by_id = {item["id"]: found.answer for item, found in zip(questions(condition), items, strict=True)}
    return Outcome(condition["key"], RESULTS[judged(condition["rule"], by_id)], items)


def outcomes(
    conditions: Sequence[Mapping[str, Any]], answers: Mapping[str, bool], given: Mapping[str, Given]
) -> list[Outcome]:
    """Every condition that has a rule, in the catalogue's order; more than one can be met at once."""
    return [outcome(row, answers, given, conditions) for row in conditions if row.get("rule")]


def _item(
    condition: Mapping[str, Any],
    item: Mapping[str, Any],
    answers: Mapping[str, bool],
    given: Mapping[str, Given],
    conditions: Sequence[Mapping[str, Any]],
) -> Item:
    key = question_key(condition, item, conditions)
    told = given.get(key)
    answer = told.answer if told else answers.get(key)
    return Item(key, item["criterion"], item["question"], answer, told.source if told else "")
