"""What a chart says of values whose note is not signed."""

from dataclasses import replace

from progress.charts import finding_title, small_multiples, trend_chart
from tests.progress.drawings import circles, texts, trend


def drafted(values, *drafts, **changes):
    whole = trend(values, **changes)
    marked = tuple(replace(point, draft=number in drafts) for number, point in enumerate(whole.points))
    return replace(whole, points=marked)


def test_the_point_of_a_draft_is_hollow_and_says_so_to_everybody():
    chart = trend_chart(drafted([20, 15, 9], 2))
    dots = [(dot.get("class"), dot.get("stroke-dasharray") is not None, dot[0].text) for dot in circles(chart)]
    assert dots == [
        ("plot-dot", False, "2 Mar 2026: 20"),
        ("plot-dot", False, "9 Mar 2026: 15"),
        ("plot-draft", True, "16 Mar 2026: 9, draft, not signed"),
    ]
    assert "Draft 9" in texts(chart)
    assert chart.title == "Headache days down from 20 to 9 in 28 (draft, not signed)"
    assert "Of a draft, not signed: 9, 16 Mar 2026." in chart.description
    assert [row[1] for row in chart.rows] == ["20", "15", "9 (draft, not signed)"]
    assert chart.note == "A hollow point is of a draft, not signed."


def test_a_finding_is_marked_where_its_first_or_last_value_is_a_drafts():
    marked = [finding_title(drafted([20, 15, 9], number)).endswith("(draft, not signed)") for number in range(3)]
    assert marked == [True, False, True]
    assert not finding_title(drafted([20, 15, 9], 0, baseline=22)).endswith("(draft, not signed)")
    assert small_multiples([trend([1, 2]), drafted([3, 4], 0)], key="two", title="Two").note
    assert not trend_chart(trend([1, 2])).note
