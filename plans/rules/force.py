"""Which revision of a plan of care is in force on a day: the one rule for sessions, progress, plan page and reports.

Source: domain.md (a), plan_draft → plan_active 'therapist signs the plan'; from when a revision counts is a project
choice.
"""

from collections.abc import Iterable
from datetime import date
from typing import Generic, NamedTuple, TypeVar

Plan = TypeVar("Plan")


class Signed(NamedTuple, Generic[Plan]):
    """A signed revision: its number, its first day, and the clinic's day of its signature."""

    plan: Plan
    revision: int
    starts_on: date
    signed_on: date


class Begun(NamedTuple, Generic[Plan]):
    """A revision that had begun, and the day from which it was in force."""

    plan: Plan
    on: date


def begun_by(revisions: Iterable[Signed[Plan]], day: date) -> list[Begun[Plan]]:
    """The signed revisions that had begun by a day, in their order: the last of them is the one in force.

    The first begins on its start, though it was signed some days later: care may begin on the day of the evaluation.
    Each later one begins on its start, but never before it was signed, for until then the earlier one stood.
    Source: project choice.
    """
    ordered = sorted(revisions, key=lambda one: one.revision)
    begun = [Begun(one.plan, one.starts_on if not at else _begins_on(one)) for at, one in enumerate(ordered)]
    return [one for one in begun if one.on <= day]


def in_force(revisions: Iterable[Signed[Plan]], day: date) -> Plan | None:
    """The newest signed revision that had begun by a day; None before the first.

    Source: project choice (docs/adr/0029): one plan is in force on a day.
    """
    begun = begun_by(revisions, day)
    return begun[-1].plan if begun else None


def _begins_on(later: Signed[Plan]) -> date:
    return max(later.starts_on, later.signed_on)
