"""A browser that refuses to keep anything (a private window, a policy): the room works with the network and says so."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.room import choose_muscle, complaints, discard, drafts, open_new, saved, says, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
THERAPIST = "therapist@harbor.example"
SESSIONS = "**/api/v1/sessions/**"
REFUSES = """() => {
  IDBFactory.prototype.open = () => { throw new DOMException("Refused.", "SecurityError"); };
}"""


@pytest.fixture
def page(open_page):
    page = open_page(size="tablet")
    page.context.add_init_script(f"({REFUSES})()")
    sign_in(page, THERAPIST)
    return page


def test_a_session_is_logged_and_what_is_not_kept_is_said(page):
    open_new(page)
    says(page, "This browser keeps nothing")
    choose_muscle(page, "splenius_capitis", "left")
    page.fill("[name=targets-0-needles_in]", "2")
    assert saved(page)["targets"][0]["needles_in"] == 2
    says(page, "This browser keeps nothing: only what says saved is safe.")
    page.route(SESSIONS, lambda route: route.abort())
    page.fill("[name=note]", "On this page alone")
    says(page, "Not sent yet")
    says(page, "This browser keeps nothing: stay on this page until it says saved.")
    expect(page.locator("#saved-state")).not_to_contain_text("kept here")
    assert complaints(page) == []
    page.get_by_role("button", name="Review and sign").click()
    expect(page.get_by_text("Stay on this page until it answers.")).to_be_visible()
    page.unroute(SESSIONS)
    assert saved(page)["note"] == "On this page alone"
    discard(page)


def test_a_sign_out_sends_what_it_can_and_names_what_nobody_would_have(page):
    episode = open_new(page)
    page.fill("[name=note]", "Sent on the way out")
    sign_out(page)
    page.wait_for_url(re.compile("/accounts/login/"))
    sign_in(page, THERAPIST)
    assert drafts(page, episode)[0]["note"] == "Sent on the way out"
    page.goto(f"/sessions/{drafts(page, episode)[0]['id']}/")
    saved(page)
    page.route(SESSIONS, lambda route: route.abort())
    page.fill("[name=note]", "On this page alone")
    says(page, "No answer")
    sign_out(page)
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("1 session is not sent yet")
    expect(asked).to_contain_text("Ada Testcase")
    expect(asked).to_contain_text("This browser keeps nothing: it stands on the open page alone.")
    assert complaints(page) == []
    page.get_by_role("button", name="Stay signed in").click()
    page.unroute(SESSIONS)
    assert saved(page)["note"] == "On this page alone"
    page.route(SESSIONS, lambda route: route.abort())
    page.fill("[name=note]", "Given up")
    says(page, "No answer")
    sign_out(page)
    page.get_by_role("button", name="Discard and sign out").click()
    page.wait_for_url(re.compile("/accounts/login/"))
    page.unroute(SESSIONS)
    sign_in(page, THERAPIST)
    page.goto(f"/sessions/{drafts(page, episode)[0]['id']}/")
    assert saved(page)["note"] == "On this page alone"
    discard(page)


def test_the_shell_says_that_nothing_can_be_kept(page):
    page.goto("/kept/")
    expect(page.get_by_text("This browser keeps nothing")).to_be_visible()
    expect(page.get_by_text("is kept on this device")).to_have_count(0)
    assert complaints(page) == []
