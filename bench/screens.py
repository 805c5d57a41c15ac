"""`make bench ARGS="--screens"`: the six pages of every day in a real Chromium, on a server as in production."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser

from bench import aims, browser, database, lighthouse
from bench.aims import Judged
from bench.browser import Place, Screen, Seen

CHECKOUT: Final = Path(__file__).resolve().parent.parent
PASSWORD: Final = "needle-demo-2026"
THERAPIST, PATIENT = "therapist@harbor.example", "patient@harbor.example"
# As a clinic runs it, but for HTTPS, which no server on the same machine has.
AS_IN_PRODUCTION: Final = {
    "DEBUG": "false", "HTTPS_ONLY": "false", "LOG_LEVEL": "WARNING", "LOGIN_LIMIT": "10000/m/ip",
    "LOGIN_FAILED_LIMIT": "10000/m/ip", "ALLOWED_HOSTS": "127.0.0.1,localhost",
}  # fmt: skip
CHART = "#ledger-chart [data-muscle={}][data-side={}]"
MUSCLES: Final = ("trapezius_upper", "infraspinatus", "occipitalis", "temporalis", "frontalis")  # each lies alone
# Half-way between two that do not: the tap opens the question which of them was meant.
NEIGHBOURS: Final = (
    CHART.format("rectus_capitis_posterior_major", "left") + " .body-hit",
    CHART.format("rectus_capitis_posterior_minor", "left") + " .body-hit",
)
HEAD: Final = f"{'':10}{'kB wire':>8}{'kB day':>8}{'requests':>9}{'paint ms':>9}{'shift':>7}  axe"


def main() -> None:
    """A system of its own, the pages, and the table; a target that is missed ends it with an error."""
    folder = tempfile.TemporaryDirectory()
    with folder as place, database.of_its_own(), served(place) as base, browser.chromium() as started:
        missed = measure(started, base)
    end(missed)


def end(missed: Sequence[str]) -> None:
    """With an error that lists them, where targets were missed."""
    if missed:
        raise SystemExit("\n".join(["Missed:", *missed]))


@contextmanager
def served(folder: str) -> Iterator[str]:
    """The address of a web server with the demo clinics and compressed static files; `DATABASE_URL` is its database."""
    env = os.environ | AS_IN_PRODUCTION | {"MEDIA_ROOT": f"{folder}/media", "STATIC_ROOT": f"{folder}/static"}
    for words in (["migrate", "-v0"], ["demo", "--force"], ["collectstatic", "-v0", "--no-input"]):
        subprocess.run(
            [sys.executable, "manage.py", *words], cwd=CHECKOUT, env=env, check=True, stdout=subprocess.DEVNULL
        )
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    words = [sys.executable, "-m", "gunicorn", "practice.wsgi", "--worker-class", "gthread", "--threads", "4"]
    words += ["--no-control-socket", "--log-level", "error", "--bind", f"127.0.0.1:{port}"]
    running = subprocess.Popen(words, cwd=CHECKOUT, env=env)
    try:
        _wait_for(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(15)


def _wait_for(base: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise SystemExit("The web server did not answer within 30 seconds.")


def measure(started: Browser, base: str) -> list[str]:
    """Line by line, as each page is done; the targets that were missed, in words."""
    people = {who: browser.signed_in(started, base, who, PASSWORD) for who in (THERAPIST, PATIENT)}
    load = f"{os.cpu_count()} CPUs under a load of {os.getloadavg()[0]:.1f}"
    print(f"Chromium {started.version}, cold cache, {load}")
    print(HEAD)
    pages, found = screens(started, base, people[THERAPIST]), []
    for screen in pages:
        told = browser.seen(started, base, screen, people.get(screen.who, []))
        found += _said(_figures(screen, told), aims.of_page(screen.name, told))
    print("kB wire: all that the page needs; kB day: the day's records, which it keeps afterwards, over the API.")
    print("paint: largest contentful paint; shift: cumulative layout shift; taps: time to the next paint while the CPU")
    print(f"is {browser.SLOWER} times slower, the middle one and the slowest. Where others use the machine too")
    print("it is slower still: see how far a tap lies above one that changes nothing.")
    return found + _lighthouse(started, base, pages, people)


def _lighthouse(started: Browser, base: str, pages: Sequence[Screen], people: Mapping[str, Any]) -> list[str]:
    if not lighthouse.PROGRAM:
        print("Lighthouse is not installed here: name it in LIGHTHOUSE, or put it into the path, for its scores.")
        return []
    print(f"{'Lighthouse':10}{'phone: performance, accessibility, best practices':>52}{'desktop: the same':>24}")
    found = []
    for screen in pages:
        told = [
            lighthouse.scores(started, base + screen.path, people.get(screen.who, []), preset=preset)
            for preset in ("", "desktop")
        ]
        line = f"{screen.name:10}{_three(told[0]):>52}{_three(told[1]):>24}"
        found += _said(line, aims.of_scores(screen.name, told))
    return found


def _said(line: str, judged: Sequence[Judged]) -> list[str]:
    """Prints a line with the targets below it; those that were missed."""
    print("\n".join([line, *(f"    target: {one.words}" for one in judged)]), flush=True)
    return [f"{one.of}: {one.words}" for one in judged if not one.met]


def screens(started: Browser, base: str, cookies: Any) -> list[Screen]:
    """The six pages, of the first patient with a session whom the therapist may needle."""
    patient, episode = _somebody(started, base, cookies)
    return [
        Screen("Sign-in", "", "/accounts/login/", taps={"field": ["[name=login]", "[name=password]"]}),
        Screen("Today", THERAPIST, "/", taps={"folded part": ["main summary, [data-menu] summary"]}),
        Screen(
            "Patient", THERAPIST, f"/patients/{patient}/", taps={"folded part": ["main summary, [data-menu] summary"]}
        ),
        Screen("Session", THERAPIST, f"/episodes/{episode}/sessions/new/", taps=_session_taps()),
        Screen("Progress", THERAPIST, f"/episodes/{episode}/", taps={"numbers": ["main summary"]}),
        Screen("Phone", PATIENT, "/me/", (390, 844), taps={"folded part": ["main summary, [data-menu] summary"]}),
    ]


def _session_taps() -> dict[str, Sequence[Place]]:
    more = [f"[name=targets-{row}-needles_in] ~ .step" for row in range(len(MUSCLES))]
    chips = [f".target:has([name=targets-{row}-muscle]) .chip:has([value=yes])" for row in range(len(MUSCLES))]
    return {
        aims.NOTHING: ["main h1"] * 5,
        "muscle": [CHART.format(muscle, side) for muscle in MUSCLES for side in ("left", "right")],
        "question which one": [NEIGHBOURS] * 3,
        "stepper": more * 2,
        "chip": chips,
    }


def _somebody(started: Browser, base: str, cookies: Any) -> tuple[str, str]:
    context = started.new_context(base_url=base)
    context.add_cookies(cookies)
    answer = context.request.get("/api/v1/sessions/?page_size=1").text()
    episode = json.loads(answer)["results"][0]["episode"]
    patient = json.loads(context.request.get(f"/api/v1/episodes/{episode}/").text())["patient"]
    context.close()
    return patient, episode


def _figures(screen: Screen, told: Seen) -> str:
    weight = told.weight
    figures = f"{weight.page / 1000:8.1f}{weight.records / 1000:8.1f}{weight.requests:9}"
    figures += f"{told.paint:9.0f}{told.shift:7.3f}  {', '.join(told.violations) or 'no violation'}"
    return f"{screen.name:10}{figures}"


def _three(told: dict[str, int]) -> str:
    return " / ".join(str(told[kind]) for kind in lighthouse.KINDS)


if __name__ == "__main__":
    main()
