"""Truth tables of change, responders, thresholds and the flexion-rotation test."""

from decimal import Decimal

import pytest

from patients.rules.measurements import frt_cut_off, frt_positive
from progress.rules.change import (
    improvement,
    measure_result,
    percent_change,
    reaches,
    responder,
    responder_measure,
)
from progress.rules.series import pairs, points, value_of
from tests.progress.episodes import TTH, series, visit
from tests.reference_tables import MEASURE, TABLES, UNIT_EXAMPLES


@pytest.mark.parametrize("example", UNIT_EXAMPLES["responder"])
def test_every_worked_responder(example):
    baseline, latest = example["baseline"], example["latest"]
    percent = percent_change(baseline, latest)
    assert responder(baseline, latest, 30) is example["responder30"]
    assert responder(baseline, latest, 50) is example["responder50"]
    assert (None if percent is None else float(percent)) == example["percent_change"]


def test_a_responder_is_decided_on_the_values_and_not_on_the_rounded_percentage():
    assert percent_change(20.7, 14.5) == Decimal("-30.0")
    assert responder(20.7, 14.5, 30) is False
    assert responder(20.7, 14.4, 30) is True


@pytest.mark.parametrize(
    ("group", "measure"),
    [
        ("tension_type_headache", "headache_days_28"),
        ("migraine", "headache_days_28"),
        ("cervicogenic_headache", "headache_days_28"),
        ("neck_pain", "nprs_average"),
        ("shoulder_pain", "nprs_average"),
    ],
)
def test_which_measure_decides_about_responders(group, measure):
    assert responder_measure(group) == measure


@pytest.mark.parametrize(
    ("higher", "earlier", "later", "gain"),
    [(False, 6, 4, 2), (False, 4, 6, -2), (True, 4.0, 7.7, Decimal("3.7")), (True, 5, 5, 0)],
)
def test_improvement_knows_the_direction(higher, earlier, later, gain):
    assert improvement(earlier, later, higher_is_better=higher) == gain


@pytest.mark.parametrize(
    ("gain", "threshold", "verdict"),
    [("2.0", 2.0, True), ("1.9", 2.0, False), ("-8", 7.5, False), ("10", 10.2, False), ("99", None, None)],
)
def test_a_threshold_is_reached_at_its_own_value(gain, threshold, verdict):
    assert reaches(Decimal(gain), threshold) is verdict


@pytest.mark.parametrize(("degrees", "positive"), [(32, True), (33, False), (0, True), (44, False)])
def test_the_flexion_rotation_test_is_positive_up_to_32_degrees(degrees, positive):
    assert frt_positive(degrees, frt_cut_off(MEASURE["frt_left"])) is positive


def result(measure, *values, group=TTH):
    return measure_result(measure, series(*values, measure=measure), group, TABLES)


@pytest.mark.parametrize(
    ("measure", "values", "keys"),
    [
        ("headache_days_28", (20, 9), {"responder30", "responder50"}),
        ("nprs_average", (5, 2), {"mcid", "mcid_met", "mdc", "reliable_change", "responder30", "responder50"}),
        ("ndi_raw", (18, 8), {"mcid", "mcid_met", "mdc", "reliable_change", "band_baseline", "band_latest"}),
        ("hit6", (64, 54), {"mcid", "mcid_met", "mdc", "reliable_change", "band_baseline", "band_latest"}),
        ("psfs", (4, 7), {"mcid", "mcid_met", "mdc", "reliable_change"}),
        ("acute_med_days_28", (9, 3), set()),
        ("crom_flexion", (40, 50), {"mdc", "reliable_change"}),
        ("frt_left", (30, 40), {"mdc", "reliable_change", "positive_baseline", "positive_latest"}),
        ("dnf_endurance", (10, 20), set()),
    ],
)
def test_which_keys_a_measure_carries(measure, values, keys):
    always = {"baseline", "baseline_visit", "latest", "latest_visit", "n", "change", "percent_change"}
    assert set(result(measure, *values)) == always | keys


@pytest.mark.parametrize(
    ("measure", "more"),
    [
        ("psfs", {}),
        ("frt_right", {"positive_baseline": True, "positive_latest": True}),
        ("hit6", {"band_baseline": None, "band_latest": None}),
    ],
)
def test_a_single_value_carries_no_change(measure, more):
    alone = {"baseline": 5.0, "baseline_visit": 1, "latest": 5.0, "latest_visit": 1, "n": 1}
    assert result(measure, 5) == alone | more


def test_a_group_without_thresholds_gets_no_verdict():
    assert "mcid" not in result("ndi_raw", 20, 5, group="shoulder_pain")


def test_missing_values_are_skipped_and_never_carried_forward():
    found = series(6, None, 4)
    assert pairs(found) == [[1, 6.0], [3, 4.0]]
    assert found[-1].on == visit(14).on


@pytest.mark.parametrize(
    ("measures", "average"),
    [
        ({"nprs_current": 6, "nprs_best": 3, "nprs_worst": 8}, Decimal("5.7")),
        ({"nprs_current": 6, "nprs_best": 3, "nprs_worst": None}, None),
        ({"nprs_average": Decimal("4.3")}, Decimal("4.3")),
        ({"nprs_current": 6, "nprs_best": 3, "nprs_worst": 8, "nprs_average": 1}, Decimal("5.7")),
        ({}, None),
    ],
)
def test_average_pain_comes_from_its_parts_first(measures, average):
    assert value_of(visit(measures=measures), "nprs_average") == average


def test_a_point_remembers_the_record_it_came_from():
    recorded = visit(measures={"hit6": 60}, source_type="session", source_id="a1")
    point = points([recorded], "hit6")[0]
    assert (point.source_type, point.source_id) == ("session", "a1")
