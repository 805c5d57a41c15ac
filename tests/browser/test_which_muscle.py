"""Where marks lie closer than a finger can tell, the names are offered; a mouse chooses what it points at."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.room import open_new
from tests.browser.room_offline import THERAPIST, kept_day, open_offline, untouched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
MAJOR, MINOR = "rectus_capitis_posterior_major", "rectus_capitis_posterior_minor"
POINT = """(mark) => {
  const { x, y } = new DOMPoint(mark.dataset.x, mark.dataset.y).matrixTransform(mark.ownerSVGElement.getScreenCTM());
  return { x, y };
}"""


def point_of(page, muscle, side="left"):
    mark = page.locator("#ledger-chart .body-view > svg").first.locator(f"[data-muscle={muscle}][data-side={side}]")
    mark.scroll_into_view_if_needed()
    return mark, mark.evaluate(POINT)


def tap(page, muscle, side="left"):
    """A finger on the middle of a mark, as exactly as nobody's is."""
    mark, at = point_of(page, muscle, side)
    page.touchscreen.tap(at["x"], at["y"])
    return mark


def test_a_finger_between_neighbours_is_asked_which_and_may_say_none(open_page):
    page = open_page(THERAPIST, size="tablet")
    open_new(page, "Gia")
    mark, muscle = tap(page, MAJOR), page.locator("[name=targets-0-muscle]")
    asked = page.get_by_role("dialog", name="Which one?")
    names = asked.get_by_role("button")
    expect(names.first).to_be_focused()
    expect(names).to_contain_text(["Rectus capitis posterior major, left", "minor, left, not to be needled"])
    assert all(name.bounding_box()["height"] >= 44 for name in names.all())
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    expect(mark).to_be_focused()
    expect(muscle).to_have_value("")
    tap(page, MAJOR)
    asked.locator(f"[data-which={MINOR}]").click()
    expect(page.locator("[data-chart-said]").first).to_contain_text("Nothing was added")
    expect(muscle).to_have_value("")
    tap(page, MAJOR)
    asked.locator(f"[data-which={MAJOR}]").click()
    expect(muscle).to_have_value(MAJOR)
    expect(asked).to_have_count(0)


def test_a_finger_is_asked_without_network_too(open_page):
    page = open_page(THERAPIST, size="tablet")
    name, _ = untouched(kept_day(page))
    open_offline(page, name)
    tap(page, "splenius_capitis")
    page.get_by_role("dialog", name="Which one?").locator("[data-which=obliquus_capitis_inferior]").click()
    expect(page.locator("[name=targets-0-muscle]")).to_have_value("obliquus_capitis_inferior")


def test_a_mouse_chooses_what_it_points_at(open_page):
    page = open_page(THERAPIST, size="desk")
    open_new(page, "Gia")
    _, at = point_of(page, MAJOR)
    page.mouse.click(at["x"], at["y"])
    expect(page.locator("[name=targets-0-muscle]")).to_have_value(MAJOR)
