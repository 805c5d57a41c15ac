"""What changed from one revision of a plan to the next."""

from plans.rules.revisions import amount_in_words, changes, goal_changes


def test_only_the_lines_that_differ_stand_in_the_order_of_the_newer_revision():
    before = {"Frequency": "2 a week", "Duration": "8 weeks", "Note": "Start low."}
    after = {"Duration": "8 weeks", "Types": "Needling", "Frequency": "1 a week"}
    assert [tuple(change) for change in changes(before, after)] == [
        ("Types", "", "Needling"), ("Frequency", "2 a week", "1 a week"), ("Note", "Start low.", ""),
    ]  # fmt: skip


def test_the_same_plan_has_no_changes():
    assert changes({"Duration": "8 weeks"}, {"Duration": "8 weeks"}) == []


def test_a_goal_of_both_revisions_is_compared_point_by_point():
    before = {"HIT-6": {"baseline": "64", "target": "≤ 56", "due": "1 Mar 2026"}, "NDI": {"target": "≤ 8"}}
    moved = {"HIT-6": {"baseline": "62", "target": "≤ 56", "due": "1 May 2026"}, "NDI": {"target": "≤ 8"}}
    assert [tuple(change) for change in goal_changes(before, moved)] == [
        ("HIT-6, baseline", "64", "62"), ("HIT-6, due", "1 Mar 2026", "1 May 2026"),
    ]  # fmt: skip
    assert goal_changes(before, before) == []


def test_a_goal_of_one_revision_is_said_whole_and_what_fell_away_comes_last():
    before, after = {"NDI": {"target": "≤ 8", "due": ""}}, {"PSFS": {"target": "≥ 7", "due": "end of plan"}}
    assert [tuple(change) for change in goal_changes(before, after)] == [
        ("PSFS", "", "target ≥ 7; due end of plan"), ("NDI", "target ≤ 8", ""),
    ]  # fmt: skip


def test_an_amount_that_nobody_said_is_one_treatment():
    assert amount_in_words(None) == amount_in_words(1) == "one treatment on each day of a visit"
    assert amount_in_words(2) == "2 treatments on each day of a visit"
