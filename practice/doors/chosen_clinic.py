"""The clinic that a browser session works in: chosen at sign-in, switched by the user, left when the right ends."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from practice import scoping, selectors, services
from practice.models import Clinic, Membership

KEY, SEVERAL = "membership", "several_clinics"
WITHOUT_A_CLINIC = ("/accounts/", "/admin/", "/api/", "/_allauth/", "/static/", "/healthz")


def choose(request: HttpRequest, membership: Membership, found: Sequence[Membership]) -> None:
    """Remember the membership, out of those found, in the browser session, and put its clinic in force.

    Forms that are still open in another tab were made in the clinic before: with a new token none of them is taken.
    """
    rotate_token(request)
    request.session[KEY] = {"id": str(membership.pk), "clinic": str(membership.clinic_id)}
    request.session[SEVERAL] = len(found) > 1
    scoping.enter(membership.clinic_id, by={"membership": str(membership.pk)})


def switch(request: HttpRequest, membership: Membership, found: Sequence[Membership]) -> None:
    """Choose another clinic than the one at work; the trails of both are told, each without naming the other."""
    left: Membership | None = request.membership  # type: ignore[attr-defined]
    if left is not None and left.pk == membership.pk:
        return
    if left is not None:
        services.leave_clinic(actor=request.actor, membership=left)  # type: ignore[attr-defined]
    _come_over(request, membership, found)


def _come_over(request: HttpRequest, membership: Membership, found: Sequence[Membership]) -> None:
    choose(request, membership, found)
    actor = selectors.actor_of(membership, getattr(request, "request_id", ""))
    services.enter_clinic(actor=actor, membership=membership)


def has_several_clinics(request: HttpRequest) -> bool:
    """Whether there is another clinic to switch to."""
    return bool(request.session.get(SEVERAL))


def membership_at_work(request: HttpRequest) -> Membership | None:
    """The membership that the session chose, None once it ended; else the newest one of the user. Its clinic is then in
    force.
    """
    return _chosen(request) if request.session.get(KEY) else _newest(request)


def led_away(request: HttpRequest) -> HttpResponse | None:
    """The answer to a page of a clinic that has let the user go: to the start of the next one, and it says so.

    Nothing that was sent is taken: it was written for the clinic before. Signing in and out, the operator's site and
    programs go on without a clinic.
    """
    chosen = request.session.get(KEY)
    if not chosen or request.path.startswith(WITHOUT_A_CLINIC):
        return None
    left = Clinic.objects.get(pk=chosen["clinic"])
    del request.session[KEY]
    found = selectors.memberships_of(request.user)  # type: ignore[arg-type]
    next_one = found[0] if found else None
    if next_one is not None:
        _come_over(request, next_one, found)
    unsaved = "" if request.method in ("GET", "HEAD") else " What you sent was not saved."
    if next_one is None:
        messages.warning(request, f"{left.name} has ended your access.{unsaved}")
        return _to(request, reverse("choose_clinic"))
    messages.warning(request, f"{left.name} has ended your access.{unsaved} You are now in {next_one.clinic.name}.")
    return _to(request, "/")


def _to(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def _chosen(request: HttpRequest) -> Membership | None:
    chosen = request.session[KEY]
    scoping.enter(UUID(chosen["clinic"]), by={"membership": chosen["id"]})
    found = selectors.membership_in_force(request.user, UUID(chosen["id"]))  # type: ignore[arg-type]
    if found is None:
        scoping.leave()
    return found


def _newest(request: HttpRequest) -> Membership | None:
    found = selectors.memberships_of(request.user)  # type: ignore[arg-type]
    if not found:
        return None
    choose(request, found[0], found)
    return found[0]
