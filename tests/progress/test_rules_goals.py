"""How far a goal is: truth tables."""

import pytest

from progress.rules.facts import GoalFacts
from progress.rules.goals import GoalState, goal_progress
from tests.progress.episodes import day, series

S = GoalState
LOW, HIGH = GoalFacts(measure="nprs_average", op="<=", value=3), GoalFacts(measure="psfs", op=">=", value=8)


@pytest.mark.parametrize(
    ("goal", "values", "baseline", "state", "on"),
    [
        (LOW, (), None, S.NOT_MEASURED, None),
        (LOW, (7,), None, S.NOT_YET, 0),
        (LOW, (7, 7), None, S.NOT_YET, 7),
        (LOW, (7, 9), None, S.NOT_YET, 7),
        (LOW, (7, 5), None, S.ON_THE_WAY, 7),
        (LOW, (5,), 7, S.ON_THE_WAY, 0),
        (LOW, (5,), 5, S.NOT_YET, 0),
        (LOW, (7, 3), None, S.MET, 7),
        (LOW, (7, 3, 2, 1), None, S.MET, 7),
        (LOW, (7, 3, 5, 3), None, S.MET, 21),
        (LOW, (7, 3, 5), None, S.ON_THE_WAY, 14),
        (LOW, (3, 2), None, S.MET, 0),
        (LOW, (7, 3, None), None, S.MET, 7),
        (HIGH, (4, 6), None, S.ON_THE_WAY, 7),
        (HIGH, (4, 3), None, S.NOT_YET, 7),
        (HIGH, (4, 8), None, S.MET, 7),
    ],
)
def test_the_state_and_since_when(goal, values, baseline, state, on):
    found = goal_progress(goal, series(*values, measure=goal.measure), baseline)
    assert (found.state, found.on) == (state, None if on is None else day(on))
