"""Scales and timers of the session's screen in a real browser: no value before an answer, no time lost by a reload."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.room import choose_muscle, discard, open_new, ready, saved

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
FIRST, SECOND = ("splenius_capitis", "left"), ("trapezius_upper", "right")


@pytest.fixture
def new_session(open_page):
    """A new session of somebody who may be needled; what becomes a draft is discarded."""
    page = open_page("therapist@harbor.example", size="tablet")
    page.clock.install()
    open_new(page, "Gia")
    yield page
    opener = page.get_by_role("button", name="Discard").first
    if opener.is_visible():
        discard(page)


def timer(page, row=0):
    return page.locator("#targets [data-rows] > [data-target]").nth(row).locator("[data-timer]")


def passed(page, minutes):
    """So much time goes by while the screen is on."""
    page.clock.run_for(minutes * 60_000)


def test_a_scale_has_no_value_until_somebody_answers_and_can_be_unasked(new_session):
    page, pain = new_session, new_session.locator("#id_pain_before")
    scale = page.get_by_role("slider", name="Pain before")
    assert scale.bounding_box()["height"] >= 44
    expect(scale).to_have_attribute("aria-valuetext", "Not asked")
    expect(pain).to_have_value("")
    scale.press("Home")
    expect(pain).to_have_value("0")
    page.get_by_role("button", name="Not asked: Pain before").click()
    expect(pain).to_have_value("")
    scale.click(position={"x": 2, "y": 22})
    expect(pain).to_have_value("0")
    scale.press("End")
    expect(pain).to_have_value("10")
    pain.fill("7")
    expect(scale).to_have_value("7")


def test_several_timers_run_at_once_and_fill_the_minutes(new_session):
    page = new_session
    choose_muscle(page, *FIRST)
    choose_muscle(page, *SECOND, row=1)
    page.get_by_role("button", name="Start a timer for each").click()
    page.locator("#targets").get_by_role("button", name="10 minutes").nth(1).click()
    passed(page, 7)
    expect(timer(page).get_by_role("timer")).to_have_text(re.compile(r"7:\d\d"))
    timer(page).get_by_role("button", name="Stop the timer").click()
    expect(page.locator("[name=targets-0-dwell_minutes]")).to_have_value("7")
    expect(timer(page, 1).get_by_role("status")).to_have_text("")
    passed(page, 3)
    expect(timer(page, 1).get_by_role("status")).to_have_text("Over: 10 minutes have passed")
    expect(page.locator("[data-timer-sum]")).to_contain_text("Over: Upper trapezius, right")
    expect(page.locator("[name=targets-1-dwell_minutes]")).to_have_value("")


def test_a_timer_runs_on_through_a_reload_and_its_muscle_stays(new_session):
    page = new_session
    choose_muscle(page, *FIRST)
    timer(page).get_by_role("button", name="Start the timer").click()
    page.locator("#ledger-chart [data-muscle=splenius_capitis][data-side=left]").first.click()
    expect(timer(page).get_by_role("timer")).to_be_visible()
    passed(page, 4)
    saved(page)
    page.reload()
    ready(page)
    expect(timer(page).get_by_role("timer")).to_have_text(re.compile(r"4:\d\d"))
    passed(page, 1)
    timer(page).get_by_role("button", name="Stop the timer").click()
    assert saved(page)["targets"][0]["dwell_minutes"] == 5


def test_a_timer_goes_with_its_muscle_and_comes_back_with_an_undo_alone(new_session):
    page = new_session
    choose_muscle(page, *FIRST)
    choose_muscle(page, *SECOND, row=1)
    remove = page.locator("[data-target]:visible [data-remove-row]").first
    timer(page).get_by_role("button", name="Start the timer").click()
    remove.click()
    expect(page.locator("[data-timer-sum]")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(timer(page).get_by_role("timer")).to_be_visible()
    passed(page, 2)
    expect(timer(page).get_by_role("timer")).to_have_text(re.compile(r"2:\d\d"))
    remove.click()
    saved(page)
    page.reload()
    ready(page)
    choose_muscle(page, *FIRST, row=1)
    expect(timer(page, 1).get_by_role("button", name="Start the timer")).to_be_visible()
    expect(page.locator("[data-timer-runs]")).to_have_count(0)


def test_a_timer_that_ran_longer_than_the_note_can_say_writes_nothing(new_session):
    page = new_session
    choose_muscle(page, *FIRST)
    minutes = page.locator("[name=targets-0-dwell_minutes]")
    most = int(minutes.get_attribute("max"))
    timer(page).get_by_role("button", name="Start the timer").click()
    page.clock.fast_forward((most + 5) * 60_000)
    timer(page).get_by_role("button", name="Stop the timer").click()
    expect(timer(page).get_by_role("status")).to_have_text(re.compile(f"More than {most} minutes"))
    expect(minutes).to_have_value("")
    expect(minutes).to_be_visible()


def test_a_timer_of_another_draft_does_not_come_back(new_session):
    page = new_session
    choose_muscle(page, *FIRST)
    timer(page).get_by_role("button", name="Start the timer").click()
    saved(page)
    discard(page)
    open_new(page, "Gia")
    choose_muscle(page, *FIRST)
    expect(timer(page).get_by_role("button", name="Start the timer")).to_be_visible()
    expect(page.locator("[data-timer-runs]")).to_have_count(0)
