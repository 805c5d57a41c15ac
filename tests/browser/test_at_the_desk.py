"""The front desk at three sizes: register, find, invite, book, cancel, merge and undo; answer who asks from outside."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture
from tests.browser.room import ASK
from tests.browser.test_calendar import a_tuesday

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
SIZES = {"desk": 6, "portrait": 7, "phone": 8}  # each with a week of the calendar to itself
DESK = "frontdesk@harbor.example"
PACE = 90  # milliseconds between two letters: the page asks again whoever writes all of it within three seconds


def register(page, given: str, family: str) -> str:
    """The record number that the clinic gives."""
    page.goto("/patients/")
    page.get_by_role("link", name="Register a patient").click()
    page.fill("[name=given_name]", given)
    page.fill("[name=family_name]", family)
    page.fill("[name=date_of_birth]", "6 Oct 1985")
    page.fill("[name=email]", "somebody@patients.example")
    page.get_by_role("button", name="Register").click()
    if page.locator("[name=confirm_duplicate]").count():
        page.locator("label:has([name=confirm_duplicate])").click()
        page.get_by_role("button", name="Register").click()
    page.wait_for_url(re.compile("/patients/0"))
    return str(page.evaluate(ASK, f"patients/{page.url.rstrip('/').split('/')[-1]}/")["record_number"])


def found(page, typed: str, name: str):
    """A row of the box on Today, which finds while one types."""
    page.goto("/")
    page.get_by_label("Find a patient").press_sequentially(typed)
    return page.locator("#found").get_by_role("link", name=name)


def book(page, *, weeks: int) -> None:
    """At ten on a Tuesday, for whoever the box of the calendar finds."""
    page.goto("/calendar/?therapist=all")
    page.goto(f"/calendar/?therapist=all&day={a_tuesday(page, weeks=weeks)}")
    page.locator("td.is-free[data-at$='T10:00'] a").first.click()


@pytest.mark.parametrize(("size", "weeks"), SIZES.items())
def test_from_registering_to_merging_and_back(open_page, size, weeks):
    page, family = open_page(DESK, size=size), f"Ünal-O'Desk{weeks}"
    number = register(page, "Zoë (synthetic)", family)
    home = page.url
    for typed in (f"unal zoe odesk{weeks}", number, "oct 6, 1985 zoe"):
        expect(found(page, typed, family).first).to_be_visible()
    found(page, number, family).first.click()
    page.get_by_role("link", name=re.compile("^Invite")).first.click()
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text(re.compile("invitation", re.I)).first).to_be_visible()
    book(page, weeks=weeks)
    page.get_by_label("Find the patient").fill(number)
    page.get_by_label("Find the patient").press("Enter")
    page.get_by_role("link", name=re.compile("Zoë")).click()
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_text("Booked for")).to_be_visible()
    keep_picture(page, f"desk-booked-{size}")
    page.get_by_role("link", name="Cancel the appointment").click()
    page.fill("[name=reason]", "Called off by telephone.")
    page.get_by_role("button", name="Cancel the appointment").click()
    expect(page.get_by_text("Cancelled because")).to_be_visible()
    other = register(page, "Zoe (synthetic)", family.replace("Ü", "U"))
    assert other != number
    page.goto(home)
    page.get_by_role("link", name=re.compile("Merge|Compare", re.I)).first.click()
    page.locator("label:has([name=stays])").first.click()
    page.fill("[name=reason]", "Registered twice.")
    keep_picture(page, f"desk-merge-{size}")
    page.get_by_role("button", name="Merge both records").click()
    page.get_by_role("link", name=re.compile("Undo the merge")).first.click()
    page.fill("[name=reason]", "Two people after all.")
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_text("Undone").first).to_be_visible()
    expect(found(page, other, "Unal").first).to_be_visible()


@pytest.mark.parametrize(("size", "weeks"), SIZES.items())
def test_a_request_from_the_public_page_becomes_an_appointment(open_page, size, weeks):
    stranger, name = open_page(size=size), f"Sam Stranger{weeks}"
    stranger.goto("/request/harbor/")
    stranger.fill("[name=name]", name)
    stranger.fill("[name=phone]", f"555 010{weeks}")
    stranger.locator("[name=symptoms]").press_sequentially("Headache behind the eyes since spring.", delay=PACE)
    stranger.locator("label:has([name=may_contact])").click()
    stranger.get_by_role("button", name="Send the request").click()
    stranger.wait_for_url(re.compile("/thanks/"))
    page = open_page(DESK, size=size)
    page.goto("/requests/")
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Register and book").click()
    page.fill("[name=date_of_birth]", "27 Mar 1984")
    page.get_by_role("link", name="Look for a free time").click()
    page.goto(f"{page.url}&day={a_tuesday(page, weeks=weeks)}")
    page.locator("td.is-free[data-at$='T11:00'] a").first.click()
    page.fill("[name=date_of_birth]", "27 Mar 1984")
    page.get_by_role("button", name="Register and book").click()
    expect(page.locator(".page-lead")).to_contain_text(re.compile(f"{name} with .*Booked", re.S))
