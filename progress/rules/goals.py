"""Whether the plan's goals are reached, and how far the others are.

Source: domain.md (e) 'Goals met'; the states below it are a project choice.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
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


class GoalState(StrEnum):
    """How far a goal is; derived from what was measured, never entered."""

    MET = "met"
    ON_THE_WAY = "on_the_way"
    NOT_YET = "not_yet"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """The state of a goal, the latest value, and since when (met) or as of which day (else) that is so.

    `signed` says whether the note of the latest value is.
    """

    state: GoalState
    latest: Decimal | None = None
    on: date | None = None
    signed: bool = True


def goal_progress(goal: GoalFacts, series: Sequence[Point], baseline: Number | None) -> GoalProgress:
    """Met since the first of the last values that all satisfy it; on the way when the latest is nearer than the start.

    Whether it is met is `goal_met`; the rest is a project choice: a goal that only one value is known of is not yet
    on its way, and neither is one whose values went the other way.
    """
    if not series:
        return GoalProgress(GoalState.NOT_MEASURED)
    latest = series[-1]
    if goal_met(goal, latest.value):
        return GoalProgress(GoalState.MET, latest.value, _met_since(goal, series), latest.signed)
    start, target = exact(series[0].value if baseline is None else baseline), exact(goal.value)
    nearer = abs(latest.value - target) < abs(start - target)
    return GoalProgress(GoalState.ON_THE_WAY if nearer else GoalState.NOT_YET, latest.value, latest.on, latest.signed)


def _met_since(goal: GoalFacts, series: Sequence[Point]) -> date:
    since = series[-1].on
    for point in reversed(series):
        if not goal_met(goal, point.value):
            break
        since = point.on
    return since


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
