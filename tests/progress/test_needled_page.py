"""Where the needles went: in heat, period by period, with change per muscle, for those who may open charts alone."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.rules import heat
from progress.rules.heat import Told
from tests.factories.progress import worked_episode
from tests.factories.sessions import treatable_episode

DAY = date(2026, 8, 3)


def told(*rows):
    return [Told(muscle, side, DAY + timedelta(days=after), uuid4()) for muscle, side, after in rows]


def test_periods_begin_with_the_first_needle_and_end_with_the_last():
    periods = heat.periods_of([DAY + timedelta(days=27), DAY, DAY + timedelta(days=28)])
    assert [(period.first, period.last) for period in periods] == [
        (DAY, date(2026, 8, 30)),
        (date(2026, 8, 31), date(2026, 9, 27)),
    ]
    assert heat.periods_of([]) == []


def test_a_muscle_counts_once_a_session_and_side_and_only_in_its_period():
    rows = told(("a", "left", 0), ("a", "left", 27), ("a", "right", 27), ("a", "left", 28))
    first, second = heat.periods_of(row.on for row in rows)
    assert heat.counted(rows) == {("a", "left"): 3, ("a", "right"): 1}
    assert heat.counted(rows, first) == {("a", "left"): 2, ("a", "right"): 1}
    assert heat.counted(rows, second) == {("a", "left"): 1}
    assert heat.most_in(rows, (first, second)) == 2
    assert heat.by_muscle(heat.counted(rows)) == {"a": {"left": 3, "right": 1}}
    twice = [rows[0], rows[0]]
    assert heat.counted(twice) == {("a", "left"): 1}


@given(st.integers(1, 60), st.data())
def test_more_is_never_cooler_and_the_most_is_hottest(most, data):
    less, more = sorted(data.draw(st.tuples(st.integers(0, most), st.integers(0, most))))
    assert heat.heat(less, most) <= heat.heat(more, most)
    assert heat.heat(most, most) == heat.STEPS
    assert (heat.heat(less, most) == 0) == (less == 0)


@pytest.fixture
def episode(cast):
    return worked_episode(cast)


def heats(page):
    return {int(step) for step in re.findall(r'class="body-mark[^"]* is-heat heat-(\d)"', page)}


def test_the_page_shows_the_whole_course_and_steps_through_it(as_page, episode):
    browser, path = as_page("ana"), f"/episodes/{episode.pk}/needled/"
    whole = browser.get(path)
    assert 8 in heats(whole.text)
    assert "association, not cause" in whole.text
    assert "Not enough data yet" in whole.text
    number = len(whole.context["periods"])
    assert number > 1
    counted = [browser.get(f"{path}?period={at}").context["rows"] for at in range(1, number + 1)]
    for name in (row["name"] for row in whole.context["rows"]):
        by_side = {
            side: sum(row[side] for rows in counted for row in rows if row["name"] == name)
            for side in ("right", "left")
        }
        row = next(row for row in whole.context["rows"] if row["name"] == name)
        assert by_side == {"right": row["right"], "left": row["left"]}
    last = browser.get(f"{path}?period={number}").text
    assert f'href="?period={number - 1}"' in last
    assert f"?period={number + 1}" not in last


@pytest.mark.parametrize("period", ["0", "99", "x", "-1", "²"])
def test_a_period_that_there_is_not_is_no_page(as_page, episode, period):
    assert as_page("ana").get(f"/episodes/{episode.pk}/needled/", {"period": period}).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("rui", 403), ("pia", 403), ("eva", 404), ("ida", 200), ("max", 200)])
def test_who_may_look(as_page, episode, who, status):
    assert as_page(who).get(f"/episodes/{episode.pk}/needled/").status_code == status


def test_the_patients_page_leads_there_and_is_in_heat_too(as_page, episode):
    page = as_page("ana").get(f"/patients/{episode.patient_id}/").text
    assert f'href="/episodes/{episode.pk}/needled/"' in page
    assert 8 in heats(page)


def test_without_needles_the_page_names_the_next_step(cast, as_page):
    row = treatable_episode(cast)
    page = as_page("ana").get(f"/episodes/{row.pk}/needled/").text
    assert f'href="/episodes/{row.pk}/sessions/new/"' in page
    assert "sessions/new/" not in as_page("max").get(f"/episodes/{row.pk}/needled/").text


def test_what_cannot_be_compared_is_said_once(as_page, episode):
    page = as_page("ana").get(f"/episodes/{episode.pk}/needled/").text
    assert page.count("Not enough data yet") == 1
