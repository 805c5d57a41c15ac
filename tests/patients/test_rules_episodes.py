"""The moves of a course of care and the flags that stop it, without a database."""

from datetime import date, timedelta
from itertools import product

import pytest

from patients.models import EpisodeOfCare
from patients.rules.episodes import (
    require_codes,
    require_in_care,
    require_move,
    require_reason,
    require_reopenable,
    require_start,
)
from patients.rules.flags import Cleared, Raised, cleared_flags, open_flags
from practice.errors import RuleViolation
from tests.reference_tables import CONDITIONS
from tests.refused import is_bad_input, refusals, says

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


@pytest.mark.parametrize("state", STATE)
def test_only_a_discharged_episode_takes_nothing_new(state):
    is_over = state == STATE.DISCHARGED
    assert refusals(require_in_care, state) == [("episode_closed", "episode")] * is_over
    assert not is_bad_input(require_in_care, state)


@pytest.mark.parametrize(
    ("started_on", "code"),
    [
        (MAY - timedelta(days=1), "before_birth"), (MAY, ""), (JUNE, ""), (JULY, ""),
        (JULY + timedelta(days=1), "in_the_future"),
    ],
)  # fmt: skip
def test_care_begins_between_birth_and_today(started_on, code):
    span = {"born_on": MAY, "today": JULY}
    assert refusals(require_start, started_on, **span) == ([(code, "started_on")] if code else [])
    assert is_bad_input(require_start, started_on, **span) is bool(code)


@pytest.mark.parametrize(
    ("codes", "refusal"),
    [
        ([], ""), (["M54.2"], ""), (["G44.221", "M54.2"], ""), (["M54.2", "M54.2"], "code_twice"),
        (["M54.2", "X00"], "unknown_code"), (["m54.2"], "unknown_code"),
    ],
)  # fmt: skip
def test_every_code_is_one_of_the_catalogue_and_there_once(codes, refusal):
    assert refusals(require_codes, codes, CONDITIONS) == ([(refusal, "icd10")] if refusal else [])
    assert is_bad_input(require_codes, codes, CONDITIONS) is bool(refusal)


def test_conditions_and_related_ones_are_coded_alike_and_of_unknown_codes_three_are_named():
    parts = {part: {entry["code"] for row in CONDITIONS[part] for entry in row["icd10"]} for part in
             ("conditions", "related")}  # fmt: skip
    assert all(refusals(require_codes, codes, CONDITIONS) == [] for codes in parts.values())
    assert parts["related"] - parts["conditions"]
    assert says(require_codes, ["D", "C", "B", "A"], CONDITIONS) == "There is no ICD-10 code D, C, B in the catalogue."


@pytest.mark.parametrize(("reason", "is_said"), [("", False), (" \n", False), ("To her physician.", True)])
def test_who_holds_care_or_refers_out_says_why(reason, is_said):
    assert refusals(require_reason, reason) == [("reason_missing", "reason")] * (not is_said)
    assert refusals(require_reason, reason, "referred_to") == [("reason_missing", "referred_to")] * (not is_said)
    assert is_bad_input(require_reason, reason) is not is_said


@pytest.mark.parametrize(
    ("state", "continued", "started_on", "ended_on", "expected"),
    [
        ("discharged", False, JUNE, JUNE, []), ("discharged", False, JULY, JUNE, []),
        ("discharged", False, MAY, None, []),
        ("discharged", False, JUNE - timedelta(days=1), JUNE, [("before_the_discharge", "started_on")]),
        ("discharged", True, JULY, JUNE, [("already_continued", "episode")]),
        ("plan_active", False, JULY, None, [("episode_open", "state")]),
        ("referred_out", False, JULY, None, [("episode_open", "state")]),
    ],
)  # fmt: skip
def test_only_a_discharged_episode_is_followed_by_another_from_its_last_day_on(
    state, continued, started_on, ended_on, expected
):
    facts = {"continued": continued, "started_on": started_on, "discharged_on": ended_on}
    assert refusals(require_reopenable, state, **facts) == expected
    assert is_bad_input(require_reopenable, state, **facts) is (expected == [("before_the_discharge", "started_on")])
