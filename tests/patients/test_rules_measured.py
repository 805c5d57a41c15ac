"""Measurements as they are sent, without a database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.measured import (
    checked,
    of_visit,
    origin,
    require_diary_had_come,
    require_said_by_diary,
    require_visit_after_diary,
    sides,
)
from practice.errors import BadInput
from tests.reference_tables import MEASURE


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ({"measure": "nprs_current", "value": 6}, 6),
        ({"measure": "ndi_raw", "inputs": {"sum": 16, "answered": 8}}, Decimal("20.0")),
        ({"measure": "ndi_raw", "inputs": {"sum": 16, "answered": 7}}, None),
        ({"measure": "headache_days_28", "inputs": {"headache_days": 19, "recorded_days": 26}}, Decimal("20.5")),
        ({"measure": "headache_days_28", "inputs": {"headache_days": 11, "recorded_days": 18}}, None),
        ({"measure": "ndi_raw", "value": 20, "inputs": {"sum": 16, "answered": 8}}, Decimal("20.0")),
        ({"measure": "ppt_temporalis", "side": "left", "value": 200}, 200),
        ({"measure": "ppt_temporalis", "side": "right", "value": 200}, 200),
    ],
)
def test_what_can_be_kept(sent, value):
    assert checked([sent], MEASURE)[0]["value"] == value


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"measure": "x", "value": 1}, "measure", "unknown_measure"),
        ({"measure": "ndi_percent", "value": 20}, "measure", "worked_out"),
        ({"measure": "hit6"}, "value", "value_missing"),
        ({"measure": "ppt_temporalis", "value": 200}, "side", "side_missing"),
        ({"measure": "ppt_temporalis", "value": 200, "side": "midline"}, "side", "side_impossible"),
        ({"measure": "ppt_temporalis", "value": 200, "side": "bilateral"}, "side", "side_impossible"),
        ({"measure": "hit6", "value": 60, "side": "left"}, "side", "side_impossible"),
        ({"measure": "crom_rotation_left", "value": 60, "side": "left"}, "side", "side_impossible"),
        ({"measure": "hit6", "value": 77}, "value", "value_impossible"),
        ({"measure": "nprs_current", "value": -1}, "value", "value_impossible"),
        ({"measure": "nprs_current", "value": 5.5}, "value", "value_impossible"),
        ({"measure": "hit6", "inputs": {"sum": 60}}, "inputs", "no_inputs"),
        ({"measure": "ndi_raw", "inputs": {"sum": 16}}, "inputs", "inputs_unclear"),
        ({"measure": "ndi_raw", "inputs": {"sum": True, "answered": 8}}, "inputs", "inputs_unclear"),
        ({"measure": "ndi_raw", "inputs": {"sum": 51, "answered": 10}}, "inputs", "inputs_impossible"),
        ({"measure": "headache_days_28", "inputs": {"headache_days": 30, "recorded_days": 28}}, "inputs",
         "inputs_impossible"),
        ({"measure": "headache_days_28", "inputs": {"headache_days": 3, "recorded_days": 32}}, "inputs",
         "inputs_impossible"),
        ({"measure": "ndi_raw", "value": 9, "inputs": {"sum": 16, "answered": 8}}, "value", "value_differs"),
    ],
)  # fmt: skip
def test_what_is_refused_and_where(sent, field, code):
    with pytest.raises(BadInput) as refused:
        checked([sent], MEASURE)
    assert [(b.field, b.code) for b in refused.value.blockers] == [(f"measurements[0].{field}", code)]


def test_a_value_is_recorded_once_a_moment():
    rows = [{"measure": "nprs_current", "value": 6, "phase": phase} for phase in ("before", "after", "before")]
    with pytest.raises(BadInput) as refused:
        checked(rows, MEASURE)
    assert refused.value.blockers[0].field == "measurements[2].measure"


def test_every_wrong_row_is_named():
    rows = [{"measure": "hit6"}, {"measure": "nprs_current", "value": 6}, {"measure": "x", "value": 1}]
    with pytest.raises(BadInput) as refused:
        checked(rows, MEASURE)
    assert [b.field for b in refused.value.blockers] == ["measurements[0].value", "measurements[2].measure"]


DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("measure", "inputs", "until", "words"),
    [
        ("ndi_raw", {"sum": 16, "answered": 8}, None, "From a sum of 16 over 8 answered items"),
        ("headache_days_28", {"headache_days": 12, "recorded_days": 26}, None,
         "From 12 headache days on 26 recorded days"),
        ("headache_days_28", {"headache_days": 12, "recorded_days": 26}, DAY,
         "From the diary, 1 Nov to 28 Nov 2026: 12 headache days on 26 recorded days"),
        ("acute_med_days_28", None, DAY, "From the diary, 1 Nov to 28 Nov 2026"),
        ("nprs_current", None, None, ""),
    ],
)  # fmt: skip
def test_where_a_value_came_from_is_said_in_words(measure, inputs, until, words):
    assert origin(measure, inputs, until) == words


def test_days_of_the_diary_after_the_visit_are_refused_by_their_row():
    rows = [{"measure": "nprs_current", "value": 5}, {"measure": "acute_med_days_28", "value": 5, "diary_until": DAY}]
    require_diary_had_come(rows, DAY)
    with pytest.raises(BadInput) as refused:
        require_diary_had_come(rows, date(2026, 11, 27))
    assert [(b.field, b.code) for b in refused.value.blockers] == [
        ("measurements[1].diary_until", "diary_after_the_visit")
    ]


def test_what_a_draft_holds_keeps_its_side_until_it_changes():
    old = checked([{"measure": "hit6", "value": 60}], MEASURE)[0] | {"side": "left"}
    assert checked([old], MEASURE, stored=[old]) == [old]
    for other in ({**old, "value": 62}, {**old, "side": "right"}):
        with pytest.raises(BadInput, match="side_impossible"):
            checked([other], MEASURE, stored=[old])


def said_by(**said):
    return lambda until: {"headache_days_28": {"measure": "headache_days_28", **said}} if said else {}


TAKEN = {
    "measure": "headache_days_28", "value": 12, "inputs": {"headache_days": 12, "recorded_days": 28},
    "diary_until": DAY,
}  # fmt: skip


def test_what_is_said_to_be_the_diarys_is_compared_with_it():
    require_said_by_diary([TAKEN], said_by(inputs=TAKEN["inputs"]), [])
    require_said_by_diary([{**TAKEN, "diary_until": None}], said_by(), [])
    require_said_by_diary([TAKEN], said_by(), [TAKEN])  # the draft holds it already
    for offered in (said_by(), said_by(inputs={"headache_days": 12, "recorded_days": 27})):
        with pytest.raises(BadInput, match="diary_differs"):
            require_said_by_diary([TAKEN], offered, [{**TAKEN, "diary_until": None}])


def test_a_visit_stays_on_or_after_the_days_that_were_taken():
    require_visit_after_diary(None, DAY)
    require_visit_after_diary(DAY, DAY)
    with pytest.raises(BadInput) as refused:
        require_visit_after_diary(DAY, date(2026, 11, 27))
    assert [blocker.field for blocker in refused.value.blockers] == ["occurred_at"]


def taken(phase, value, side="", measure="nprs_current"):
    return {"measure": measure, "phase": phase, "side": side, "value": value}


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([taken("before", 6), taken("after", 2)], 6),
        ([taken("visit", 5), taken("after", 2)], 5),
        ([taken("before", 6), taken("visit", 5)], 6),
        ([taken("after", 2)], 2),
        ([taken("before", None), taken("after", 2)], 2),
        ([taken("before", 0), taken("after", 2)], 0),
        ([taken("before", None)], None),
    ],
)
def test_of_a_visit_the_value_from_before_the_needles_counts(rows, counts):
    assert of_visit(rows)["nprs_current"]["value"] == counts
    assert of_visit(rows[::-1]) == of_visit(rows)


PHASES = st.sampled_from(["before", "visit", "after"])
ROWS = st.builds(
    taken, PHASES, st.none() | st.integers(0, 10), st.sampled_from(["left", "right"]), st.just("ppt_temporalis")
)


@given(rows=st.lists(ROWS, max_size=6, unique_by=lambda row: (row["phase"], row["side"])), chance=st.randoms())
def test_left_and_right_count_apart_in_whatever_order_they_were_entered(rows, chance):
    found = of_visit(rows)
    assert found.keys() == {f"ppt_temporalis_{row['side']}" for row in rows}
    assert all(name.endswith(row["side"]) for name, row in found.items())
    assert of_visit(chance.sample(rows, len(rows))) == found


def test_a_measure_is_taken_on_both_sides_or_on_none():
    by_side = {key for key, measure in MEASURE.items() if sides(measure) == ("left", "right")}
    assert {"ppt_temporalis", "ppt_upper_trapezius"} <= by_side
    assert {sides(measure) for key, measure in MEASURE.items() if key not in by_side} == {("",)}
    assert sides(MEASURE["frt_left"]) == sides({"side_required": False}) == ("",)
