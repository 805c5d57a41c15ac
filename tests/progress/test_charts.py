"""Charts say what the numbers say, to the eye, to a screen reader and to a strict security policy."""

import itertools
import re
from datetime import timedelta

import pytest

from progress.charts import (
    DESK,
    PHONE,
    PRINT,
    PRINT_HALF,
    Bar,
    Event,
    Pair,
    before_after,
    finding_title,
    horizontal_bars,
    small_multiples,
    sparkline,
    trend_chart,
)
from progress.charts.svg import wide
from tests.progress.drawings import HOSTILE, START, SVG, drawn, full, lines, texts, trend


def every_chart(label, palette="page", density=DESK):
    look = {"palette": palette, "density": density}
    events = (Event(START, label),)
    named = full(label=label, key=label, plan_changes=events, adverse_events=events)
    return [
        trend_chart(named, **look),
        trend_chart(trend([], label=label), **look),
        small_multiples([named, named], key=label, title=label, **look),
        small_multiples([], key=label, title=label, **look),
        horizontal_bars([Bar(label, 3)], key=label, title=label, **look),
        horizontal_bars([], key=label, title=label, **look),
        before_after([Pair(label, 6, 3)], key=label, title=label, minimum=0, maximum=10, **look),
        before_after([], key=label, title=label, minimum=0, maximum=10, **look),
        sparkline([3, None, 1], key=label, label=label, minimum=0, maximum=10, palette=palette),
    ]


@pytest.mark.parametrize(
    ("values", "changes", "said"),
    [
        ([20, 15, 9], {}, "Headache days down from 20 to 9 in 28"),
        ([20, 15, None], {}, "Headache days down from 20 to 15 in 28"),
        ([9, 12], {}, "Headache days up from 9 to 12 in 28, worse than at the start"),
        ([20, 19], {"mcid_met": False}, "Headache days down from 20 to 19 in 28, less than a meaningful change"),
        ([5.7, 2], {"mcid_met": True, "label": "Average pain", "unit_words": ""}, "Average pain down from 5.7 to 2"),
        ([20, 20], {}, "Headache days unchanged at 20 in 28"),
        ([20], {}, "Headache days 20 in 28: not enough data yet"),
        ([12], {"baseline": 20}, "Headache days down from 20 to 12 in 28"),
        ([], {}, "Headache days: nothing recorded yet"),
        ([None, None], {}, "Headache days: nothing recorded yet"),
        (
            [60, 70],
            {"label": "Rotation", "unit_words": "°", "lower_is_better": False, "maximum": 110},
            "Rotation up from 60 to 70°",
        ),
        (
            [70, 60],
            {"label": "Rotation", "unit_words": "°", "lower_is_better": False, "maximum": 110},
            "Rotation down from 70 to 60°, worse than at the start",
        ),
    ],
)
def test_the_title_says_the_finding(values, changes, said):
    assert finding_title(trend(values, **changes)) == said
    assert trend_chart(trend(values, **changes)).title == said


def test_every_recorded_value_is_a_point_with_its_day():
    hints = [e.findtext(f"{SVG}title") for e in drawn(trend_chart(full())).iter(f"{SVG}circle")]
    assert hints == ["2 Mar 2026: 20", "9 Mar 2026: 15", "16 Mar 2026: 9"]


def test_one_value_is_the_start_and_no_latest():
    chart = trend_chart(trend([18], until=START))
    assert ("Baseline 18" in texts(chart), "Latest 18" in texts(chart)) == (True, False)
    assert "latest" not in chart.description


def test_the_axis_ends_with_the_last_day_that_is_shown():
    chart = trend_chart(trend([18], until=START))
    assert "23 Feb 2026" in texts(chart)
    assert next(drawn(chart).iter(f"{SVG}circle")).get("cx") == str(DESK.width - DESK.right)


