"""A patient's phone in these tests: signed in, the day on it, without network, or with one that never answers."""

import re

from playwright.sync_api import Error, Route, expect

from tests.waiting import wait_until

PATIENT, OTHER = "patient@harbor.example", "patient@summit.example"
NEVER = re.compile("/api/v1/|/me/")
AT_ONCE = 3_000  # milliseconds
DEAF = """() => {
  const real = window.fetch;
  const silent = () => Promise.reject(new TypeError("no answer"));
  window.fetch = (...asked) => (localStorage.getItem("deaf") ? silent() : real(...asked));
}"""
READY = """async () => {
  await navigator.serviceWorker.ready;
  const { openStore, lastOwner } = await import("/static/js/device/store.js");
  const day = await lastOwner() && await (await openStore(await lastOwner())).recall("day");
  return Boolean(day) && !day.value.diary.some((row) => row.on === day.value.today);
}"""


def ask(page, method: str, path: str, body=None):
    """One call of the API in the name of whoever is signed in here, whatever the page does and the network is."""
    tokens = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken"]
    headers = {"X-CSRFToken": tokens[0], "Content-Type": "application/json"}
    answer = page.request.fetch(f"/api/v1/{path}", method=method, headers=headers, data=body)
    return None if answer.status == 204 else answer.json()


def day_of(page) -> dict:
    return ask(page, "GET", "my-day/")


def open_again(page, on: str) -> None:
    """The day is open again, whatever another test wrote into it."""
    for row in day_of(page)["diary"]:
        if row["on"] == on:
            ask(page, "DELETE", f"diary-days/{row['id']}/")


def ready(page) -> None:
    """The shell is on the phone, and the day with nothing in the diary yet."""
    page.goto("/me/")
    wait_until(lambda: page.evaluate(READY), "the phone has the day")


def offline(page) -> None:
    """No network: the shell shows the day."""
    page.context.set_offline(True)
    page.goto("/me/")
    expect(page.locator("[data-shell] [data-view] section").first).to_be_visible()


def online(page) -> None:
    """The network is back, and so are the pages of the clinic's server."""
    page.context.set_offline(False)
    wait_until(lambda: served(page), "the clinic's server shows the page")


def served(page) -> bool:
    """Whether the server shows the page; the shell may be on its way back there by itself at the same moment."""
    try:
        page.goto("/me/")
        return page.locator("[data-shell]").count() == 0
    except Error:
        return False


def deaf(page, *, on: bool) -> None:
    """Pages open, but no script gets an answer: as on a train."""
    page.evaluate(f"localStorage.{'setItem' if on else 'removeItem'}('deaf', 1)")


def strip(page):
    return page.locator("[data-device-strip]")


def rows_of(page, on: str) -> list[dict]:
    return ask(page, "GET", f"diary-days/?from={on}&to={on}")["results"]


def go(page, path: str) -> None:
    """To a page, whatever the one before it is still about to load."""
    page.wait_for_load_state("networkidle")
    page.goto(path)


def tap_no_headache(page) -> None:
    page.get_by_role("button", name=re.compile("No headache")).click()


def never_answered(page) -> list[Route]:
    """From here on nothing that is sent to the clinic, and no page, gets an answer; what was sent."""
    sent: list[Route] = []
    page.route(NEVER, lambda route: sent.append(route))  # noqa: PLW0108  (Playwright takes no method of a list)
    return sent


def given_up(page, sent: list[Route]) -> None:
    """What got no answer never arrived; from here on all is answered again."""
    for route in sent:
        route.abort()
    page.unroute(NEVER)


def answer_check_in(page, *, soreness: int, breathless: bool) -> None:
    page.locator(f"[name=soreness][value='{soreness}']").check(force=True)
    if breathless:
        page.locator("label:has([name=warning_signs])").first.click()


def says_what_to_do(page) -> None:
    """At once: long before a request is given up, or a page."""
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Call 911 now", timeout=AT_ONCE)
    expect(alert.get_by_role("link", name="Call 911", exact=True)).to_have_attribute("href", "tel:911")
    expect(alert.get_by_role("link", name="Call the clinic")).to_have_attribute("href", re.compile("tel:."))
    expect(strip(page)).to_contain_text("1 entry is on this phone", timeout=AT_ONCE)
    expect(page.locator(":is([role=alert], :has(> [role=alert])) ~ [data-device-strip]")).to_be_visible()


def sign_out(page) -> None:
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
