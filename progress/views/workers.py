"""The service workers: one text, with the shell that it serves before it, and the release that it belongs to."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

from practice import selectors

TEXT = Path(settings.BASE_DIR, "static", "js", "device", "worker.js")
SHOWN = ("static", "templates", "practice", "patients", "plans", "sessions", "progress")
COMPILED = ".pyc"  # it differs from process to process
# Signing in, the programs' doors and other people's devices are no business of a page that stands in for another one.
ELSEWHERE = "^/(accounts|admin|api|_allauth|me)/"


@dataclass(frozen=True, slots=True)
class Worker:
    """The shell's page, which paths below the worker's scope it can draw without network, and which it leaves alone."""

    name: str
    page: str
    draws: str
    leaves: str = "^$"


PHONE = Worker(name="phone", page="/me/kept/", draws="^/me/")
ROOM = Worker(
    name="room", page="/kept/", draws="^/(kept/|episodes/[^/]+/sessions/new/|sessions/[^/]+/)?$", leaves=ELSEWHERE
)


def answer_of(worker: Worker) -> HttpResponse:
    """The text; another version of anything that a shell shows makes another text, and so an update.

    Beside the release that is the clinic's emergency number.
    """
    release = _read_anew() if settings.DEBUG else _version()
    told = {**asdict(worker), "version": f"{release}-{selectors.clinic().emergency_number}"}
    text = f"const WORKER = {json.dumps(told)};\n{TEXT.read_text(encoding='utf-8')}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _version() -> str:
    return _read_anew()


def _read_anew() -> str:
    """A digest of the release: what is drawn, and all that decides on it."""
    digest = hashlib.sha256()
    for folder in SHOWN:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*.*")):
            if path.suffix != COMPILED:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
