"""One page in a real Chromium: bytes over the wire, paint, shifts, how fast it answers a tap, and what axe finds."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SLOWER: Final = 4  # times: a cheap tablet beside the machine that measures
API: Final = "/api/"
OPENED: Final = "dialog[open], dialog:popover-open"
PAUSE: Final = 400  # milliseconds between two taps, so that the work of one is not counted with the next
Place = str | tuple[str, str]  # what is tapped: an element, or half-way between two of them
# Paints, shifts and the time from a tap to the next paint, as the browser itself reports them.
WATCH: Final = """
window.seen = { paint: 0, shift: 0, taps: [] };
const watch = (type, heard, more) => new PerformanceObserver((list) => list.getEntries().forEach(heard))
  .observe({ type, buffered: true, ...more });
watch("largest-contentful-paint", (entry) => { seen.paint = entry.startTime; });
watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
watch("event", (entry) => { if (entry.interactionId) seen.taps.push(entry.duration); }, { durationThreshold: 16 });
"""


@dataclass(frozen=True, slots=True)
class Screen:
    """Somebody's page at a size, and what they tap on it, by the words of a report."""

    name: str
    who: str
    path: str
    size: tuple[int, int] = (1180, 820)
    taps: dict[str, Sequence[Place]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes over the wire, heads included: of the page with all that it needs to be used, and of its calls of the API.

    Once a page stands it keeps the records of the day for when there is no network; how many those are depends on the
    clinic and not on the page.
    """

    page: int
    records: int
    requests: int


@dataclass(frozen=True, slots=True)
class Seen:
    """The figures of a page: its weight, milliseconds, shifts, names of violations, milliseconds of taps."""

    weight: Weight
    paint: float
    shift: float
    violations: list[str]
    taps: dict[str, list[float]]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium of this machine."""
    if CHROMIUM is None:
        raise SystemExit("No Chromium is installed here: `chromium`, `chromium-browser` or `google-chrome`.")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def signed_in(browser: Browser, base: str, email: str, password: str) -> Any:
    """The cookies of somebody who signed in as a person does."""
    context = browser.new_context(base_url=base)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    found = context.cookies()
    context.close()
    return found


@contextmanager
def cold(browser: Browser, base: str, screen: Screen, cookies: Any) -> Iterator[Page]:
    """A page of a browser that has seen nothing yet but the sign-in."""
    context: BrowserContext = browser.new_context(
        base_url=base, viewport={"width": screen.size[0], "height": screen.size[1]}, has_touch=True
    )
    context.set_default_timeout(30_000)
    context.add_cookies(cookies)
    context.add_init_script(WATCH)
    page = context.new_page()
    try:
        yield page
    finally:
        context.close()


def weighed(page: Page, path: str) -> Weight:
    """What the page costs until the network is quiet."""
    paths: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire = page.context.new_cdp_session(page)
    wire.on("Network.requestWillBeSent", lambda told: paths.update({told["requestId"]: _path(told["request"]["url"])}))
    wire.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: round(told["encodedDataLength"])}))
    wire.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    wire.detach()
    records = sum(size for request, size in sizes.items() if paths.get(request, "").startswith(API))
    return Weight(sum(sizes.values()) - records, records, len(sizes))


def _path(address: str) -> str:
    return urlsplit(address).path


def seen(browser: Browser, base: str, screen: Screen, cookies: Any) -> Seen:
    """All figures of one page; paints and shifts of the cold load without throttling, taps under it."""
    with cold(browser, base, screen, cookies) as page:
        weight = weighed(page, screen.path)
        told = page.evaluate("seen")
        violations = sorted({found["id"] for found in Axe().run(page).response["violations"]})
        taps = {words: tapped(page, places) for words, places in screen.taps.items()}
        return Seen(weight, told["paint"], told["shift"], violations, taps)


def tapped(page: Page, places: Sequence[Place]) -> list[float]:
    """Milliseconds from each tap to the next paint, of what is there; below the browser's threshold it is 16.

    What a tap opens over the page is closed again before the next one.
    """
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    found = [_answer(page, place) for place in places if page.locator(_first(place)).count()]
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return found


def _answer(page: Page, place: Place) -> float:
    page.locator(_first(place)).first.scroll_into_view_if_needed()
    page.wait_for_timeout(PAUSE)
    page.evaluate("seen.taps.length = 0")
    _tap(page, place)
    page.wait_for_timeout(PAUSE)
    slowest: float = max(page.evaluate("seen.taps"), default=16.0)
    if page.locator(OPENED).count():
        page.keyboard.press("Escape")
    return slowest


def _tap(page: Page, place: Place) -> None:
    if isinstance(place, str):
        page.locator(place).first.tap()
        return
    x, y = zip(*(_middle(page, one) for one in place), strict=True)
    page.touchscreen.tap(sum(x) / 2, sum(y) / 2)


def _middle(page: Page, place: str) -> tuple[float, float]:
    box = page.locator(place).first.bounding_box()
    if box is None:
        raise SystemExit(f"{place} cannot be seen, so nothing can be tapped beside it.")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _first(place: Place) -> str:
    return place if isinstance(place, str) else place[0]
