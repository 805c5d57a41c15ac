"""Lighthouse over the same pages, where somebody has installed it: the product does not carry it."""

import json
import os
import shutil
import subprocess
from typing import Any, Final

from bench.browser import CHROMIUM

PROGRAM: Final = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
KINDS: Final = ("performance", "accessibility", "best-practices")
PATIENCE: Final = 180  # seconds


def scores(address: str, cookies: list[dict[str, Any]], *, preset: str = "") -> dict[str, int]:
    """Of a page, 0 to 100; on an emulated phone with a slow network unless the preset is `desktop`."""
    told = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
    words = [
        str(PROGRAM), address, "--quiet", "--output=json", "--output-path=stdout",
        f"--only-categories={','.join(KINDS)}", "--chrome-flags=--headless=new --no-sandbox",
        f"--extra-headers={json.dumps({'Cookie': told})}", *([f"--preset={preset}"] if preset else []),
    ]  # fmt: skip
    env = os.environ | {"CHROME_PATH": str(CHROMIUM)}
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=PATIENCE, check=True)
    found = json.loads(done.stdout)["categories"]
    return {kind: round(100 * (found[kind]["score"] or 0)) for kind in KINDS}
