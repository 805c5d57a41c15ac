"""A reason for precautions asks what is done about it: right under the yes, in reach, said where it is missing."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture
from tests.browser.test_screening_areas import full_screening

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


@pytest.mark.parametrize("size", ["phone", "tablet", "desk"])
def test_a_yes_shows_the_field_and_a_no_takes_it_away(open_page, size):
    page = open_page("therapist@harbor.example", size=size)
    full_screening(page)
    told, field = page.locator("[data-open-questions]"), page.get_by_label("What you do about it: Diabetes")
    expect(field).to_be_hidden()
    page.locator("input[name=diabetes][value=yes]").check(force=True)
    expect(field).to_be_visible()
    assert field.bounding_box()["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(told).to_have_text("Write what you do about it")
    keep_picture(page, f"screening-plan-{size}")
    told.get_by_role("link").click()
    expect(field).to_be_in_viewport()
    field.fill("Look at the skin first.")
    expect(told).to_have_text("Every question is answered")
    page.locator("input[name=diabetes][value=no]").check(force=True)
    expect(field).to_be_hidden()


def test_the_area_of_a_precaution_has_its_muscles_below_the_plan(open_page):
    page = open_page("therapist@harbor.example", size="tablet")
    full_screening(page)
    page.locator("input[name=surgery_area][value=yes]").check(force=True)
    plan, area = page.locator("[data-plan=surgery_area]"), page.locator("[data-area=surgery_area]")
    expect(plan).to_be_visible()
    expect(area.locator("details")).to_have_attribute("open", "")
    assert plan.bounding_box()["y"] < area.bounding_box()["y"]
