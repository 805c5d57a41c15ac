"""What pages share: who may open them, how a refusal reaches a form, and the frame around them."""

from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django_htmx.middleware import HtmxDetails

from practice import access
from practice.access import Actor, Permission, Role
from practice.doors import refusals
from practice.doors.chosen_clinic import has_several_clinics
from practice.doors.opening import READS
from practice.models import Clinic, Membership

Changed = TypeVar("Changed")
View = Callable[..., HttpResponse]


class ClinicRequest(HttpRequest):
    """A request of a member at work in a clinic: what `page` promises to its view."""

    actor: Actor
    membership: Membership
    clinic: Clinic
    request_id: str
    htmx: HtmxDetails


def page(*needs: Permission, writes: Permission | None = None) -> Callable[[View], View]:
    """Mark a page with the permissions of which one opens it; without any it opens to every member.

    What is sent to it needs `writes`, where more may read it than write on it.

    What it shows stays in no cache: the next person at the device must not find it by the back button or on the disk.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: ClinicRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor is None:
                return redirect("choose_clinic")
            if needs and not any(request.actor.may(permission) for permission in needs):
                raise access.refusal(needs[0])
            if writes is not None and request.method not in READS:
                access.require(request.actor, writes)
            answer = view(request, *args, **kwargs)
            if not answer.has_header("Cache-Control"):
                patch_cache_control(answer, private=True, no_store=True)
            return answer

        guarded.needs = needs  # type: ignore[attr-defined]
        guarded.writes = (writes,) if writes else needs  # type: ignore[attr-defined]
        guarded.is_page = True  # type: ignore[attr-defined]
        return guarded

    return mark


def attempt(form: forms.BaseForm, service: Callable[..., Changed], **typed: Any) -> Changed | None:
    """Call a service for a form; a refusal is shown at the form's fields and nothing is stored."""
    try:
        with transaction.atomic():
            return service(**typed)
    except Exception as problem:
        if not refusals.onto_form(form, problem):
            raise
        return None


def status_of(form: forms.BaseForm, *rows: Any) -> int:
    """The status of a page with a form and its row sets: 400 when it is refused, 409 when somebody was faster."""
    if form.has_error(NON_FIELD_ERRORS, refusals.STALE):
        return 409
    return 400 if form.errors or any(found.total_error_count() for found in rows) else 200


def version_sent(request: HttpRequest, name: str = "version") -> int:
    """The version that the page was made from, as its form sends it back.

    A form that says none was made from no version: 0, which no row has, so it is refused as stale (409).
    """
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def version_read(request: HttpRequest, row: Any, name: str = "version") -> int:
    """The version for the form of a row: a refused form keeps its own, so that sending it again overwrites nobody."""
    return version_sent(request, name) if request.method == "POST" else int(row.version)


def id_asked(request: HttpRequest, name: str) -> UUID | None:
    """The id that the address gives under a name; None where there is none, or no id."""
    try:
        return UUID(request.GET[name]) if request.GET.get(name) else None
    except ValueError:
        return None


def keyset_page(request: HttpRequest, rows: "QuerySet[Any]", size: int = 50, *, by: str = "") -> tuple[list[Any], str]:
    """One page of rows that are ordered by falling id, and the address of the next one ('' when there is none).

    With `by` they are ordered by that falling field first, the id after it.
    """
    before = request.GET.get("before", "")
    if before:
        key = rows.model._meta.pk.to_python(before)
        rows = rows.filter(_later_in(rows, key, by) if by else Q(pk__lt=key))
    found = list(rows[: size + 1])
    if len(found) <= size:
        return found, ""
    asked = request.GET.copy()
    asked["before"] = str(found[size - 1].pk)
    return found[:size], f"?{asked.urlencode()}"


def _later_in(rows: "QuerySet[Any]", key: Any, by: str) -> Q:
    """What comes after a row in falling order of a field; a row that is gone starts anew."""
    value = rows.model._default_manager.filter(pk=key).values_list(by, flat=True).first()
    return Q() if value is None else Q(**{f"{by}__lt": value}) | Q(**{by: value, "pk__lt": key})


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame around every page: clinic, actor and the rail's entries that the role may open."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"nav": [], "actor": None}
    found = [entry for entry in NAV if _opens(actor, entry)]
    here = _entry_of(request.path, [entry["url"] for entry in found])
    return {
        "nav": [{**entry, "current": entry["url"] == here} for entry in found],
        "actor": actor,
        "clinic": request.membership.clinic,  # type: ignore[attr-defined]
        "switch_clinic_url": reverse("choose_clinic") if has_several_clinics(request) else "",
        "kept_by": f"{actor.membership_id} {_sealing_key(actor)}",
        "may": {permission.name.lower(): True for permission in actor.permissions},
    }


def _sealing_key(actor: Actor) -> str:
    """The key with which a browser seals what the member typed and has not sent: no other member's pages carry it."""
    return b64encode(salted_hmac("practice.kept", str(actor.membership_id), algorithm="sha256").digest()).decode()


def _entry_of(path: str, urls: list[str]) -> str:
    """The entry of the rail under which a page lies: the longest address that it begins with."""
    return max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default="")


def _opens(actor: Actor, entry: dict[str, Any]) -> bool:
    """Whether an entry of the rail leads this actor anywhere of its own."""
    wanted = entry.get("roles")
    return any(map(actor.may, entry["needs"])) and (wanted is None or bool(actor.roles & wanted))


P = Permission
WITH_A_DAY = frozenset({Role.THERAPIST, Role.ASSISTANT, Role.FRONT_DESK})  # a manager begins with Progress instead
NAV: list[dict[str, Any]] = [
    {"label": "Today", "url": "/", "icon": "today", "needs": (P.WORKLIST_VIEW,), "roles": WITH_A_DAY},
    {"label": "Patients", "url": "/patients/", "icon": "patients", "needs": (P.PATIENT_VIEW,)},
    {"label": "Calendar", "url": "/calendar/", "icon": "calendar", "needs": (P.APPOINTMENT_VIEW,)},
    {"label": "Work list", "url": "/work/", "icon": "work", "needs": (P.WORKLIST_VIEW,)},
    {"label": "Progress", "url": "/progress/", "icon": "progress", "needs": (P.CLINIC_PROGRESS_VIEW,)},
    {"label": "Reports", "url": "/reports/", "icon": "reports", "needs": (P.REPORT_VIEW,)},
    {"label": "Clinic", "url": "/clinic/", "icon": "clinic", "needs": (P.CLINIC_VIEW,)},
    {"label": "My day", "url": "/me/", "icon": "today", "needs": (P.OWN_RECORD,)},
    {"label": "Diary", "url": "/me/diary/", "icon": "diary", "needs": (P.OWN_RECORD,)},
    {"label": "Exercises", "url": "/me/exercises/", "icon": "exercise", "needs": (P.OWN_RECORD,)},
    {"label": "My progress", "url": "/me/progress/", "icon": "progress", "needs": (P.OWN_RECORD,)},
]
