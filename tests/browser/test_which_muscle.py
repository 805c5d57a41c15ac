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


def tap_between(page, *muscles):
    """A finger that lies half-way between two marks."""
    marks = [point_of(page, muscle)[0] for muscle in muscles]
    at = [mark.evaluate(POINT) for mark in marks]
    page.touchscreen.tap(*(sum(one[way] for one in at) / 2 for way in "xy"))


def test_a_finger_between_neighbours_is_asked_which_and_may_say_none(open_page):
    page = open_page(THERAPIST, size="tablet")
    open_new(page, "Gia")
    tap_between(page, MAJOR, MINOR)
    muscle, asked = page.locator("[name=targets-0-muscle]"), page.get_by_role("dialog", name="Which one?")
    names = asked.get_by_role("button")
    expect(names.first).to_be_focused()
    expect(asked).to_contain_text("Rectus capitis posterior major, left")
    expect(asked).to_contain_text("minor, left, not to be needled")
    assert all(name.bounding_box()["height"] >= 44 for name in names.all())
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Shift+Tab")
    expect(names.last).to_be_focused()
    page.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    expect(page.locator("#ledger-chart .body-mark:focus")).to_have_count(1)
    tap_between(page, MAJOR, MINOR)
    page.locator("#ledger-chart [data-muscle=occipitalis][data-side=right]").first.tap()
    expect(asked).to_have_count(0)
    expect(muscle).to_have_value("")
    tap_between(page, MAJOR, MINOR)
    asked.locator(f"[data-which={MINOR}]").tap()
    expect(page.locator("[data-chart-said]").first).to_contain_text("Nothing was added")
    expect(muscle).to_have_value("")
    tap_between(page, MAJOR, MINOR)
    asked.locator(f"[data-which={MAJOR}]").tap()
    expect(muscle).to_have_value(MAJOR)
    expect(asked).to_have_count(0)


CROWDED = """(marks) => marks.flatMap((mark) => {
  const view = mark.ownerSVGElement, { a } = view.getScreenCTM();
  const others = [...view.querySelectorAll(".body-mark")].filter((other) => other !== mark);
  const far = others.map(({ dataset: { x, y } }) => a * Math.hypot(x - mark.dataset.x, y - mark.dataset.y));
  return Math.min(...far) < 16 ? [mark.dataset.words] : [];
})"""


def test_a_finger_on_a_mark_is_not_asked_wherever_marks_are_crowded(open_page):
    page = open_page(THERAPIST, size="tablet")
    open_new(page, "Gia")
    assert page.locator("#ledger-chart .body-mark").evaluate_all(CROWDED) == []
    mark, at = point_of(page, "splenius_capitis")
    page.touchscreen.tap(at["x"] + 3, at["y"])
    expect(mark).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[name=targets-0-muscle]")).to_have_value("splenius_capitis")


def test_a_finger_is_asked_without_network_too(open_page):
    page = open_page(THERAPIST, size="tablet")
    name, _ = untouched(kept_day(page))
    open_offline(page, name)
    tap_between(page, "splenius_capitis", "obliquus_capitis_inferior")
    page.get_by_role("dialog", name="Which one?").locator("[data-which=obliquus_capitis_inferior]").click()
    expect(page.locator("[name=targets-0-muscle]")).to_have_value("obliquus_capitis_inferior")


def test_a_mouse_chooses_what_it_points_at(open_page):
    page = open_page(THERAPIST, size="desk")
    open_new(page, "Gia")
    _, at = point_of(page, MAJOR)
    page.mouse.click(at["x"], at["y"])
    expect(page.locator("[name=targets-0-muscle]")).to_have_value(MAJOR)
