"""The body chart comes closer by button, keyboard, fingers and trackpad, and is easy to hit as it lies there."""

import pytest
from playwright.sync_api import expect

from tests.browser.room import episode_of, open_new

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
WHOLE = "0 0 500 600"
# A mark without a neighbour within twice a finger, and a point a finger's half away from it, in pixels of the screen.
ALONE = """(view) => {
  const marks = [...view.querySelectorAll(".body-mark:not(.is-never)")].map(({ dataset }) => {
    const { x, y } = new DOMPoint(dataset.x, dataset.y).matrixTransform(view.getScreenCTM());
    return { muscle: dataset.muscle, x, y };
  });
  const box = view.getBoundingClientRect();
  const seen = (x, y) => view.contains(document.elementFromPoint(x, y));
  const inside = ({ x, y }) => x > box.left + 24 && x < box.right - 24 && seen(x, y - 24) && seen(x, y + 24);
  const apart = (one, other) => (one === other ? Infinity : Math.hypot(other.x - one.x, other.y - one.y));
  for (const one of marks) one.free = Math.min(...marks.map((other) => apart(one, other)));
  const alone = marks.filter(inside).reduce((best, one) => (one.free > best.free ? one : best));
  return { ...alone, y: alone.y + 20 };
}"""
INSIDE = """() => {
  const mark = document.activeElement.getBoundingClientRect();
  const view = document.activeElement.closest("svg").getBoundingClientRect();
  return mark.left >= view.left && mark.right <= view.right && mark.top >= view.top && mark.bottom <= view.bottom;
}"""


def pictures(page):
    return page.locator("#ledger-chart .body-view > svg")


@pytest.fixture
def session(open_page):
    page = open_page("therapist@harbor.example", size="tablet")
    open_new(page, "Gia")
    return page


def test_buttons_and_keys_bring_a_picture_closer_and_the_focus_stays_in_it(session):
    page, first = session, pictures(session).first
    page.get_by_role("button", name="Closer: From behind").click()
    expect(first).to_have_class("is-close")
    expect(pictures(page).nth(1)).to_have_attribute("viewBox", WHOLE)
    page.get_by_role("button", name="Wider: From behind").click()
    expect(first).to_have_attribute("viewBox", WHOLE)
    mark = first.locator("[data-muscle=splenius_capitis][data-side=left]")
    mark.focus()
    for _ in range(3):
        page.keyboard.press("+")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    assert page.evaluate(INSIDE)
    page.keyboard.press("Enter")
    expect(page.locator("[name=targets-0-muscle]")).not_to_have_value("")
    page.keyboard.press("0")
    expect(first).to_have_attribute("viewBox", WHOLE)


def test_two_fingers_come_closer_and_choose_nothing(session):
    page, view = session, pictures(session).first
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)
    spreads = [("touchStart", 20), *(("touchMove", spread) for spread in (30, 40, 50, 60)), ("touchEnd", None)]
    for kind, spread in spreads:
        points = [] if spread is None else [{"x": x - spread, "y": y, "id": 0}, {"x": x + spread, "y": y, "id": 1}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(view).to_have_class("is-close")
    expect(page.locator("[name=targets-0-muscle]")).to_have_value("")


@pytest.mark.parametrize(("size", "closer"), [("tablet", 3), ("phone", 3)])
def test_a_finger_hits_a_muscle_that_lies_alone_twenty_pixels_off(open_page, size, closer):
    page = open_page("therapist@harbor.example", size=size)
    open_new(page, "Gia")
    view = pictures(page).first
    for _ in range(closer):
        page.get_by_role("button", name="Closer: From behind").click()
    view.scroll_into_view_if_needed()
    alone = view.evaluate(ALONE)
    assert alone["free"] > 44
    page.touchscreen.tap(alone["x"], alone["y"])
    expect(page.locator("[name=targets-0-muscle]")).to_have_value(alone["muscle"])


def test_where_the_needles_went_comes_closer_too(open_page):
    page = open_page("therapist@harbor.example", size="tablet")
    episode_of(page, "Gia")
    view = page.locator("#needled-chart .body-view > svg").first
    page.locator("#needled-chart").get_by_role("button", name="Closer").first.click()
    expect(view).to_have_class("is-close")


def test_a_closer_picture_follows_a_drag_alone_and_a_drag_chooses_nothing(open_page):
    page = open_page("therapist@harbor.example", size="desk")
    open_new(page, "Gia")
    view = pictures(page).first
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    x, y = box["x"], box["y"]
    page.mouse.move(x + 5, y + 60)
    page.mouse.down()
    page.mouse.move(x - 60, y + 60)
    page.mouse.up()
    for _ in range(2):
        page.get_by_role("button", name="Closer: From behind").click()
    seen = view.get_attribute("viewBox")
    page.mouse.move(x + 100, y + 100)
    page.mouse.move(x + 200, y + 200, steps=5)
    assert view.get_attribute("viewBox") == seen
    page.mouse.down()
    page.mouse.move(x + 140, y + 140, steps=5)
    page.mouse.up()
    assert view.get_attribute("viewBox") != seen
    expect(page.locator("[name=targets-0-muscle]")).to_have_value("")
