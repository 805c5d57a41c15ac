"""The muscles of an area that must not be needled: in reach at every size, searched, asked for until one is chosen."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


def full_screening(page):
    """The full screen of a patient in care, everything answered no."""
    page.goto("/patients/?status=plan_active")
    page.locator("td a.row-link").first.click()
    episode = page.locator("a[href*='/episodes/']").first.get_attribute("href").split("/")[2]
    page.goto(f"/episodes/{episode}/screening/new/")
    for none in page.locator(".card-foot input").all():
        none.check()


@pytest.mark.parametrize("size", ["phone", "tablet", "desk"])
def test_a_yes_opens_the_muscles_and_asks_until_one_is_chosen(open_page, size):
    page = open_page("therapist@harbor.example", size=size)
    full_screening(page)
    told, area = page.locator("[data-open-questions]"), page.locator("[data-area]").first
    expect(told).to_have_text("Every question is answered")
    page.locator(f"input[name='{area.get_attribute('data-area')}'][value='yes']").check(force=True)
    expect(told).to_have_text("Choose the muscles not to be needled")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chips = area.locator(".chip:has(input[type=checkbox])")
    last, room = chips.last.bounding_box(), page.viewport_size["width"]
    assert last["x"] + last["width"] <= room
    area.get_by_label("Search muscles").fill("splenius cap")
    expect(chips.filter(visible=True)).to_have_count(1)
    expect(area.get_by_text("Left", exact=True)).to_be_visible()
    chips.filter(visible=True).click()
    expect(told).to_have_text("Every question is answered")
