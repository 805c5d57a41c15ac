"""Every page that a role can reach by its links: opens, fits the screen, has no console error and passes axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
LEFT_OUT = re.compile(r"/(admin|api|static|accounts/logout)|/(file|csv)/|\.(ics|pdf|csv)$")
WALKS = [
    ("therapist", "tablet", False),
    ("therapist", "phone", True),
    ("assistant", "tablet", False),
    ("frontdesk", "desk", False),
    ("manager", "desk", True),
    ("patient", "phone", False),
    ("patient", "phone", True),
]
CELLS_TOO_SMALL = """() => [...document.querySelectorAll(".is-folding td")]
    .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.innerText.slice(0, 60))"""


@pytest.mark.parametrize(("who", "size", "dark"), WALKS)
def test_every_page_that_a_role_can_reach(open_page, who, size, dark):
    page = open_page(f"{who}@harbor.example", size=size, dark=dark)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda problem: complaints.append(f"{page.url}: {problem}"))
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop(0)
        route = resolve(path.split("?")[0]).route
        if route not in seen:
            seen.add(route)
            name = re.sub(r"[^a-z-]+", "_", route) or "home"
            complaints += visit(page, path, f"{who}-{size}-{'dark' if dark else 'light'}-{name}")
            complaints += violations(page, path)
            waiting += links_of(page)
    assert complaints == []
    assert len(seen) > 2


def visit(page, path: str, name: str) -> list[str]:
    """Whether one page opens and fits."""
    answer = page.goto(path)
    expect(page.locator(".htmx-request")).to_have_count(0)
    keep_picture(page, name)
    found = [] if answer.ok else [f"{path}: {answer.status}"]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found += [f"{path}: {words} does not fit its cell" for words in page.evaluate(CELLS_TOO_SMALL)]
    return [*found, f"{path}: {wider} px wider than the screen"] if wider > 1 else found


def violations(page, path: str) -> list[str]:
    """What axe finds."""
    return [
        f"{path}: {violation['id']}: " + "; ".join(node["html"][:160] for node in violation["nodes"][:2])
        for violation in Axe().run(page).response["violations"]
    ]


def links_of(page) -> list[str]:
    """Addresses of this site that the page links to."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.pathname + link.search)")
    return [path for path in dict.fromkeys(found) if path.startswith("/") and not LEFT_OUT.search(path.split("?")[0])]
