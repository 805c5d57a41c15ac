"""Refusals in the two languages of the doors; the words themselves come from the rules."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, SuspiciousOperation, ValidationError
from django.db import DatabaseError, DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from practice.errors import (
    AlreadyThere,
    BadInput,
    NotPermitted,
    RecordIsFinal,
    RuleViolation,
    StaleVersion,
    TakenBack,
    messages_by_field,
)

ROW_FIELD = re.compile(r"(?P<rows>\w+)\[(?P<index>\d{1,4})\]\.(?P<name>\w+)")
STALE = "stale"
SQL_UNIQUE, SQL_CHECK, SQL_FOREIGN_KEY, SQL_EXCLUSION = "23505", "23514", "23503", "23P01"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An exception in the terms of HTTP: status, a short title, and a sentence that says what to do."""

    status: int
    title: str
    detail: str
    errors: dict[str, list[str]] | None = None
    blockers: list[dict[str, str]] | None = None
    more: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def refusal_of(problem: Exception) -> Refusal | None:
    """What an exception means for the person at the door; None for a mistake of ours."""
    if isinstance(problem, BadInput):
        return Refusal(400, "Some of it cannot be stored", "Check the fields named below.", _plain(problem))
    if isinstance(problem, RuleViolation):
        return Refusal(
            409, "This cannot be done yet", str(problem.blockers[0].message), _plain(problem),
            [blocker.as_json() for blocker in problem.blockers], problem.more,
        )  # fmt: skip
    for kind, status, title in _BY_KIND:
        if isinstance(problem, kind):
            return Refusal(status, title, str(problem))
    if isinstance(problem, ValidationError):
        return Refusal(400, "Some of it cannot be stored", "Check the fields named below.", _django_errors(problem))
    if isinstance(problem, (Http404, ObjectDoesNotExist)):
        return Refusal(404, "Not found", "There is nothing here, or it is not yours to see.")
    return _of_database(problem) if isinstance(problem, DatabaseError) else None


_BY_KIND: tuple[tuple[type[Exception], int, str], ...] = (
    (NotPermitted, 403, "Not allowed"),
    (PermissionDenied, 403, "Not allowed"),
    (SuspiciousOperation, 400, "Not understood"),
    (RecordIsFinal, 409, "Signed records do not change"),
    (AlreadyThere, 409, "Already used"),
    (TakenBack, 410, "Taken back"),
    (StaleVersion, 412, "Changed meanwhile"),
)


def _of_database(problem: DatabaseError) -> Refusal | None:
    """A constraint's name says what it promises, so it can be said to people."""
    cause: Any = problem.__cause__
    state = getattr(cause, "sqlstate", "")
    promise = (getattr(getattr(cause, "diag", None), "constraint_name", "") or "").replace("_", " ")
    if "pgtrigger: Cannot" in str(problem):
        return Refusal(409, "Signed records do not change", str(RecordIsFinal()))
    if isinstance(problem, IntegrityError) and state in (SQL_UNIQUE, SQL_EXCLUSION):
        return Refusal(409, "Already there", _already(promise))
    if isinstance(problem, IntegrityError) and state in (SQL_CHECK, SQL_FOREIGN_KEY):
        return Refusal(400, "Some of it cannot be stored", f"It breaks a rule of the records ({promise}).")
    if isinstance(problem, DataError):
        return Refusal(400, "Some of it cannot be stored", "A value is too large or of the wrong kind.")
    return None


def _already(promise: str) -> str:
    """An id that is taken says no more than that: whose row has it may be another clinic's secret."""
    return "This id is taken. Send another one." if promise.endswith("pkey") else f"There is one already ({promise})."


def _plain(problem: RuleViolation) -> dict[str, list[str]]:
    return {field or "__all__": found for field, found in messages_by_field(problem.blockers).items()}


def _django_errors(problem: ValidationError) -> dict[str, list[str]]:
    if hasattr(problem, "error_dict"):
        return {field: [str(m) for m in found] for field, found in problem.message_dict.items()}
    return {"__all__": [str(message) for message in problem.messages]}


def onto_form(form: forms.BaseForm, problem: Exception) -> bool:
    """Show a refusal at the form's fields; what the form does not have stands above it. False: not a refusal.

    A form with rows names them in `rows`: `{"goals": [row form, …]}`, in the order in which they were sent; the name of
    a field of its own stands for a row that is this field. One whose field has another name than what was sent says so
    in `named_otherwise`: `{"precaution_plans.diabetes": "plan_diabetes"}`.
    """
    refusal = refusal_of(problem)
    if refusal is None or refusal.status in (403, 404):
        return False
    if refusal.errors is None:
        form.add_error(None, ValidationError(refusal.detail, code=STALE if is_stale(problem) else "refused"))
    for field, found in (refusal.errors or {}).items():
        shown, name = _place_of(form, field)
        shown.add_error(name if name in shown.fields else None, found)
    return True


def _place_of(form: forms.BaseForm, field: str) -> tuple[forms.BaseForm, str]:
    """The row form and its field for `goals[1].target`, or the field that is the row; else the form itself."""
    path = ROW_FIELD.fullmatch(field)
    rows = getattr(form, "rows", {}).get(path["rows"], []) if path else []
    row = rows[int(path["index"])] if path and int(path["index"]) < len(rows) else None
    if path is None or row is None:
        return form, getattr(form, "named_otherwise", {}).get(field, field)
    return (form, row) if isinstance(row, str) else (row, path["name"])


def as_page(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """The page for a refusal that no form caught."""
    if isinstance(problem, Http404):
        return not_found(request)
    refusal = refusal_of(problem)
    if refusal is None:
        return None
    status = 409 if is_stale(problem) else refusal.status
    template = {403: "403.html", 404: "404.html", 409: "409.html"}.get(status, "400.html")
    return render(request, template, {"refusal": refusal, "back": _came_from(request)}, status=status)


def not_found(request: HttpRequest) -> HttpResponse:
    """The page for an address at which there is nothing: in development too, where Django would list every address."""
    return render(request, "404.html", status=404)


def is_stale(problem: Exception) -> bool:
    """Whether somebody else was faster: 412 for programs, which send If-Match; 409 for pages, which do not."""
    return isinstance(problem, StaleVersion)


def _came_from(request: HttpRequest) -> str:
    """The page of ours that sent this, to open it as it stands now; '' when that is not known."""
    sent = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(sent, allowed_hosts={request.get_host()})
    return urlsplit(sent).path if ours else ""
