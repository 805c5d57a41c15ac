"""Truth tables of possible values, derived values and severity bands."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.measurements import (
    HIT6_IMPOSSIBLE,
    exact,
    headache_days_28,
    ndi_percent,
    ndi_prorated,
    nprs_average,
    one_decimal,
    severity_band,
    value_problems,
)
from tests.reference_tables import MEASURE, UNIT_EXAMPLES


def as_number(value):
    return None if value is None else float(value)


@pytest.mark.parametrize("example", UNIT_EXAMPLES["nprs_average"])
def test_the_average_of_three_pain_ratings(example):
    assert as_number(nprs_average(example["current"], example["best"], example["worst"])) == example["expect"]


@pytest.mark.parametrize("missing", range(3))
def test_an_average_needs_all_three_ratings(missing):
    parts = [4, 2, 6]
    parts[missing] = None
    assert nprs_average(*parts) is None


@pytest.mark.parametrize("example", UNIT_EXAMPLES["headache_days_28"])
def test_headache_days_are_converted_to_28_days(example):
    assert as_number(headache_days_28(example["headache_days"], example["recorded_days"])) == example["expect"]


def test_a_calendar_month_is_converted_the_same_way():
    assert headache_days_28(10, 31) == Decimal("9.0")


@pytest.mark.parametrize(("headache_days", "recorded"), [(8, 7), (-1, 28)])
def test_a_diary_cannot_hold_more_headache_days_than_days(headache_days, recorded):
    with pytest.raises(ValueError, match="headache days"):
        headache_days_28(headache_days, recorded)


@pytest.mark.parametrize(("recorded", "fits"), [(28, True), (31, True), (32, False), (1000, False)])
def test_a_diary_is_of_a_calendar_month_at_most(recorded, fits):
    if fits:
        assert headache_days_28(recorded, recorded) == 28
        return
    with pytest.raises(ValueError, match="at most 31 recorded days"):
        headache_days_28(0, recorded)


@pytest.mark.parametrize("example", UNIT_EXAMPLES["ndi_prorate"])
def test_a_neck_disability_index_is_prorated(example):
    assert as_number(ndi_prorated(example["sum"], example["answered"])) == example["expect"]


@pytest.mark.parametrize(("total", "answered"), [(51, 10), (46, 9), (-1, 10), (10, 11)])
def test_a_sum_must_fit_the_number_of_answers(total, answered):
    with pytest.raises(ValueError, match="NDI"):
        ndi_prorated(total, answered)


def test_the_index_in_percent_is_doubled():
    assert (ndi_percent(17), ndi_percent(11.1)) == (Decimal("34.0"), Decimal("22.2"))


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.05", "0.1"), ("0.04", "0.0"), ("-0.04", "0.0"), ("-6.25", "-6.3"), ("5.65", "5.7"), ("5.6499", "5.6")],
)
def test_rounding_is_half_up_away_from_zero(value, rounded):
    assert str(one_decimal(Decimal(value))) == rounded


def test_the_impossible_totals_follow_from_the_weights():
    assert sorted(HIT6_IMPOSSIBLE) == UNIT_EXAMPLES["hit6_impossible_totals"]


@pytest.mark.parametrize("total", UNIT_EXAMPLES["hit6_impossible_totals"])
def test_an_impossible_total_is_refused_in_words(total):
    expected = f"A HIT-6 total of {total} cannot occur: check the six answers."
    assert value_problems(MEASURE["hit6"], total) == [expected]


@pytest.mark.parametrize("key", MEASURE)
def test_every_measure_takes_its_limits_and_nothing_beyond(key):
    measure = MEASURE[key]
    assert value_problems(measure, measure["min"]) == []
    assert value_problems(measure, measure["max"]) == []
    assert "too low" in value_problems(measure, measure["min"] - 1)[0]
    assert "too high" in value_problems(measure, measure["max"] + 1)[0]


@pytest.mark.parametrize(
    ("key", "value", "derived", "words"),
    [
        ("nprs_current", 5.5, False, "Pain now (NPRS) is recorded in whole numbers: 5.5 is not one."),
        ("nprs_current", 11, False, "Pain now (NPRS) goes from 0 to 10: 11 is too high."),
        ("hdi", 7, False, "recorded in steps of 2: 7 does not fit."),
        ("cva", 44.5, False, None),
        ("cva", 44.3, False, "recorded in steps of 0.5"),
        ("psfs", 5.3, False, None),
        ("groc", -7, False, None),
        ("headache_days_28", 20.5, False, None),
        ("headache_days_28", 20.55, False, "recorded in steps of 0.1"),
        ("ndi_raw", 11.1, False, "whole numbers"),
        ("ndi_raw", 11.1, True, None),
        ("nprs_current", float("nan"), False, "needs a number"),
        ("nprs_current", float("inf"), False, "needs a number"),
        ("nprs_current", True, False, "needs a number"),
        ("nprs_current", Decimal("1e40"), False, "too high"),
    ],
)
def test_which_values_are_refused_and_why(key, value, derived, words):
    problems = value_problems(MEASURE[key], value, derived=derived)
    assert (words in problems[0]) if words else problems == []


@pytest.mark.parametrize("example", UNIT_EXAMPLES["bands"])
def test_every_worked_band(example):
    assert severity_band(MEASURE[example["measure"]], example["value"]) == example["expect"]


@pytest.mark.parametrize(
    ("key", "value", "band"),
    [
        ("ndi_raw", 4, "no disability"),
        ("ndi_raw", 4.9, "no disability"),
        ("ndi_raw", 5, "mild"),
        ("ndi_raw", 50, "complete"),
        ("ndi_raw", 51, None),
        ("ndi_raw", -1, None),
        ("nprs_average", 3.4, "mild"),
        ("nprs_average", 3.5, "moderate"),
        ("headache_days_28", 15, "chronic range (>=15/month)"),
        ("groc", -5, "moderately worse"),
        ("psfs", 5, None),
    ],
)
def test_a_value_between_two_bands_belongs_to_the_lower_one(key, value, band):
    assert severity_band(MEASURE[key], value) == band


@given(st.lists(st.integers(0, 10), min_size=3, max_size=3))
def test_an_average_lies_between_its_parts(parts):
    assert min(parts) <= nprs_average(*parts) <= max(parts)


@given(st.integers(21, 31).flatmap(lambda days: st.tuples(st.integers(0, days), st.just(days))))
def test_headache_days_stay_within_the_window(diary):
    assert 0 <= headache_days_28(*diary) <= 28


def test_a_number_is_taken_as_it_is_written():
    assert exact(5.7) == Decimal("5.7") != Decimal.from_float(5.7)
    assert (exact(3), exact("0.30"), exact(Decimal("2.5"))) == (3, Decimal("0.3"), Decimal("2.5"))


@given(tenths=st.integers(-10_000, 10_000), more=st.integers(0, 100))
def test_tenths_add_up_as_on_paper(tenths, more):
    assert exact(tenths / 10) + exact(more / 10) == Decimal(tenths + more) / 10
