"""What the tests of the treatment room without network share: keeping the day, and coming back to the clinic."""

from playwright.sync_api import expect

from tests.browser.room import ASK, ready
from tests.waiting import wait_until

THERAPIST = "therapist@harbor.example"
A_DAY_AHEAD = "(() => { const now = Date.now; Date.now = () => now() + 24 * 3600 * 1000; })()"
A_DAY_BEHIND = A_DAY_AHEAD.replace("+ 24", "- 24")
NAMES = """async (store) => {
  const request = indexedDB.open("myoplan");
  const database = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const asked = database.transaction(store).objectStore(store).getAll();
  const found = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  database.close();
  return found.map(({ name, owner }) => name ?? owner);
}"""
OWNERS = NAMES.replace("name ?? owner", "owner")
WRITE = """async ([path, method, body]) => {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": document.cookie.match(/csrftoken=([^;]+)/)[1] };
  if (method !== "POST" || path.endsWith("/sign/")) {
    headers["If-Match"] = (await fetch(`/api/v1/${path.replace("sign/", "")}`)).headers.get("ETag");
  }
  return (await fetch(`/api/v1/${path}`, { method, headers, body: JSON.stringify(body) })).json();
}"""


def kept_day(page) -> dict:
    """Today, opened with a network: what the device keeps of it from then on."""
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    told = page.evaluate(ASK, "treatment-day/")
    wanted = {"treatment-day", *(f"next-session:{one['id']}" for one in told["episodes"])}
    wanted |= {f"draft-session:{one['id']}" for one in told["drafts"]}
    wait_until(lambda: wanted <= set(page.evaluate(NAMES, "read")), "the device keeps the day")
    return told


def online(page) -> None:
    """The clinic's own page takes the place of the shell by itself, once nobody is in the middle of a word."""
    page.evaluate("document.activeElement.blur()")
    page.context.set_offline(False)
    shell_ends(page)


def shell_ends(page) -> None:
    """The clinic's own page stands there."""
    expect(page.locator("[data-room-shell]")).to_have_count(0, timeout=30_000)


def untouched(told: dict) -> tuple[str, str]:
    """Name and episode of somebody with an appointment and without a draft."""
    begun = {one["patient"] for one in told["drafts"]}
    for booked in told["appointments"]:
        for episode in told["episodes"]:
            if episode["patient"] == booked["patient"] and booked["patient"] not in begun:
                return booked["name"], episode["id"]
    raise AssertionError("nobody of the day is without a draft")


def open_offline(page, name: str) -> None:
    """By Today, as a therapist does."""
    page.context.set_offline(True)
    page.goto("/")
    page.get_by_role("link", name=name).first.click()
    ready(page)
