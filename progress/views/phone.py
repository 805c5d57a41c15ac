"""The phone's shell: a page without any record, and the worker that serves it where there is no network."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from plans.forms import DiaryForm
from plans.models import AdherenceDay
from practice.access import Permission
from practice.doors.pages import ClinicRequest, page
from sessions.forms import CheckInForm
from sessions.selectors.check_ins import advice_at_once

WORKER = Path(settings.BASE_DIR, "static", "js", "phone", "worker.js")
SHOWN = ("static", "templates/_parts", "templates/progress", "sessions/reference")


@require_GET
@page(Permission.OWN_RECORD)
def kept(request: ClinicRequest) -> HttpResponse:
    """What waits on the phone, and, without network, every page of the patient: the browser fills it in."""
    diary, check_in = DiaryForm(initial={"headache": "true"}), CheckInForm(open_hours=[], offered=[])
    asked = [field for field in check_in.visible_fields() if field.name != "hours_after"]
    reasons = [choice for choice in AdherenceDay.Reason.choices if choice[0]]
    context = {"diary": diary, "check_in": asked, "reasons": reasons, "advice": advice_at_once(request.clinic)}
    return render(request, "progress/kept.html", context)


@require_GET
@page(Permission.OWN_RECORD)
def worker(request: ClinicRequest) -> HttpResponse:
    """The service worker; another version of anything that the shell shows makes another text, and so an update."""
    version = _read_anew() if settings.DEBUG else _version()
    text = f'const VERSION = "{version}";\n{WORKER.read_text(encoding="utf-8")}'
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _version() -> str:
    return _read_anew()


def _read_anew() -> str:
    """A digest of the scripts, styles, icons and templates of this release."""
    digest = hashlib.sha256()
    for folder in SHOWN:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*.*")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
