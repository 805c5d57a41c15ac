"""What axe finds on a page, in both colour schemes."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RUN = """(options) => axe.run({ resultTypes: ["violations"], ...options }).then(({ violations }) => violations.map(
    ({ id, nodes }) => `${id}: ${nodes.slice(0, 2).map(({ html }) => html.slice(0, 160)).join("; ")}`))"""
COLOURS: dict[str, Any] = {"runOnly": ["color-contrast"]}  # all that another scheme changes


def violations(page: Page) -> list[str]:
    """Everything as the page stands in light, and its colours in dark; the page is left as it was."""
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.evaluate(AXE_SCRIPT)
    found = []
    for scheme, options in (("light", {}), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {said}" for said in page.evaluate(RUN, options)]
    page.emulate_media(color_scheme="dark" if dark else "light")
    return found
