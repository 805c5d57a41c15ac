"""Searches for people: what was typed stands in no address, no history of a browser and no log, yet Back keeps it."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac

from practice.access import Actor
from practice.doors.pages import ClinicRequest
from practice.doors.returning import is_ours

View = Callable[..., HttpResponse]
TEXT, SEALED, PAGE = "q", "find", "to"
NO_FILTERS: Final = (TEXT, SEALED, PAGE, "csrfmiddlewaretoken")


def for_people(view: View) -> View:
    """Mark a page on which people are searched for; a text that stands open in its address is sealed first."""

    @wraps(view)
    def searched(request: ClinicRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if TEXT in request.GET and request.method == "GET":
            return redirect(address(request, request.path, request.GET))
        answer = view(request, *args, **kwargs)
        if request.htmx and request.method == "GET":
            answer["HX-Replace-Url"] = request.get_full_path()
        return answer

    return searched


def address(request: ClinicRequest, path: str, told: QueryDict) -> str:
    """Where the answer to a search stands: the page with its filters, the text sealed for this member alone."""
    query = QueryDict(mutable=True)
    for name in (name for name in told if name not in NO_FILTERS):
        query.setlist(name, [value for value in told.getlist(name) if value])
    if text := told.get(TEXT, "").strip():
        query[SEALED] = _seal(request.actor).encrypt(text.encode()).decode()
    return f"{path}?{query.urlencode()}" if query else path


def page_to_show(request: ClinicRequest, otherwise: str) -> str:
    """The page of ours that a search came from."""
    path = request.POST.get(PAGE, "")
    return path if is_ours(request, path) else otherwise


def asked(request: ClinicRequest) -> QueryDict:
    """What the address asks for, the sealed text opened; one that is not this member's asks for nothing."""
    query = request.GET.copy()
    for sealed in query.pop(SEALED, []):
        try:
            query[TEXT] = _seal(request.actor).decrypt(sealed.encode()).decode()
        except (InvalidToken, UnicodeError):
            continue
    return query


def _seal(actor: Actor) -> Fernet:
    key = salted_hmac("practice.searching", str(actor.membership_id), algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
