"""What the tests of the session's screen share: opening it, entering, and asking the API what is stored."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.conftest import PASSWORD

PATIENCE = 15_000  # milliseconds: a busy machine answers late
OFFLINE, SIGNED_OUT, HERE = "No answer", "You are signed out", "Saved here"
ENDING = re.compile(r"/sessions/[0-9a-f-]{36}/$")
COMPLETE = (
    "[aria-label='Usual: Minutes'] >> text=30",
    "label:has([name=changes][value=false])",
    "label:has([name=consent_confirmed])",
    "[data-tick-all=risk_explained]",
    "[data-fill=needles_in][data-value='2']",
    "[data-fill=twitch][data-value=yes]",
    "[data-fill=familiar_pain][data-value=true]",
    "[data-all-out]",
    "[data-phrases=response] [data-phrase] >> nth=0",
    "[data-usual=closing]:not([data-says])",
)
ASK = """async (path) => (await fetch(`/api/v1/${path}`)).json()"""


def episode_of(page: Page, name: str) -> str:
    """The course of care of somebody found by name."""
    page.goto(f"/patients/?q={name}")
    page.locator("a.row-link").first.click()
    page.wait_for_url(re.compile("/patients/0"))
    return re.search(r"/episodes/([0-9a-f-]+)/", page.content())[1]


def open_new(page: Page, name: str = "Ada", query: str = "") -> str:
    """A new session of somebody; its episode."""
    episode = episode_of(page, name)
    page.goto(f"/episodes/{episode}/sessions/new/{query}")
    ready(page)
    return episode


def ready(page: Page) -> None:
    """The screen's script has read what lies on the device."""
    expect(page.locator("[data-room-ready]")).to_be_visible(timeout=PATIENCE)


def says(page: Page, words: str) -> None:
    """The bar says so, now or in a moment."""
    expect(page.locator("#saved-state")).to_contain_text(words, timeout=PATIENCE)


def saved(page: Page) -> dict[str, Any]:
    """The session as it is stored, once the bar says that all of it is."""
    expect(page.locator("#saved-state[data-state=saved]")).to_be_visible(timeout=PATIENCE)
    return stored(page)


def stored(page: Page) -> dict[str, Any]:
    """The session of the page as the API has it."""
    return page.evaluate(ASK, f"sessions/{session_of(page)}/")


def session_of(page: Page) -> str:
    """The id in the page's address."""
    page.wait_for_url(ENDING)
    return page.url.rstrip("/").split("/")[-1]


def drafts(page: Page, episode: str) -> list[dict[str, Any]]:
    """All sessions of an episode that are not signed."""
    found = page.evaluate(ASK, f"sessions/?episode={episode}&page_size=200")["results"]
    return [session for session in found if session["state"] == "draft"]


def choose_muscle(page: Page, muscle: str, side: str, row: int = 0) -> None:
    """By the body chart, as a finger does."""
    page.locator(f"#ledger-chart [data-muscle={muscle}][data-side={side}]").first.click()
    expect(page.locator(f"[name=targets-{row}-muscle]")).to_have_value(muscle)


def sign_in_again(page: Page) -> None:
    """At the sign-in page to which the screen leads."""
    page.wait_for_url(re.compile("/accounts/login/"))
    page.fill("[name=login]", "therapist@harbor.example")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def sign_out(page: Page) -> None:
    """By the menu."""
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()


def complaints(page: Page) -> list[str]:
    """What axe finds on the screen as it stands, in light and in dark."""
    return violations(page)


def discard(page: Page) -> None:
    """The draft goes, so that the next test finds none."""
    page.get_by_role("button", name="Discard").first.click()
    page.get_by_role("button", name="Discard the draft").click()
    page.wait_for_url(re.compile("/(episodes|patients)/[0-9a-f-]+/$"))
    expect(page.get_by_text("The draft is discarded.")).to_be_visible()
