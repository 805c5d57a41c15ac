"""The calendar by keyboard: arrows find a free time, Enter books it, and the page fits a phone."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


def test_a_free_time_is_found_and_booked_without_a_mouse(open_page):
    page = open_page("frontdesk@harbor.example", size="desk")
    page.goto("/calendar/")
    page.get_by_role("link", name="Next day").click()
    page.wait_for_url(re.compile(r"[?]day="))
    page.goto(f"/calendar/?day={a_tuesday(page, weeks=1)}")
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
    expect(booked_for_five(page, weeks=7)).to_be_visible()
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


FOUR = "td.is-free[data-at$='T16:00']"


def a_tuesday(page, *, weeks: int) -> date:
    """A day on which the clinic is open, from the calendar's page of a day, so many weeks ahead."""
    shown = date.fromisoformat(page.locator("input[name=day]").input_value())  # in the evening no time of it is free
    return shown + timedelta(days=1 - shown.weekday(), weeks=weeks)


def booked_for_five(page, *, weeks: int):
    """An appointment at five in the afternoon of a Tuesday, so many weeks from now, on the page of its day."""
    page.goto("/calendar/?therapist=all")
    page.goto(f"/calendar/?therapist=all&day={a_tuesday(page, weeks=weeks)}")
    page.locator("td.is-free[data-at$='T17:00'] a").first.click()
    page.get_by_label("Find the patient").fill("newcomer")
    page.get_by_label("Find the patient").press("Enter")
    page.get_by_role("link", name=re.compile("Noor Newcomer")).click()
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_text("Booked for")).to_be_visible()
    mine = page.url.rstrip("/").split("/")[-1]
    page.get_by_role("link", name="Calendar of the day").click()
    page.wait_for_url(re.compile("/calendar/"))  # loaded: its scripts listen
    return page.locator(f"[data-appointment='{mine}']")


class Hand:
    """A finger or a pen on the screen."""

    def __init__(self, page, tool: str) -> None:
        self.session, self.tool, self.x, self.y = page.context.new_cdp_session(page), tool, 0, 0

    def down(self, thing) -> None:
        thing.evaluate("thing => thing.scrollIntoView({ block: 'center', inline: 'center' })")
        self.x, self.y = middle_of(thing)
        self._send("touchStart", "mousePressed")

    def to(self, place) -> None:
        x, y = middle_of(place)
        across, down = (x - self.x) / 4, (y - self.y) / 4
        for _ in range(4):
            self.at(self.x + across, self.y + down)

    def at(self, x: float, y: float) -> None:
        self.x, self.y = x, y
        self._send("touchMove", "mouseMoved")

    def up(self) -> None:
        self._send("touchEnd", "mouseReleased")

    def _send(self, touch: str, mouse: str) -> None:
        if self.tool == "finger":
            points = [] if touch == "touchEnd" else [{"x": self.x, "y": self.y}]
            self.session.send("Input.dispatchTouchEvent", {"type": touch, "touchPoints": points})
        else:
            told = {"type": mouse, "x": self.x, "y": self.y, "button": "left", "buttons": 1, "clickCount": 1}
            self.session.send("Input.dispatchMouseEvent", {**told, "pointerType": "pen"})


def middle_of(thing) -> tuple[float, float]:
    box = thing.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_an_appointment_is_dragged_to_a_free_time_and_taken_back(open_page):
    page = open_page("frontdesk@harbor.example", size="desk")
    slot = booked_for_five(page, weeks=2)
    before = slot.locator(".slot-time").text_content()
    slot.drag_to(page.locator(FOUR).first)
    expect(slot.locator(".slot-time")).to_have_text(re.compile("^16:00"))
    page.get_by_role("button", name="Undo").click()
    expect(slot.locator(".slot-time")).to_have_text(before)


@pytest.mark.parametrize(("tool", "weeks"), [("finger", 3), ("pen", 4)])
def test_held_for_a_moment_it_is_moved_by_finger_and_by_pen_and_taken_back(open_page, tool, weeks):
    page = open_page("frontdesk@harbor.example")
    slot = booked_for_five(page, weeks=weeks)
    before, day = slot.locator(".slot-time").text_content(), page.url
    hand = Hand(page, tool)
    hand.down(slot)
    expect(slot).to_have_class(re.compile("is-held"))
    hand.to(page.locator(FOUR).first)
    expect(page.locator(".is-drop")).to_have_count(1)
    expect(page.locator(".held-label")).to_have_text(re.compile("^16:00, "))
    hand.up()
    expect(slot.locator(".slot-time")).to_have_text(re.compile("^16:00"))
    assert page.url == day
    page.get_by_role("button", name="Undo").click()
    expect(slot.locator(".slot-time")).to_have_text(before)
    slot.tap()
    page.wait_for_url(re.compile("/appointments/"))


def test_a_finger_that_moves_at_once_scrolls(open_page):
    page = open_page("frontdesk@harbor.example", size="phone")
    slot = booked_for_five(page, weeks=5)
    hand = Hand(page, "finger")
    hand.down(slot)
    before, (time, day) = page.evaluate("scrollY"), (slot.locator(".slot-time").text_content(), page.url)
    for _ in range(8):
        hand.at(hand.x, hand.y + 25)
    hand.up()
    wait_until(lambda: page.evaluate("scrollY") != before, "the page has scrolled")
    expect(page.locator(".is-held")).to_have_count(0)
    assert (slot.locator(".slot-time").text_content(), page.url) == (time, day)


def test_what_is_held_at_the_edge_scrolls_along(open_page):
    page = open_page("frontdesk@harbor.example", size="phone")
    slot = booked_for_five(page, weeks=6)
    hand = Hand(page, "finger")
    hand.down(slot)
    expect(slot).to_have_class(re.compile("is-held"))
    before = page.evaluate("scrollY")
    hand.at(hand.x, 20)
    wait_until(lambda: page.evaluate("scrollY") < before - 200, "the page scrolls along")
    hand.at(10, 300)  # over the hours: no place to put it
    expect(page.locator(".is-drop")).to_have_count(0)
    hand.up()
    expect(page.locator(".held-label")).to_have_count(0)
    expect(slot.locator(".slot-time")).to_have_text(re.compile("^17:00"))


def test_a_search_that_is_typed_on_is_not_called_unanswered(open_page):
    page, held = open_page("frontdesk@harbor.example", size="desk"), []
    page.route("**/patients/find/", lambda route: route.continue_() if held else held.append(route))
    page.goto("/appointments/new/")
    with page.expect_request("**/patients/find/"):
        page.get_by_label("Find the patient").press_sequentially("no")
    page.get_by_label("Find the patient").press_sequentially("or")
    expect(page.get_by_role("link", name=re.compile("Noor Newcomer"))).to_be_visible()
    expect(page.get_by_text("No answer from the clinic's server")).to_have_count(0)
