"""The body chart: every muscle on every side it has, numbered as it is chosen."""

import math
from itertools import combinations

import pytest

from practice import reference
from practice.body_chart import body_chart, chart_to_choose_from
from practice.body_views import FINGER, HEIGHT, WIDTH, Shown

pytestmark = pytest.mark.django_db


def marks():
    return [mark for view in body_chart().views for mark in view.marks]


def test_every_muscle_of_the_catalogue_has_a_mark_on_each_of_its_sides():
    wanted = {
        (key, side)
        for key, muscle in reference.muscles().items()
        for side in (("midline",) if muscle["laterality"] == "midline" else ("left", "right"))
    }
    assert {(mark.muscle, mark.side) for mark in marks()} == wanted


def test_a_picture_shows_a_muscle_once_a_side_and_inside_its_frame():
    for view in body_chart().views:
        shown = [(mark.muscle, mark.side) for mark in view.marks]
        assert len(shown) == len(set(shown)), view.key
        assert all(0 < mark.x < WIDTH and 0 < mark.y < HEIGHT for mark in view.marks)


def test_sides_are_the_patients_and_mirror_each_other():
    by_view = {view.key: {(mark.muscle, mark.side): mark for mark in view.marks} for view in body_chart().views}
    behind, front = by_view["posterior"], by_view["anterior"]
    assert behind["trapezius_upper", "right"].x > WIDTH / 2 > behind["trapezius_upper", "left"].x
    assert front["pectoralis_major", "right"].x < WIDTH / 2 < front["pectoralis_major", "left"].x
    right, left = by_view["right"]["temporalis", "right"], by_view["left"]["temporalis", "left"]
    assert (round(right.x + left.x, 1), right.y) == (WIDTH, left.y)


def test_what_must_not_be_needled_and_what_is_risky_is_said_in_words():
    said = {mark.muscle: mark.words for mark in marks() if mark.side == "right"}
    assert said["rectus_capitis_posterior_minor"].endswith("right, not to be needled")
    assert said["trapezius_lower"].endswith("right, high risk")
    assert said["infraspinatus"].endswith(", right")


def test_chosen_muscles_are_numbered_in_order_and_both_sides_are_one():
    chart = body_chart().with_chosen([("temporalis", "left"), ("trapezius_upper", "bilateral")])
    numbers = {(mark.muscle, mark.side): mark.sign for view in chart.views for mark in view.marks if mark.sign}
    assert numbers == {
        ("temporalis", "left"): "1", ("trapezius_upper", "left"): "2", ("trapezius_upper", "right"): "2",
    }  # fmt: skip
    assert [view.key for view in chart.only_chosen().views] == ["posterior", "anterior", "left"]
    assert not any(mark.sign for mark in marks())


def test_what_is_shown_of_a_muscle_is_said_in_words_too():
    chart = body_chart().with_shown([Shown("temporalis", "left", "2", "2 needles in, twitch", ringed=True)])
    found = {mark for view in chart.views for mark in view.marks if mark.ringed}
    assert {mark.sign for mark in found} == {"2"}
    assert all(mark.words.endswith("left: 2 needles in, twitch") for mark in found)


def test_counts_lie_beside_each_other_and_lines_lead_to_their_places():
    shown = [Shown(mark.muscle, mark.side, "3", heat=4) for mark in body_chart().views[0].marks if mark.y < HEIGHT / 2]
    chart = body_chart().with_shown(shown).apart()
    for view in chart.views:
        places = [mark.shown_at for mark in view.marks if mark.sign]
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in places), view.key
        near = [(one, other) for one, other in combinations(places, 2) if math.dist(one, other) < 40]
        assert near == [], view.key
    assert any(mark.is_moved for mark in chart.views[0].marks)
    assert not any(mark.is_moved for view in chart.views for mark in view.marks if not mark.sign)


def test_marks_to_choose_from_lie_a_finger_apart_near_their_places_and_mirror_each_other():
    for view in chart_to_choose_from().views:
        places = {(mark.muscle, mark.side): mark.shown_at for mark in view.marks}
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in places.values()), view.key
        assert min(math.dist(one, other) for one, other in combinations(places.values(), 2)) > FINGER - 1, view.key
        assert max(math.dist(mark.shown_at, (mark.x, mark.y)) for mark in view.marks) < 45, view.key
        pairs = (
            [(places[muscle, "left"], place) for (muscle, side), place in places.items() if side == "right"]
            if (view.key in ("posterior", "anterior"))
            else []
        )
        assert all(abs(left[0] + right[0] - WIDTH) < 0.3 and left[1] == right[1] for left, right in pairs), view.key


def test_a_count_that_nothing_covers_stays_where_it_is():
    chart = body_chart().with_shown([Shown("temporalis", "left", "2"), Shown("trapezius_upper", "right", "1")]).apart()
    assert not any(mark.is_moved for view in chart.views for mark in view.marks)
