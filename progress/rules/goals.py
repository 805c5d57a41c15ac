"""Whether the plan's goals are reached."""

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from patients.rules.measurements import Number, exact
from progress.rules.facts import GoalFacts
from progress.rules.series import Point

COMPARISONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "=": operator.eq,
}


def goal_met(goal: GoalFacts, latest: Number | None) -> bool:
    """Whether the latest value satisfies the goal; without a value it does not. Source: domain.md (e) 'Goals met'."""
    return latest is not None and COMPARISONS[goal.op](exact(latest), exact(goal.value))


def goal_results(goals: Sequence[GoalFacts], series: Mapping[str, Sequence[Point]]) -> list[dict[str, Any]]:
    """Every goal in the plan's order, with the latest value of its measure and whether it is met."""
    return [_result(goal, series.get(goal.measure, ())) for goal in goals]


def all_met(results: Sequence[Mapping[str, Any]]) -> bool:
    """Every goal is met, and there is at least one."""
    return bool(results) and all(result["met"] for result in results)


def _result(goal: GoalFacts, series: Sequence[Point]) -> dict[str, Any]:
    latest = series[-1].value if series else None
    return {
        "measure": goal.measure,
        "op": goal.op,
        "value": _plain(goal.value),
        "latest": None if latest is None else float(latest),
        "met": goal_met(goal, latest),
    }


def _plain(value: Number) -> int | float:
    number = exact(value)
    return int(number) if number == number.to_integral_value() else float(number)
