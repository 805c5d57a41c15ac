"""A sign-in that ended while a page was open: the page says so instead of losing what was there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.room import OFFLINE, complaints, discard, open_new, saved, says, sign_out
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


def test_a_filter_leads_to_the_sign_in_and_back_to_what_was_asked(open_page):
    page = open_page("frontdesk@harbor.example", size="desk")
    page.goto("/patients/")
    page.context.clear_cookies(name="sessionid")  # the sign-in ends; the token against forgery outlives it
    page.fill("[name=q]", "ada")
    page.wait_for_url(re.compile(r"/accounts/login/\?next="))
    page.fill("[name=login]", "frontdesk@harbor.example")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url(re.compile(r"/patients/$"))
    page.fill("[name=q]", "ada")
    page.wait_for_url(re.compile(r"/patients/\?find="))
    page.get_by_role("link", name="Ada Testcase").first.click()
    page.wait_for_url(re.compile("/patients/0"))
    page.go_back()
    expect(page.locator("[name=q]")).to_have_value("ada")
    expect(page.get_by_role("link", name="Ada Testcase").first).to_be_visible()  # other tests load her case again
    expect(page.get_by_role("link", name="Cleo Careful")).to_have_count(0)


MEMBERS = """() => new Promise((resolve, fail) => {
  const asked = indexedDB.open("myoplan");
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const counted = asked.result.transaction("members").objectStore("members").count();
    counted.onsuccess = () => resolve(counted.result);
  };
})"""


def test_the_page_of_signing_out_takes_the_key_from_the_device_too(open_page):
    page = open_page("assistant@harbor.example", size="tablet")
    page.goto("/patients/")
    wait_until(lambda: page.evaluate(MEMBERS) == 1, "the device knows its member")
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/accounts/login"))
    assert page.evaluate(MEMBERS) == 0


BREAKS = """([of, name]) => {
  const { prototype } = window[of], works = prototype[name];
  prototype[name] = () => { throw new DOMException("The connection is lost.", "InvalidStateError"); };
  window.mend = () => { prototype[name] = works; };
}"""
SESSIONS = "**/api/v1/sessions/**"


@pytest.fixture
def at_work(open_page):
    """A therapist's tablet that knows its member."""
    page = open_page("therapist@harbor.example", size="tablet")
    page.goto("/work/")
    wait_until(lambda: page.evaluate(MEMBERS) == 1, "the device knows its member")
    return page


def test_what_cannot_be_read_on_the_way_out_is_asked_about_and_goes(at_work):
    page = at_work
    page.evaluate(BREAKS, ["IDBIndex", "getAll"])
    sign_out(page)
    expect(page.get_by_role("dialog")).to_contain_text("Something may be not sent yet")
    page.get_by_role("button", name="Discard and sign out").click()
    page.wait_for_url(re.compile("/accounts/login"))
    assert page.evaluate(MEMBERS) == 0


def test_a_device_that_cannot_be_emptied_is_told_before_the_sign_out(at_work):
    page = at_work
    page.evaluate(BREAKS, ["IDBObjectStore", "delete"])
    sign_out(page)
    expect(page.get_by_role("dialog")).to_contain_text("This device could not be emptied")
    assert complaints(page) == []
    page.get_by_role("button", name="Stay signed in").click()
    page.evaluate("window.mend()")
    sign_out(page)
    page.wait_for_url(re.compile("/accounts/login"))
    assert page.evaluate(MEMBERS) == 0


def held_back(context) -> list:
    """What is written to a session from now on has no answer."""
    held = []
    context.route(SESSIONS, lambda route: route.continue_() if route.request.method == "GET" else held.append(route))
    return held


def test_a_silent_network_is_said_at_once_and_holds_nobody_up(open_page):
    page = open_page("therapist@harbor.example", size="tablet")
    dialog = page.get_by_role("dialog")
    page.clock.install()
    open_new(page)
    held = held_back(page.context)
    page.fill("[name=note]", "On its way")
    says(page, "Saving")
    wait_until(lambda: page.evaluate("count => count", len(held)) == 1, "what was entered has left")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    for seconds, way_on in ((0, "Do not wait"), (5, None)):
        sign_out(page)
        page.clock.run_for(400)
        expect(dialog).to_contain_text("Sending what is left on this device")
        page.clock.run_for(seconds * 1000)
        if way_on:
            page.get_by_role("button", name=way_on).click()
        expect(dialog).to_contain_text("1 session is not sent yet")
        page.get_by_role("button", name="Stay signed in").click()
    page.clock.resume()
    page.context.unroute(SESSIONS)
    assert saved(page)["note"] == "On its way"
    discard(page)


def test_two_taps_on_sign_out_are_one(open_page):
    page = open_page("therapist@harbor.example", size="tablet")
    context = page.context
    open_new(page)
    context.route(SESSIONS, lambda route: route.abort())
    page.fill("[name=note]", "Left behind")
    says(page, OFFLINE)
    page.close()
    context.unroute(SESSIONS)
    held = held_back(context)
    page = context.new_page()
    page.goto("/work/")
    wait_until(lambda: page.evaluate("count => count", len(held)) == 1, "the page sends what was left")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").dblclick()
    expect(page.get_by_role("dialog")).to_contain_text("1 session is not sent yet", timeout=15_000)
    assert len(held) == 2
    page.get_by_role("button", name="Discard and sign out").click()
    page.wait_for_url(re.compile("/accounts/login"))
    assert page.evaluate(MEMBERS) == 0
