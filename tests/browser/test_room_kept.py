"""What the treatment room's device keeps for a day without network: for whom, how long, and nothing besides."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.room import OFFLINE, ready, says, sign_out
from tests.browser.room_offline import A_DAY_AHEAD, NAMES, OWNERS, THERAPIST, kept_day, open_offline, untouched
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


@pytest.fixture
def page(open_page):
    return open_page(THERAPIST, size="tablet")


def test_what_was_read_is_gone_after_midnight_and_what_was_entered_is_not(page):
    name, _ = untouched(kept_day(page))
    open_offline(page, name)
    page.fill("[name=note]", "Late in the evening")
    says(page, OFFLINE)
    page.add_init_script(A_DAY_AHEAD)
    page.goto("/")
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    expect(page.get_by_role("heading", name="Appointments")).to_have_count(0)
    page.get_by_role("link", name=name).click()
    ready(page)
    expect(page.locator("[name=note]")).to_have_value("Late in the evening")
    expect(page.locator("[data-banner]")).to_be_hidden()
    page.get_by_role("button", name="Discard what is here").click()
    page.get_by_role("button", name="Discard what I entered").click()
    expect(page.get_by_text("Nothing is kept on this device")).to_be_visible()


@pytest.mark.parametrize("somebody", ["frontdesk@harbor.example", "therapist@summit.example"])
def test_nobody_else_at_the_device_sees_the_day(page, somebody):
    told, context = kept_day(page), page.context
    ids = [one["id"] for one in (*told["episodes"], *told["drafts"])]  # both demo clinics have people of the same names
    [former] = page.evaluate(NAMES, "members")
    page.close()
    context.clear_cookies(name="sessionid")
    other = context.new_page()
    sign_in(other, somebody)
    other.goto("/accounts/2fa/")
    wait_until(lambda: former not in other.evaluate(NAMES, "members"), "the former member's key is gone")
    assert former not in other.evaluate(OWNERS, "read")
    context.set_offline(True)
    other.goto("/")
    expect(other.get_by_text("No connection to the clinic")).to_be_visible()
    expect(other.locator("[data-view] section").first).to_be_visible()
    assert not [one for one in ids if one in other.content()]


def test_after_a_sign_out_nothing_is_left(page):
    kept_day(page)
    sign_out(page)
    page.wait_for_url(re.compile("/accounts/login/"))
    assert [page.evaluate(NAMES, store) for store in ("members", "read", "work")] == [[], [], []]
    page.context.set_offline(True)
    page.goto("/")
    expect(page.get_by_text("Nothing is kept on this device")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/kept/"])
def test_other_tabs_leave_with_a_sign_out_and_read_nothing_again(page, path):
    name = kept_day(page)["appointments"][0]["name"]
    other = page.context.new_page()
    other.goto(path)
    expect(other.get_by_text(name).first).to_be_visible()
    sign_out(page)
    other.wait_for_url(re.compile("/accounts/login/"))
    page.wait_for_url(re.compile("/accounts/login/"))
    assert [other.evaluate(NAMES, store) for store in ("members", "read", "work")] == [[], [], []]


def test_a_page_that_the_device_does_not_keep_says_so(page):
    kept_day(page)
    page.context.set_offline(True)
    for path, words in (
        ("/patients/", "This page needs the clinic's server"),
        ("/episodes/01900000-0000-7000-8000-000000000000/sessions/new/", "This one is not kept on this device"),
        ("/sessions/01900000-0000-7000-8000-000000000000/", "This one is not kept on this device"),
    ):
        page.goto(path)
        expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("link", name="To the patients of today").click()
    expect(page.get_by_role("heading", name="Appointments")).to_be_visible()


def test_no_record_lies_in_a_cache(page):
    told = kept_day(page)
    kept = page.evaluate("""async () => {
      const texts = [];
      for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys())
        texts.push(await (await (await caches.open(name)).match(request)).text());
      return texts.join(" ");
    }""")
    assert "No connection to the clinic" in kept
    secrets = [value for one in told["episodes"] for value in (one["name"], one["id"])]
    for secret in (*secrets, THERAPIST, "Harbor", 'csrfmiddlewaretoken" value'):
        assert secret not in kept, secret
