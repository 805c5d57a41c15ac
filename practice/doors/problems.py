"""RFC 9457: every refusal of the API as application/problem+json."""

from typing import Any

import structlog
from django.db import transaction
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from practice.doors.opening import mark_refused
from practice.doors.refusals import Refusal, refusal_of
from practice.errors import NotPermitted

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"


class PreconditionRequired(exceptions.APIException):
    """A change without If-Match: status 428."""

    status_code = 428
    default_detail = "Send If-Match with the ETag that you read, so that nobody's change is lost."
    default_code = "precondition_required"


def as_problem(problem: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception; whatever the request wrote is taken back."""
    transaction.set_rollback(True)
    if isinstance(problem, NotPermitted):
        mark_refused(context["request"]._request)
    refusal = _of_framework(problem, context) or refusal_of(problem)
    if refusal is None:
        return None
    headers = getattr(problem, "auth_header", None)
    return Response(
        body(refusal),
        status=refusal.status,
        content_type=MEDIA_TYPE,
        headers={"WWW-Authenticate": headers} if headers else None,
    )


def body(refusal: Refusal) -> dict[str, Any]:
    """The problem document."""
    document: dict[str, Any] = {
        "type": f"urn:myoplan:problem:{refusal.title.lower().replace(' ', '-')}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
    }
    if refusal.errors:
        document["errors"] = refusal.errors
    if refusal.blockers is not None:
        document["blockers"] = refusal.blockers
    return {**document, **refusal.more}


def _of_framework(problem: Exception, context: dict[str, Any]) -> Refusal | None:
    if not isinstance(problem, exceptions.APIException):
        return None
    answer = exception_handler(problem, context)
    status = answer.status_code if answer is not None else problem.status_code
    if isinstance(problem, exceptions.ValidationError):
        return Refusal(400, "Some of it cannot be stored", "Check the fields named below.", flat_errors(problem.detail))
    return Refusal(status, _TITLES.get(status, "Refused"), str(problem.detail))


_TITLES = {
    400: "Not understood",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    406: "Not available in this format",
    415: "Send JSON",
    428: "Say which version you change",
    429: "Too many requests",
}


def flat_errors(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Nested errors as path → messages: `{"targets": [{}, {"side": ["…"]}]}` → `{"targets[1].side": ["…"]}`."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for key, inner in detail.items():
            name = _path_of(path, key)
            found.update(flat_errors(inner, name))
        return found
    if isinstance(detail, list) and any(isinstance(item, (dict, list)) for item in detail):
        found = {}
        for index, item in enumerate(detail):
            found.update(flat_errors(item, f"{path}[{index}]"))
        return found
    return (
        {path or "__all__": [str(item) for item in (detail if isinstance(detail, list) else [detail])]}
        if detail
        else {}
    )


def _path_of(path: str, key: Any) -> str:
    """Rows of a list come by number, fields by name."""
    if key == "non_field_errors":
        return path
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else str(key)


class NothingHere(APIView):
    """Every address that the API does not have: 401 for a stranger, 404 for a member."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whatever the method."""
        super().initial(request, *args, **kwargs)
        raise exceptions.NotFound("There is nothing at this address.")

    def check_permissions(self, request: Request) -> None:
        """Members and strangers alone are told apart."""
        if request.user is None:
            raise exceptions.NotAuthenticated
