"""The calendar by keyboard: arrows find a free time, Enter books it, and the page fits a phone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


def test_a_free_time_is_found_and_booked_without_a_mouse(open_page):
    page = open_page("frontdesk@harbor.example", size="desk")
    page.goto("/calendar/")
    page.get_by_role("link", name="After this day").click()
    page.wait_for_url(re.compile(r"[?]day="))
    page.locator(".slot-free").first.focus()
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.href") != first
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.href") == first
    page.keyboard.press("Enter")
    page.get_by_label("Find the patient").fill("newcomer")
    page.get_by_label("Find the patient").press("Enter")
    page.get_by_role("link", name=re.compile("Noor Newcomer")).press("Enter")
    expect(page.get_by_role("textbox", name="When")).to_have_value(re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d$"))
    page.get_by_role("button", name="Book", exact=True).press("Enter")
    expect(page.get_by_text("Booked for")).to_be_visible()


def test_arrows_reach_appointments_over_several_half_hours_once(open_page):
    page = open_page("frontdesk@harbor.example", size="desk")
    page.goto("/calendar/?therapist=all")
    page.locator(".slot-free").first.focus()
    seen = [page.evaluate("document.activeElement.href")]
    for _ in range(40):
        page.keyboard.press("ArrowDown")
        here = page.evaluate("document.activeElement.href")
        if here == seen[-1]:
            break
        seen.append(here)
    assert len(seen) == len(set(seen))
    assert any("/appointments/new/" not in each for each in seen)


def test_an_appointment_is_dragged_to_a_free_time_and_taken_back(open_page):
    page = open_page("frontdesk@harbor.example", size="desk")
    page.goto("/calendar/?therapist=all")
    page.get_by_role("link", name="After this day").click()
    page.wait_for_url(re.compile(r"[?&]day="))
    page.locator("td.is-free[data-at$='T17:00'] a").first.click()
    page.get_by_label("Find the patient").fill("newcomer")
    page.get_by_label("Find the patient").press("Enter")
    page.get_by_role("link", name=re.compile("Noor Newcomer")).click()
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_text("Booked for")).to_be_visible()
    mine = page.url.rstrip("/").split("/")[-1]
    page.get_by_role("link", name="The day").click()
    slot = page.locator(f"[data-appointment='{mine}']")
    before = slot.locator(".slot-time").text_content()
    slot.drag_to(page.locator("td.is-free[data-at$='T16:00']").first)
    expect(slot.locator(".slot-time")).to_have_text(re.compile("^16:00"))
    page.get_by_role("button", name="Undo").click()
    expect(slot.locator(".slot-time")).to_have_text(before)
