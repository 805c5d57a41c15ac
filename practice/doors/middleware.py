"""What every request passes: an id, a sign-in, and the clinic in force, in one transaction."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import structlog
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from practice import scoping, selectors
from practice.access import Actor
from practice.doors import opening, refusals
from practice.doors.chosen_clinic import membership_at_work
from practice.errors import NotPermitted

GetResponse = Callable[[HttpRequest], HttpResponseBase]
OPEN_PATHS = ("/api/", "/_allauth/", "/static/", "/healthz")


def request_id(get_response: GetResponse) -> GetResponse:
    """Give every request an id that the trail, the logs and the answer share."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.request_id = str(uuid4())  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request.request_id):  # type: ignore[attr-defined]
            response = get_response(request)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware


class LoginRequired(LoginRequiredMiddleware):
    """Closed by default: pages ask for a sign-in unless they are marked open."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Programs get their own answer (401) from the API instead of a redirect."""
        if request.path.startswith(OPEN_PATHS):
            return None
        return super().process_view(request, view, args, kwargs)


class ClinicInForce:
    """Puts the member's clinic in force for the length of the request, in one transaction."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Everything that the request writes is kept, or, when it fails, none of it; times are the clinic's."""
        with scoping.boundary():
            request.actor = request.membership = request.clinic = None  # type: ignore[attr-defined]
            if request.user.is_authenticated:
                enter_as_member(request)
            with timezone.override(request.clinic.timezone if request.clinic else None):  # type: ignore[attr-defined]
                response = self.get_response(request)
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
    """Put in force the clinic that the browser session chose, else the newest one of the user."""
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
