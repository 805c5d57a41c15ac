"""A consent that is signed on the screen: what is seen is what is kept and sent."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.room import episode_of
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
INK = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, at) => at % 4 === 3 && value).length;
}"""
STATE = "[data-signing-state]"


@pytest.fixture
def page(open_page):
    """The page on which a consent is recorded, the screen chosen."""
    page = open_page("therapist@harbor.example")
    page.goto(f"/episodes/{episode_of(page, 'Ada')}/consent/new/")
    page.locator("[name=signed_how][value=drawn]").check(force=True)
    expect(page.locator("canvas")).to_be_visible()
    page.locator("canvas").scroll_into_view_if_needed()
    return page


def draw(page, *, at: float = 0.5) -> None:
    """One stroke from the left to the right."""
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] * at)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 40, box["y"] + box["height"] * at + 10, steps=8)
    page.mouse.up()


def drawn(page) -> str:
    return page.locator("[name=signature]").input_value()


def posted(page) -> str | None:
    """What the form would send."""
    return page.evaluate("new FormData(document.querySelector('[data-signing]').closest('form')).get('signature')")


def kept(page) -> int:
    return page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('kept:')).length")


def test_a_signature_comes_back_after_a_sign_in_and_is_seen(page):
    page.fill("[name=signed_name]", "Ada Example")
    wait_until(lambda: kept(page), "what was typed is kept")
    page.evaluate("sessionStorage.clear()")
    draw(page)
    wait_until(lambda: kept(page), "the stroke that was drawn last is kept")
    before = drawn(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Record the consent").click()
    page.wait_for_url(re.compile("/accounts/login/"))
    page.fill("[name=login]", "therapist@harbor.example")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_text("What you typed is back")).to_be_visible()
    expect(page.locator(STATE)).to_contain_text("Signed.")
    assert posted(page) == before
    assert page.locator("canvas").evaluate(INK) > 0
    page.get_by_role("button", name="Clear the field").click()
    expect(page.locator(STATE)).to_contain_text("Not signed yet")
    assert (posted(page), page.locator("canvas").evaluate(INK)) == ("", 0)


def test_another_way_sends_no_drawing_and_loses_none(page):
    draw(page)
    before = drawn(page)
    page.locator("[name=signed_how][value=typed]").check(force=True)
    expect(page.locator("canvas")).to_be_hidden()
    assert posted(page) is None
    page.locator("[name=signed_how][value=drawn]").check(force=True)
    assert posted(page) == before != ""
    assert page.locator("canvas").evaluate(INK) > 0


def test_the_paper_is_asked_for_only_where_it_is_on_paper(page):
    paper = page.locator("[name=has_paper]")
    expect(paper).to_be_hidden()
    page.locator("[name=signed_how][value=paper]").check(force=True)
    expect(paper).to_be_visible()
    expect(page.locator("canvas")).to_be_hidden()


def test_a_palm_on_the_screen_draws_nothing(page):
    box = page.locator("canvas").bounding_box()
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *places: tuple[int, int, int]) -> None:
        points = [{"id": number, "x": box["x"] + x, "y": box["y"] + y} for number, x, y in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", (1, 50, 50))
    fingers("touchMove", (1, 80, 50))
    fingers("touchStart", (1, 80, 50), (2, 400, 150))
    fingers("touchMove", (1, 110, 50), (2, 430, 150))
    fingers("touchEnd")
    wait_until(lambda: drawn(page), "the stroke has ended")
    assert drawn(page).count("M") == 1
    assert max(int(y) for y in re.findall(r"[ML]\d+ (\d+)", drawn(page))) < 100