@pytest.mark.parametrize("density", [DESK, PHONE, PRINT, PRINT_HALF])
def test_a_single_event_is_named_whole_at_the_foot(density):
    event = Event(START, "Needle count differs: needle not found, forgotten or left in")
    assert "1 adverse" in " ".join(texts(trend_chart(trend([18, 9], adverse_events=(event,)), density=density)))


def test_a_gap_stays_a_gap():
    chart = trend_chart(trend([20, 15, None, 9, 8]))
    assert lines(chart)[0].count("M") == 2
    assert chart.rows[2][1] == "not recorded"
    assert "1 missing" in chart.description


def test_without_a_gap_the_line_is_one():
    assert lines(trend_chart(trend([20, 15, 9])))[0].count("M") == 1


@pytest.mark.parametrize(("lower_is_better", "edge"), [(True, 16), (False, 24)])
def test_the_band_reaches_from_the_baseline_towards_better(lower_is_better, edge):
    chart = trend_chart(trend([20, 15], mcid=4, lower_is_better=lower_is_better, goal=25))
    band = next(e for e in drawn(chart).iter(f"{SVG}rect"))
    top, height = float(band.get("y")), float(band.get("height"))
    baseline = float(re.search(r" ([\d.]+)H", lines(chart, "baseline")[0]).group(1))
    assert baseline == pytest.approx(top if lower_is_better else top + height, abs=0.02)
    assert f"MCID at {edge}" in texts(chart)


def test_the_band_stays_inside_the_range_of_the_measure():
    assert "MCID at 0" in texts(trend_chart(trend([2, 1], mcid=4)))


def test_references_and_events_are_named_where_they_are():
    said = texts(trend_chart(full()))
    for words in ("Latest 9", "Baseline 20", "Goal 10", "MCID at 16", "MDC at 14", "2 sessions", "Exercise added"):
        assert words in said
    assert "bruising" in said


def test_names_of_values_never_overlap():
    chart = trend_chart(trend([20, 19.8], goal=19.9, mcid=0.1, mdc=0.2))
    names = [e for e in drawn(chart).iter(f"{SVG}text") if float(e.get("x")) > DESK.width - DESK.right]
    heights = sorted(float(e.get("y")) for e in names)
    assert len(heights) == 5
    assert all(low - high >= DESK.font for high, low in itertools.pairwise(heights))


def test_the_axis_starts_where_the_measure_starts():
    assert texts(trend_chart(trend([64, 54], minimum=36, maximum=78)))[0] == "36"


@pytest.mark.parametrize("value", [0, 0.1, 5, 27, 28])
def test_a_flat_line_at_any_height_is_drawn(value):
    assert finding_title(trend([value, value])) in trend_chart(trend([value, value])).svg


@pytest.mark.parametrize("weeks", [1, 2, 9, 30, 60, 160, 600])
def test_days_on_the_axis_never_crowd(weeks):
    for density in (DESK, PHONE, PRINT, PRINT_HALF):
        chart = trend_chart(trend([20] * weeks), density=density)
        foot = max(float(e.get("y")) for e in drawn(chart).iter(f"{SVG}text"))
        across = [float(e.get("x")) for e in drawn(chart).iter(f"{SVG}text") if float(e.get("y")) == foot]
        assert len(across) >= 1
        assert all(right - left >= density.font * 4 for left, right in itertools.pairwise(across))


@pytest.mark.parametrize("days", range(7, 120, 3))
@pytest.mark.parametrize("density", [DESK, PHONE, PRINT, PRINT_HALF], ids=lambda one: one.name)
def test_no_two_days_on_the_axis_are_written_over_each_other(days, density):
    chart = trend_chart(trend([20, 10], since=START, until=START + timedelta(days=days)), density=density)
    texts_of = list(drawn(chart).iter(f"{SVG}text"))
    foot = max(float(e.get("y")) for e in texts_of)
    spans = [span(e, density.font) for e in texts_of if float(e.get("y")) == foot]
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))


