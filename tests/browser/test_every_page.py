"""Every page that a role can reach: opens, fits the screen, has no console error and passes axe in light and dark."""

import re

import pytest
from django.urls import resolve
from playwright.sync_api import expect

from tests.browser.accessible import violations
from tests.browser.conftest import SIZES, keep_picture
from tests.browser.room import ASK

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
LEFT_OUT = re.compile(r"/(admin|api|static|accounts/logout)|/(file|csv)/|\.(ics|pdf|csv)$")
# Who, on which screen, and to which others its window is drawn, where the page must fit too.
WALKS = [
    ("therapist", "tablet", ("small tablet", "portrait")),
    ("therapist", "phone", ()),
    ("assistant", "tablet", ()),
    ("frontdesk", "desk", ("portrait",)),
    ("manager", "desk", ("phone",)),
    ("patient", "phone", ()),
]
OPEN_TO_ALL = (
    "/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/request/harbor/",
    "/request/harbor/thanks/", "/nothing/of/the/kind/",
)  # fmt: skip
CELLS_TOO_SMALL = """() => [...document.querySelectorAll(".is-folding td")]
    .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.innerText.slice(0, 60))"""


@pytest.mark.parametrize(("who", "size", "others"), WALKS)
def test_every_page_that_a_role_can_reach(open_page, who, size, others):
    page = open_page(f"{who}@harbor.example", size=size)
    complaints = heard(page)
    page.goto("/")
    seen, waiting = set(), ["/", *behind_buttons(page, who)]
    while waiting:
        path = waiting.pop(0)
        if (kind := kind_of(path)) not in seen:
            seen.add(kind)
            name = f"{who}-{{size}}-{re.sub(r'[^a-z-]+', '_', kind) or 'home'}"
            complaints += visit(page, path, name, (size, *others))
            waiting += links_of(page)
    assert complaints == []
    assert len(seen) > 2


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_that_is_open_to_all(open_page, size):
    page = open_page(size=size)
    complaints = heard(page, but="404")
    for path in OPEN_TO_ALL:
        complaints += visit(page, path, f"nobody-{{size}}-{path.strip('/').replace('/', '-')}", (size,))
    assert [said for said in complaints if said != "/nothing/of/the/kind/: 404"] == []


def heard(page, *, but: str = "nothing") -> list[str]:
    """A list that takes down each error of the console and each script that stops."""
    told: list[str] = []
    page.on(
        "console",
        lambda said: told.append(f"{page.url}: {said.text}") if said.type == "error" and but not in said.text else None,
    )
    page.on("pageerror", lambda problem: told.append(f"{page.url}: {problem}"))
    return told


def behind_buttons(page, who: str) -> list[str]:
    """What no link leads to: drafts and signed notes of each kind, and the page before each signature."""
    if who not in ("therapist", "assistant"):
        return []
    found = []
    for notes in ("sessions", "assessments", "visits"):
        rows = page.evaluate(ASK, f"{notes}/?page_size=200")["results"]
        signed = next((row["id"] for row in rows if row["state"] == "signed"), None)
        draft = next((row["id"] for row in rows if row["state"] == "draft"), None)
        found += [f"/{notes}/{signed}/?signed"] if signed else []
        found += (
            [f"/{notes}/{draft}/?draft", *([f"/{notes}/{draft}/sign/"] if who == "therapist" else [])] if draft else []
        )
    return found


def kind_of(path: str) -> str:
    """One page of a kind is looked at; a note that is signed is another kind than its draft."""
    route, _, query = path.partition("?")
    return resolve(route).route + (query if query in ("signed", "draft") else "")


def visit(page, path: str, name: str, sizes: tuple[str, ...]) -> list[str]:
    """Whether one page opens, is accessible, and fits each screen."""
    answer = page.goto(path)
    expect(page.locator(".htmx-request")).to_have_count(0)
    found = [] if answer.ok else [f"{path}: {answer.status}"]
    found += [f"{path}: {said}" for said in violations(page)]
    for size in sizes:
        resize(page, size)
        keep_picture(page, name.format(size=size))
        found += [f"{path} on {size}: {said}" for said in too_large(page)]
    resize(page, sizes[0])
    return found


def resize(page, size: str) -> None:
    """As when a tablet is turned: the page is drawn anew before anything is measured."""
    width, height = SIZES[size]
    if page.viewport_size != {"width": width, "height": height}:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def too_large(page) -> list[str]:
    """What does not fit where it stands."""
    found = [f"{words} does not fit its cell" for words in page.evaluate(CELLS_TOO_SMALL)]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, f"{wider} px wider than the screen"] if wider > 1 else found


def links_of(page) -> list[str]:
    """Addresses of this site that the page links to."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.pathname + link.search)")
    return [path for path in dict.fromkeys(found) if path.startswith("/") and not LEFT_OUT.search(path.split("?")[0])]
