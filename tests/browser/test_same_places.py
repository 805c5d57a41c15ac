"""What a hand looks for lies where it lay on the page before, and is large enough for it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture
from tests.browser.phone import ask
from tests.browser.room import episode_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
PRIMARY = ".main .button.is-primary:visible"
PAGES = [("frontdesk", path) for path in ("/", "/calendar/", "/patients/", "/patients/new/")]
PAGES += [("therapist", "/patients/"), ("manager", "/clinic/people/"), ("therapist", "/exercises/")]


@pytest.mark.parametrize("size", ["tablet", "phone", "desk"])
def test_the_one_primary_action_is_at_the_bottom_right(open_page, size):
    for who in dict.fromkeys(who for who, _ in PAGES):
        page = open_page(f"{who}@harbor.example", size=size)
        for path in (one for name, one in PAGES if name == who):
            page.goto(path)
            for shown in page.locator(PRIMARY).all():
                box, view = shown.bounding_box(), page.viewport_size
                assert view["height"] * 0.75 < box["y"] + box["height"] <= view["height"], (path, box)
                assert box["x"] + box["width"] > view["width"] - 60, (path, box)
            assert page.locator(PRIMARY).count() <= 1, path
            keep_picture(page, f"primary-{size}-{who}{path.replace('/', '-')}")


def test_a_scale_of_eleven_has_even_rows_of_targets_under_the_thumb(open_page):
    page = open_page("patient@harbor.example", size="phone")
    page.goto("/me/")
    page.goto(f"/me/check-in/{ask(page, 'GET', 'check-ins/')['results'][-1]['session']}/")
    boxes = [one.bounding_box() for one in page.locator(".chip:has([name=soreness])").all()]
    keep_picture(page, "phone-soreness")
    assert len(boxes) == 11
    assert min(box["width"] for box in boxes) >= 44
    assert min(box["height"] for box in boxes) >= 44
    assert len({round(box["y"]) for box in boxes}) == 2
    assert len({round(box["width"]) for box in boxes}) == 1


def test_the_desk_finds_while_one_types(open_page):
    page = open_page("frontdesk@harbor.example", size="desk")
    page.goto("/")
    found = page.locator("#found")
    page.get_by_label("Find a patient").press_sequentially("newc")
    expect(found.get_by_role("link", name="Noor Newcomer")).to_be_visible()
    expect(page.get_by_label("Find a patient")).to_be_focused()
    assert "newc" not in page.url
    found.get_by_role("link", name="Noor Newcomer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Noor Newcomer")
    page.go_back()
    expect(found.get_by_role("link", name="Noor Newcomer")).to_be_visible()
    page.get_by_label("Find a patient").fill("")
    expect(found.get_by_role("link")).to_have_count(0)


def test_a_file_is_chosen_with_a_control_of_the_house(open_page):
    page = open_page("manager@harbor.example", size="tablet")
    page.goto("/clinic/people/")
    page.get_by_role("link", name="Toni").first.click()
    page.get_by_role("link", name=re.compile("Upload|Replace")).first.click()
    control = page.get_by_label("Document")
    control.focus()
    expect(control).to_be_focused()
    assert control.bounding_box()["height"] >= 44
    button = control.evaluate("(one) => getComputedStyle(one, '::file-selector-button').borderRadius")
    assert button == page.locator(".button").first.evaluate("(one) => getComputedStyle(one).borderRadius")
    keep_picture(page, "choose-file")


def test_a_chip_that_is_chosen_moves_nothing_beside_it(open_page):
    page = open_page("therapist@harbor.example", size="tablet")
    page.goto(f"/episodes/{episode_of(page, 'Gia')}/screening/new/")
    answers = page.locator(".questions .chips").first.locator(".chip")
    places = in_pixels(answers)
    for answer in answers.all():
        answer.click()
        assert in_pixels(answers) == places


def in_pixels(places):
    return [[round(side) for side in one.bounding_box().values()] for one in places.all()]