def span(label, font: float) -> tuple[float, float]:
    """From where to where a label reaches."""
    x, width = float(label.get("x")), wide(label.text, font)
    return (x - width / 2, x + width / 2) if label.get("text-anchor") == "middle" else (x, x + width)


def test_the_description_tells_thresholds_and_events():
    described = trend_chart(full()).description
    for words in ("lower is better", "Goal 10.", "change of 4", "2 needling sessions.", "bruising, 10 Mar 2026"):
        assert words in described


def test_the_table_holds_every_value_and_event_in_order():
    chart = trend_chart(full())
    assert chart.headings == ("Date", "Headache days in 28", "Change from baseline", "Also on this day")
    assert chart.rows == (
        ("2 Mar 2026", "20", "0", "session"),
        ("5 Mar 2026", "", "", "session"),
        ("9 Mar 2026", "15", "−5", "plan: Exercise added"),
        ("10 Mar 2026", "", "", "adverse event: bruising"),
        ("16 Mar 2026", "9", "−11", ""),
    )


def test_small_multiples_share_the_time_axis():
    late = trend([6, 5], key="pain", label="Average pain", since=START, until=START + timedelta(days=70))
    circles = list(drawn(small_multiples([full(), late], key="all", title="All")).iter(f"{SVG}circle"))
    assert circles[0].get("cx") == circles[3].get("cx")
    assert circles[1].get("cx") == circles[4].get("cx")


def test_rows_of_small_multiples_match_their_headings():
    chart = small_multiples([full(), full()], key="all", title="All")
    assert {len(row) for row in chart.rows} == {len(chart.headings)}


def test_bars_are_as_long_as_their_counts():
    chart = horizontal_bars([Bar("Upper trapezius", 6), Bar("Masseter", 3)], key="b", title="Targets")
    first, second = (float(e.get("width")) for e in drawn(chart).iter(f"{SVG}rect"))
    assert first == pytest.approx(2 * second, rel=0.01)
    assert chart.rows == (("Upper trapezius", "6"), ("Masseter", "3"))


def test_a_pair_without_one_value_shows_the_other():
    chart = before_after([Pair("2 Mar", None, 3)], key="p", title="Pain", minimum=0, maximum=10)
    assert chart.rows == (("2 Mar", "not recorded", "3"),)
    assert len(list(drawn(chart).iter(f"{SVG}circle"))) == 3


@pytest.mark.parametrize("palette", ["page", "print"])
def test_names_are_escaped_and_the_svg_is_well_formed(palette):
    for chart in every_chart(HOSTILE, palette):
        assert "<script" not in chart.svg
        assert not [e for e in drawn(chart).iter() if "style" in e.attrib or any(a.startswith("on") for a in e.attrib)]


def test_page_charts_colour_by_class_only_and_printed_ones_by_literals():
    for page, printed in zip(every_chart("A"), every_chart("A", "print", PRINT), strict=True):
        assert not re.search(r'(fill|stroke)="#', page.svg)
        assert 'class="plot-' not in printed.svg


def test_every_chart_is_an_image_with_a_name_and_a_description():
    for chart in every_chart("Pain"):
        picture = drawn(chart)
        named = {e.get("id"): e.text for e in picture if e.get("id")}
        assert picture.get("role") == "img"
        assert next(named[key] for key in picture.get("aria-labelledby").split()) == chart.title


def test_two_densities_of_a_chart_can_stand_on_one_page():
    ids = [re.findall(r' id="([^"]+)"', trend_chart(full(), density=density).svg) for density in (DESK, PHONE)]
    assert not set(ids[0]) & set(ids[1])


def test_a_chart_without_points_says_so():
    assert texts(trend_chart(trend([]))) == ["Headache days: nothing recorded yet"]
    assert texts(small_multiples([], key="k", title="Progress")) == ["Progress: nothing recorded yet"]
