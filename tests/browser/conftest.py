"""A real Chromium in front of the running system."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import sync_playwright

from tests.browser.left import Tidier
from tests.browser.phone import DEAF, PATIENT, day_of, open_again, ready

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SIZES = {
    "tablet": (1180, 820), "small tablet": (1024, 768), "portrait": (820, 1180), "phone": (390, 844),
    "desk": (1440, 900),
}  # fmt: skip
PASSWORD = "needle-demo-2026"


@pytest.fixture(scope="session")
def chromium():
    """A Chromium of this machine; without one these tests say so."""
    if CHROMIUM is None:
        pytest.skip("No Chromium is installed here, so the browser tests cannot run.")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def tidier(live_app):
    """Knows the drafts that stood in the demo clinic before the first test."""
    return Tidier(live_app)


@pytest.fixture
def open_page(chromium, live_app, tidier):
    """`open_page("therapist@harbor.example", size="tablet")` is a page of somebody signed in.

    A script that stops with an error fails the test, whatever the test looks at; a draft that it leaves is discarded.
    """
    contexts, errors = [], []

    def opened(email: str | None = None, *, size: str = "tablet", dark: bool = False):
        width, height = SIZES[size]
        context = chromium.new_context(
            base_url=live_app, viewport={"width": width, "height": height}, has_touch=size != "desk",
            color_scheme="dark" if dark else "light", reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(15_000)
        context.on("weberror", lambda told: errors.append(str(told.error)))
        contexts.append(context)
        page = context.new_page()
        if email:
            sign_in(page, email)
        return page

    yield opened
    for context in contexts:
        context.close()
    tidier.tidy()
    assert errors == []


def sign_in(page, email: str) -> None:
    """As a person does."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


@pytest.fixture
def phone(open_page):
    """A patient's phone that knows its day, today's diary open."""
    page = open_page(size="phone")
    page.context.add_init_script(f"({DEAF})()")
    sign_in(page, PATIENT)
    page.today = day_of(page)["today"]
    open_again(page, page.today)
    ready(page)
    return page


def keep_picture(page, name: str) -> None:
    """A screenshot for people, where SCREENSHOTS names a folder; one that is not drawn in time is missing there."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with suppress(PlaywrightTimeout):
            page.screenshot(path=f"{folder}/{name.replace(' ', '-')}.jpg", quality=70, full_page=True, timeout=20_000)
