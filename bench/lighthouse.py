"""Lighthouse over the same pages, where somebody has installed it: the product does not carry it."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser

from bench.browser import CHROMIUM

PROGRAM: Final = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
KINDS: Final = ("performance", "accessibility", "best-practices")
PATIENCE: Final = 180  # seconds
TRIES: Final = 2  # it fails by itself now and then
RUNS: Final = 3  # one alone is as good as the machine was quiet just then


def scores(started: Browser, address: str, cookies: list[dict[str, Any]], *, preset: str = "") -> dict[str, int]:
    """Of a page, 0 to 100, the middle of some runs; on a phone with a slow network unless the preset is `desktop`."""
    told = [report(started, address, cookies, preset=preset)["categories"] for _ in range(RUNS)]
    return {kind: round(100 * sorted(one[kind]["score"] or 0 for one in told)[RUNS // 2]) for kind in KINDS}


def report(started: Browser, address: str, cookies: list[dict[str, Any]], *, preset: str = "") -> dict[str, Any]:
    """All that Lighthouse says of a page to somebody who is signed in by these cookies."""
    for _ in range(TRIES):
        done = _run(started, address, cookies, preset)
        if done.returncode == 0:
            found: dict[str, Any] = json.loads(done.stdout)
            return found
    raise SystemExit(f"Lighthouse did not finish with {address}: {done.stderr[-1000:]}")


def _run(
    started: Browser, address: str, cookies: list[dict[str, Any]], preset: str
) -> "subprocess.CompletedProcess[str]":
    with _profile(started, cookies) as port:
        words = [
            str(PROGRAM), address, f"--port={port}", "--quiet", "--output=json", "--output-path=stdout",
            f"--only-categories={','.join(KINDS)}", *([f"--preset={preset}"] if preset else []),
        ]  # fmt: skip
        return subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)


@contextmanager
def _profile(started: Browser, cookies: list[dict[str, Any]]) -> Iterator[int]:
    """The port of a Chromium that has seen nothing but the sign-in.

    Its own cookies go with every request of a page, those of its scripts too; a header that Lighthouse adds does not.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        words = [
            str(CHROMIUM),
            "--headless=new",
            "--no-sandbox",
            "--remote-debugging-port=0",
            f"--user-data-dir={folder}",
        ]
        running = subprocess.Popen([*words, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            port = _port(Path(folder) / "DevToolsActivePort")
            reached = started.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
            reached.contexts[0].add_cookies(cookies)  # type: ignore[arg-type]
            reached.close()
            yield port
        finally:
            running.terminate()
            running.wait(15)


def _port(told: Path) -> int:
    for _ in range(120):
        if told.exists() and (words := told.read_text().split()):
            return int(words[0])
        time.sleep(0.25)
    raise SystemExit("Chromium did not start within 30 seconds.")
