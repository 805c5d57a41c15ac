"""What every request passes: lean static files, an id, a sign-in, and the clinic in force, in one transaction."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect
from rest_framework.exceptions import ParseError

from practice import scoping, selectors
from practice.access import Actor
from practice.doors import opening, refusals
from practice.doors.chosen_clinic import led_away, membership_at_work
from practice.doors.json import read_object
from practice.errors import NotPermitted

GetResponse = Callable[[HttpRequest], HttpResponseBase]
HEALTH = "/healthz"
SIGN_IN_OF_PROGRAMS = "/_allauth/"
OF_DOCUMENTS = ("Cross-Origin-Opener-Policy", "Referrer-Policy")
OPEN_PATHS = ("/api/", SIGN_IN_OF_PROGRAMS, "/static/", HEALTH)


def slim_files(get_response: GetResponse) -> GetResponse:
    """Static files go without what browsers heed of documents alone: seventy of them make a first visit to a page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path.startswith(settings.STATIC_URL):
            for name in OF_DOCUMENTS:
                del response.headers[name]
        return response

    return middleware


def request_id(get_response: GetResponse) -> GetResponse:
    """Give every request an id that the trail, the logs and the answer share."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.request_id = str(uuid4())  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request.request_id):  # type: ignore[attr-defined]
            response = get_response(request)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware


def sound_bodies(get_response: GetResponse) -> GetResponse:
    """Programs sign in with a JSON object; any other body is refused before the library reads it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        problem = _problem_of_body(request) if request.path.startswith(SIGN_IN_OF_PROGRAMS) else ""
        if problem:
            return JsonResponse({"status": 400, "errors": [{"code": "invalid", "message": problem}]}, status=400)
        return get_response(request)

    return middleware


def _problem_of_body(request: HttpRequest) -> str:
    try:
        if request.body:
            read_object(request.body)
    except (ParseError, RequestDataTooBig) as problem:
        return str(problem)
    return ""


class LoginRequired(LoginRequiredMiddleware):
    """Closed by default: pages ask for a sign-in unless they are marked open."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Programs get their own answer (401) from the API instead of a redirect."""
        if request.path.startswith(OPEN_PATHS):
            return None
        return super().process_view(request, view, args, kwargs)

    def handle_no_permission(self, request: HttpRequest, view: Any) -> Any:
        """To the sign-in and back to the page where the person was; a script's request takes the whole page along."""
        asked = redirect_to_login(page_of(request), self.get_login_url(view), self.get_redirect_field_name(view))
        return HttpResponseClientRedirect(asked.url) if request.htmx else asked  # type: ignore[attr-defined]


def page_of(request: HttpRequest) -> str:
    """The address of the page from which this was asked: its own when it is read or filtered, else that of the form."""
    if request.htmx:  # type: ignore[attr-defined]
        shown = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        filters = request.method == "GET" and urlsplit(shown).path == request.path
        return request.get_full_path() if filters else str(shown)
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    own = (came_from.scheme, came_from.netloc) == (request.scheme, request.get_host())
    return urlunsplit(("", "", came_from.path, came_from.query, "")) if own else request.get_full_path()


class ClinicInForce:
    """Puts the member's clinic in force for the length of the request, in one transaction."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Everything that the request writes is kept, or, when it fails, none of it; times are the clinic's.

        The health address answers without a transaction: it has to speak when the database does not.
        """
        if request.path == HEALTH:
            return self.get_response(request)
        with scoping.boundary():
            request.actor = request.membership = request.clinic = None  # type: ignore[attr-defined]
            away = None
            if request.user.is_authenticated and enter_as_member(request) is None:
                away = led_away(request)
            with timezone.override(request.clinic.timezone if request.clinic else None):  # type: ignore[attr-defined]
                response = away or self.get_response(request)
                if response.status_code == 404 and request.resolver_match is None:
                    response = refusals.not_found(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        opening.leave_refusal(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that no form caught becomes a page that says what to do."""
        if isinstance(exception, NotPermitted):
            opening.mark_refused(request)
        answer = refusals.as_page(request, exception)
        if answer is not None:
            transaction.set_rollback(True)
        return answer


def enter_as_member(request: HttpRequest) -> Actor | None:
    """Put in force the clinic that the browser session chose, or, where it chose none, the newest one of the user."""
    if request.user.is_superuser and request.path.startswith("/admin/"):
        scoping.enter_every_clinic(reason="admin site")
        return None
    membership = membership_at_work(request)
    if membership is None:
        return None
    request.membership, request.clinic = membership, membership.clinic  # type: ignore[attr-defined]
    scoping.keep_at_hand(membership.clinic)
    request.actor = selectors.actor_of(membership, request.request_id)  # type: ignore[attr-defined]
    return request.actor  # type: ignore[attr-defined,no-any-return]
