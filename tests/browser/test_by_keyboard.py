"""A session from Today to the signed note with the keys alone: muscles by the searchable list, the focus in sight."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.room import ready

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
MOST = 400  # presses of Tab on the longest page
IS_HERE = "(one) => one === document.activeElement || one.contains(document.activeElement)"
# '' where the focus is seen: an outline on it, or on the face of a chip; else what has it.
NOT_SEEN = """() => {
  const here = document.activeElement;
  if (here === document.body) return "";
  const faces = [here, here.nextElementSibling, here.closest("label, .check, .combo"), ...here.querySelectorAll("*")];
  const drawn = (one, part) => getComputedStyle(one, part).outlineStyle !== "none";
  const outlined = faces.some((one) => one && (drawn(one) || drawn(one, "::after")));
  return outlined ? "" : here.outerHTML.slice(0, 160);
}"""


class Keys:
    """Somebody who has no pointer."""

    def __init__(self, page) -> None:
        self.page = page

    def to(self, place) -> None:
        """On with Tab until the focus is there."""
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            if place.evaluate(IS_HERE):
                assert self.page.evaluate(NOT_SEEN) == ""
                return
        raise AssertionError(f"Tab never reaches {place}")

    def press(self, place, key: str = "Enter") -> None:
        """A key on what Tab reaches."""
        self.to(place)
        self.page.keyboard.press(key)

    def write(self, name: str, words: str) -> None:
        """Into a field by its name."""
        self.to(self.page.locator(f"[name='{name}']"))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def choose(self, name: str, value: str) -> None:
        """One of several, with the arrows."""
        self.to(self.page.locator(f"fieldset:has([name='{name}']), [role=group]:has([name='{name}'])").last)
        self.page.keyboard.press("Space")
        wanted = self.page.locator(f"[name='{name}'][value='{value}']")
        for _ in range(12):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowRight")
        raise AssertionError(f"The arrows never reach {value} of {name}")


def test_a_session_is_logged_and_signed_with_the_keys_alone(open_page):
    page = open_page("therapist@harbor.example", size="desk")
    page.goto("/")
    keys = Keys(page)
    keys.press(page.get_by_role("link", name="Patients").first)
    page.wait_for_url(re.compile("/patients/"))
    keys.write("q", "Finn")
    page.keyboard.press("Enter")
    keys.press(page.locator("a.row-link", has_text="Finn").first)
    page.wait_for_url(re.compile("/patients/0"))
    keys.press(page.get_by_role("link", name="Log a session").last)
    ready(page)
    keys.write("minutes", "30")
    keys.choose("position", "prone")
    keys.press(page.locator("[data-usual=safety]"))
    keys.to(page.locator("#id_targets-0-muscle"))
    page.keyboard.type("upper trap")
    page.keyboard.press("Enter")
    keys.choose("targets-0-side", "left")
    keys.write("targets-0-needles_in", "2")
    keys.write("targets-0-needles_out", "2")
    keys.choose("targets-0-twitch", "yes")
    keys.choose("targets-0-familiar_pain", "true")
    how = page.locator("#targets [data-how]").first
    if not how.evaluate("(one) => one.open"):
        keys.press(how.locator("summary"))
    for name, value in (("diameter_mm", "0.25"), ("length_mm", "40"), ("technique", "pistoning")):
        keys.choose(f"targets-0-{name}", value)
    keys.press(page.locator("[data-usual=closing][data-says]"))
    keys.press(page.get_by_role("button", name="Review and sign"))
    page.wait_for_url(re.compile("/sign/"))
    keys.press(page.locator("main form .action-bar .is-primary"))
    expect(page.locator(".page-lead").get_by_text("Signed")).to_be_visible()
    expect(page.get_by_text("2 in · 2 out")).to_be_visible()
