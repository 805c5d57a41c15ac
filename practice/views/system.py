"""Pages about the system: its health, and its design where DEBUG is on."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.defaults import server_error

from practice.design import samples
from practice.doors.problems import MEDIA_TYPE, body
from practice.doors.refusals import Refusal


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    cache.get("healthz")


CHECKS: dict[str, Callable[[], None]] = {"database": _ask_database, "redis": _ask_redis}


@require_GET
@login_not_required
def healthy(request: HttpRequest) -> HttpResponse:
    """200 when database and Redis answer; else 503 and the names of those that do not."""
    silent = [name for name, ask in CHECKS.items() if not _answers(ask)]
    text = f"no answer from: {', '.join(silent)}" if silent else "ok"
    return HttpResponse(text, status=503 if silent else 200, content_type="text/plain")


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Exception:  # whatever keeps it from answering
        return False
    return True


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """A mistake of ours: a problem document for programs, a page for people; nothing was stored."""
    if not request.path.startswith("/api/"):
        return server_error(request)
    refusal = Refusal(500, "Something went wrong on our side", "Nothing was stored. Try again later.")
    return JsonResponse(body(refusal), status=500, content_type=MEDIA_TYPE)


@require_GET
@login_not_required
def design(request: HttpRequest) -> HttpResponse:
    """The design system, every component in every state; only where DEBUG is on."""
    return render(request, "design/index.html", samples())
