"""The moves of a course of care and the flags that stop it, without a database."""

from datetime import date
from itertools import product

import pytest

from patients.models import EpisodeOfCare
from patients.rules.episodes import require_move
from patients.rules.flags import Cleared, Raised, cleared_flags, open_flags
from practice.errors import RuleViolation

STATE = EpisodeOfCare.State
ALLOWED = {
    STATE.SCREENING: {STATE.ASSESSMENT, STATE.REFERRED_OUT, STATE.DISCHARGED},
    STATE.ASSESSMENT: {STATE.PLAN_DRAFT, STATE.REFERRED_OUT, STATE.DISCHARGED},
    STATE.PLAN_DRAFT: {STATE.ACTIVE, STATE.REFERRED_OUT, STATE.DISCHARGED},
    STATE.ACTIVE: {STATE.ON_HOLD, STATE.REFERRED_OUT, STATE.DISCHARGED},
    STATE.ON_HOLD: {STATE.ACTIVE, STATE.REFERRED_OUT, STATE.DISCHARGED},
    STATE.REFERRED_OUT: {STATE.SCREENING, STATE.DISCHARGED},
    STATE.DISCHARGED: set(),
}
MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 8), date(2026, 7, 6)


@pytest.mark.parametrize(("state", "to"), list(product(STATE, STATE)))
def test_each_move_is_allowed_or_refused(state, to):
    if to in ALLOWED[state]:
        require_move(state, to)
        return
    with pytest.raises(RuleViolation) as refused:
        require_move(state, to)
    assert refused.value.blockers[0].code == ("episode_closed" if state == STATE.DISCHARGED else "no_such_move")


@pytest.mark.parametrize(
    ("raised", "clearances", "open_ones", "cleared"),
    [
        ([], [], set(), set()),
        ([Raised("neuro", JUNE)], [], {"neuro"}, set()),
        ([Raised("neuro", JULY)], [], set(), set()),
        ([Raised("neuro", JUNE)], [Cleared("neuro", JUNE)], set(), {"neuro"}),
        ([Raised("neuro", JUNE)], [Cleared("neuro", MAY)], {"neuro"}, set()),
        ([Raised("neuro", JUNE, at_first=True)], [Cleared("neuro", MAY)], set(), {"neuro"}),
        ([Raised("neuro", JUNE)], [Cleared("neuro", JULY)], {"neuro"}, set()),
        ([Raised("neuro", MAY), Raised("neuro", JUNE)], [Cleared("neuro", MAY)], {"neuro"}, set()),
        ([Raised("neuro", JUNE), Raised("older", MAY)], [Cleared("older", JUNE)], {"neuro"}, {"older"}),
    ],
)
def test_a_flag_is_open_until_a_later_clearance(raised, clearances, open_ones, cleared):
    assert open_flags(raised, clearances, on=JUNE) == open_ones
    assert cleared_flags(raised, clearances, on=JUNE) == cleared
