"""The bench of the pages judges what it measured: a target that is missed is listed, and ends it with an error."""

import pytest

from bench import aims, screens
from bench.browser import Seen, Weight

GOOD = Seen(Weight(149_000, 0, 20), 400.0, 0.0, [], {aims.NOTHING: [900.0], "muscle": [32.0, 64.0, 300.0]})
BAD = Seen(Weight(151_000, 0, 20), 400.0, 0.2, ["color-contrast"], {"muscle": [32.0, 104.0, 300.0], "chip": []})


def missed(found):
    return [one.words for one in found if not one.met]


def test_a_page_that_reaches_its_targets_misses_none():
    assert missed(aims.of_page("Session", GOOD)) == []
    assert missed(aims.of_page("Today", GOOD)) == []


def test_what_a_page_does_not_reach_is_named_with_its_figure():
    assert missed(aims.of_page("Session", BAD)) == [
        "≤ 150 kB missed", "shift ≤ 0.1 missed", "no violation missed",
        "muscle ≤ 100 ms missed: 104 ms, slowest of 3: 300 ms",
    ]  # fmt: skip


@pytest.mark.parametrize(("performance", "met"), [(95, True), (94, False)])
def test_the_lower_of_two_scores_counts(performance, met):
    told = [{"performance": one, "accessibility": 100, "best-practices": 100} for one in (100, performance)]
    assert [one.met for one in aims.of_scores("Today", told)] == [met]


def test_the_bench_ends_with_an_error_where_a_target_is_missed():
    screens.end([])
    with pytest.raises(SystemExit, match="Session: muscle"):
        screens.end(["Session: muscle ≤ 100 ms missed"])
