"""What is read at a glance: small figures in line with their names, and a day above its answers."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture
from tests.browser.phone import ask

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
THERAPIST = "therapist@harbor.example"
BOXES = """all => all.map((one) => {
  const { left, right, top, bottom } = one.getBoundingClientRect();
  return [left, right, top, bottom];
})"""
FIT = """all => all.every((one) =>
  one.scrollWidth <= one.clientWidth + 1 && one.getBoundingClientRect().right <= innerWidth)"""


def boxes(page, selector):
    return page.locator(selector).evaluate_all(BOXES)


def episode_of(page):
    [patient] = ask(page, "GET", "patients/?q=SYN-01-0001")["results"]
    return next(row["id"] for row in ask(page, "GET", f"episodes/?patient={patient['id']}")["results"])


@pytest.mark.parametrize("width", [390, 820, 1180])
def test_small_figures_stand_in_line_and_keep_what_is_theirs(open_page, width):
    page = open_page(THERAPIST)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/episodes/{episode_of(page)}/needled/")
    expect(page.get_by_role("button", name="Wider: Left side")).to_be_visible()
    keep_picture(page, f"needled-{width}")
    figures = boxes(page, ".body-view")
    for row in {round(top) for _, _, top, _ in figures}:
        heads = [top for _, _, top, bottom in boxes(page, ".body-view > svg") if row < top < row + 200]
        assert max(heads) - min(heads) < 1
    for at, (left, right, top, bottom) in enumerate(figures, start=1):
        inside = boxes(page, f".body-view:nth-child({at}) :is(span, button, svg)")
        assert all(left <= a and b <= right and top <= c and d <= bottom for a, b, c, d in inside)
        [(_, _, first, last)] = boxes(page, f".body-view:nth-child({at}) figcaption > span")
        assert last - first < 30, "one line"
    assert page.get_by_text("Not enough data yet").count() <= 1
    assert page.locator("table thead th").evaluate_all(FIT)


@pytest.mark.parametrize("width", [390, 820, 1180, 1440])
def test_a_day_stands_above_its_answers(open_page, width):
    page = open_page(THERAPIST)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/episodes/{episode_of(page)}/diary/days/")
    names, days = boxes(page, ".day > legend"), boxes(page, ".day")
    keep_picture(page, f"diary-days-{width}")
    assert len(names) == 7
    for at, (_, _, top, bottom) in enumerate(names, start=1):
        asked = boxes(page, f".day:nth-child({at}) :is(.chips, .field-label)")
        shown = [one for one in asked if one[3] > one[2]]
        assert days[at - 1][2] <= top
        assert all(bottom <= one[2] + 1 for one in shown)
