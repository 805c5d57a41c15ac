"""A page that is open when the network goes: it says so, keeps what a form holds, and moves nothing afterwards."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture
from tests.browser.room import OFFLINE, choose_muscle, complaints, discard, saved, says
from tests.browser.room_offline import kept_day, online, open_offline, untouched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
SAYS = "No connection to the clinic"


@pytest.mark.parametrize("who", ["therapist", "frontdesk"])
def test_today_says_by_itself_that_the_network_went_and_came_back(open_page, who):
    page = open_page(f"{who}@harbor.example")
    page.goto("/")
    page.wait_for_load_state("networkidle")
    said = page.locator("[data-connection]")
    expect(said).to_be_hidden()
    page.context.set_offline(True)
    expect(said).to_contain_text(SAYS)
    expect(said).to_be_visible(timeout=3_000)
    expect(said).to_contain_text(re.compile(r"as of \d\d:\d\d"))
    keep_picture(page, f"offline-open-today-{who}")
    assert complaints(page) == []
    page.context.set_offline(False)
    expect(said).to_be_hidden(timeout=10_000)


def test_a_network_in_name_only_is_said_too(open_page):
    page = open_page("frontdesk@harbor.example")
    page.clock.install()
    page.goto("/")
    page.route("**/api/v1/me/", lambda route: None)
    page.clock.run_for(16_000)
    page.clock.run_for(6_000)
    expect(page.locator("[data-connection]")).to_be_visible()


def test_a_form_that_would_be_lost_on_its_way_stays(open_page):
    page = open_page("frontdesk@harbor.example", size="desk")
    page.goto("/patients/new/")
    page.fill("[name=given_name]", "Nobody yet")
    page.context.set_offline(True)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("nothing was sent, and what you entered is still here")).to_be_visible()
    expect(page.locator("[data-connection]")).to_be_visible()
    expect(page.locator("[name=given_name]")).to_have_value("Nobody yet")
    page.context.set_offline(False)
    page.get_by_role("button", name="Register").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=given_name]")).to_have_value("Nobody yet")


TOP = "(name) => document.querySelector(`[name='${name}']`).closest('.field').getBoundingClientRect().top"


def test_a_session_stands_still_when_the_clinics_page_takes_its_place(open_page):
    page = open_page("therapist@harbor.example")
    name, _ = untouched(kept_day(page))
    open_offline(page, name)
    for row, muscle in enumerate(("splenius_capitis", "trapezius_upper", "levator_scapulae")):
        choose_muscle(page, muscle, "left", row)
    says(page, OFFLINE)
    page.locator("[name=note]").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, -120)")
    before = page.evaluate(TOP, "note")
    online(page)
    saved(page)
    expect(page.locator("[data-room-ready]")).to_be_visible()
    assert abs(page.evaluate(TOP, "note") - before) < 24
    discard(page)
