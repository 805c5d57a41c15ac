"""A sign-in that ended while a page was open: the page says so instead of losing what was there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
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
