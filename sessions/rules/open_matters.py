"""What is open about a person and must be said before everything else: each in words, the gravest first.

Source: adverse_events.json (grades, `serious`, must_follow); domain.md (b) element 10, 'a mismatch blocks signing until
an incident record exists'; aftercare.json warning_signs. In which order they stand is a project choice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeVar

from sessions.rules.check_ins import Alert
from sessions.vocabulary import EventGrade, EventState

NEEDLES: Final = frozenset({"retained_needle", "needle_bent_broken"})  # a needle that may still be in somebody


class Weight(IntEnum):
    """How grave an open matter is, the gravest first."""

    NEEDLE = 0
    WARNING_SIGN = 1
    SEVERE = 2
    SUSPECTED = 3
    MODERATE = 4
    CALL_BACK = 5
    MILD = 6


@dataclass(frozen=True, slots=True)
class Matter:
    """One open matter: how grave it is, and in words what it is and what it waits for."""

    weight: Weight
    words: str

    @property
    def tone(self) -> str:
        """`stop` for what somebody settles today, else `watch`."""
        return "stop" if self.weight <= Weight.SUSPECTED else "watch"

    @property
    def grave(self) -> bool:
        """Whether it stands wherever the person is shown; the rest is work like any other."""
        return self.weight <= Weight.MODERATE


def of_event(kind: str, label: str, grade: str, state: str) -> Matter:
    """An adverse event without an end; `label` is its name in the catalogue."""
    name = label.rpartition(": ")[2].partition(" (")[0]
    said = f"{name[:1].lower()}{name[1:]}"
    if kind in NEEDLES:
        return Matter(Weight.NEEDLE, f"Open incident: {said}. Follow up")
    if state == EventState.SUSPECTED:
        return Matter(Weight.SUSPECTED, f"Suspected {said}: a clinician grades it")
    weight = {EventGrade.SEVERE: Weight.SEVERE, EventGrade.MODERATE: Weight.MODERATE}.get(EventGrade(grade))
    text = f"{name} ({EventGrade(grade).label.lower()}) without an end: follow up"
    return Matter(Weight.MILD if weight is None else weight, text)


def of_answer(alert: Alert) -> Matter:
    """A patient's answer after a session that nobody followed up yet."""
    return Matter(Weight.WARNING_SIGN if alert.urgent else Weight.CALL_BACK, alert.message)


Found = TypeVar("Found")


def gravest_first(found: Iterable[tuple[Matter, Found]]) -> list[tuple[Matter, Found]]:
    """Open matters with what they come from; those of one weight stay in their order."""
    return sorted(found, key=lambda pair: pair[0].weight)
