"""State rules: which row a day of service picks, as promises over many tables."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.jurisdictions import STATES, OutOfScope, Permitted, row_on, state_code, state_rule
from tests.reference_tables import JURISDICTIONS
from tests.refused import is_bad_input, refusals

DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
BOUNDS = st.none() | DAYS.map(date.isoformat)


def row(state="WA", first=None, last=None, permitted="yes"):
    return {"state": state, "name": state, "from": first, "to": last, "permitted": permitted, "who": ["pt"],
            "techniques_out_of_scope": [], "notes": ""}  # fmt: skip


ROWS = st.lists(st.builds(row, st.sampled_from(["WA", "OR", "FL"]), BOUNDS, BOUNDS, st.sampled_from(["yes", "no"])),
                max_size=5, unique_by=lambda one: (one["state"], one["from"]))  # fmt: skip


@pytest.mark.parametrize("text", [*sorted(STATES)[:3], " wa ", "Or"])
def test_a_state_is_kept_as_two_capital_letters(text):
    assert state_code(text) == text.strip().upper()


@given(st.text(max_size=4).filter(lambda text: text.strip().upper() not in STATES))
def test_a_state_that_there_is_none_of_is_refused_at_its_field(text):
    assert refusals(state_code, text) == [("unknown_state", "jurisdiction")]
    assert is_bad_input(state_code, text)


@given(rows=ROWS, on=DAYS, state=st.sampled_from(["WA", "OR", "wa ", "NY"]), chance=st.randoms())
def test_neither_the_order_of_rows_nor_another_states_row_changes_the_rule(rows, on, state, chance):
    found = state_rule(rows, state, on)
    assert state_rule(chance.sample(rows, len(rows)), state, on) == found
    assert state_rule([*rows, row("TX", permitted="no")], state, on) == found


@given(rows=ROWS, on=DAYS)
def test_the_row_holds_on_its_day_and_began_last_of_those_that_do(rows, on):
    found, day = row_on(rows, "WA", on), on.isoformat()
    holding = [one for one in rows if one["state"] == "WA" and (one["from"] or "") <= day <= (one["to"] or "9999")]
    assert (found is None) is (not holding)
    assert found is None or (
        found in holding and found["from"] == max((o["from"] for o in holding), key=lambda f: f or "")
    )


@given(first=DAYS, length=st.integers(0, 400))
def test_both_days_of_a_row_are_inside_and_their_neighbours_are_not(first, length):
    last = first + length * DAY
    rows = [row(first=first.isoformat(), last=last.isoformat())]
    inside = [state_rule(rows, "WA", on).permitted for on in (first, last)]
    outside = [state_rule(rows, "WA", on).permitted for on in (first - DAY, last + DAY)]
    assert (inside, outside) == ([Permitted.YES] * 2, [Permitted.UNKNOWN] * 2)


@given(state=st.sampled_from(sorted(STATES)), on=DAYS)
def test_every_state_has_a_rule_on_every_day_and_who_may_needle_is_in_capitals(state, on):
    found = state_rule(JURISDICTIONS, state, on)
    assert found.permitted in Permitted
    assert all(one == one.upper() for one in found.who)


@pytest.mark.parametrize(("unless", "stimulated", "outside"), [
    ("", False, True), ("", True, True), ("stimulation", False, True), ("stimulation", True, False),
])  # fmt: skip
def test_a_technique_is_outside_the_scope_unless_what_it_asks_for_was_used(unless, stimulated, outside):
    assert OutOfScope("in situ", unless, "left in place").holds(stimulated=stimulated) is outside
