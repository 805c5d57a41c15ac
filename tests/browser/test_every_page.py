"""Every page that a role can reach by its links: opens, fits the screen, has no console error and passes axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
LEFT_OUT = re.compile(r"/(admin|api|static|accounts/logout)|/file/|\.(ics|pdf|csv)$")
MOST_PAGES = 60
WALKS = [
    ("therapist", "tablet", False),
    ("therapist", "phone", True),
    ("assistant", "tablet", True),
    ("frontdesk", "desk", False),
    ("manager", "desk", True),
    ("manager", "phone", False),
    ("patient", "phone", False),
    ("patient", "phone", True),
]


@pytest.mark.parametrize(("who", "size", "dark"), WALKS)
def test_every_page_that_a_role_can_reach(open_page, who, size, dark):
    page = open_page(f"{who}@harbor.example", size=size, dark=dark)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda problem: complaints.append(f"{page.url}: {problem}"))
    seen, waiting = set(), ["/"]
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        shape = ID.sub("*", path.split("?")[0])
        if shape not in seen:
            seen.add(shape)
            complaints += visit(page, path, f"{who}-{size}-{'dark' if dark else 'light'}{shape.replace('/', '_')}")
            waiting += links_of(page)
    assert complaints == []
    assert len(seen) > 2


def visit(page, path: str, name: str) -> list[str]:
    """What is wrong with one page."""
    answer = page.goto(path)
    page.wait_for_load_state("networkidle")
    keep_picture(page, name)
    found = [] if answer.ok else [f"{path}: {answer.status}"]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wider > 1:
        found.append(f"{path}: {wider} px wider than the screen")
    for violation in Axe().run(page).response["violations"]:
        places = "; ".join(node["html"][:160] for node in violation["nodes"][:2])
        found.append(f"{path}: {violation['id']}: {places}")
    return found


def links_of(page) -> list[str]:
    """Addresses of this site that the page links to."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.pathname + link.search)")
    return [path for path in dict.fromkeys(found) if path.startswith("/") and not LEFT_OUT.search(path.split("?")[0])]
