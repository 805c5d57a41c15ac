"""How programs sign in to the API, and what opens to them: closed by default."""

from typing import Any

from allauth.headless.contrib.rest_framework.authentication import JWTTokenAuthentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from practice import scoping, selectors
from practice.errors import NotPermitted
from practice.models import Membership

MEMBERSHIP_HEADER = "Myoplan-Membership"


class MemberTokenAuthentication(JWTTokenAuthentication):  # type: ignore[misc]
    """`Authorization: Bearer <access token>` of allauth headless; puts the member's clinic in force."""

    def authenticate(self, request: Request) -> Any:
        """As allauth's, then the clinic of the membership."""
        found = super().authenticate(request)
        if found is not None:
            _enter(request, found[0])
        return found


class MemberSessionAuthentication(SessionAuthentication):
    """The browser's session, with CSRF protection; the middleware has put the clinic in force."""

    def authenticate_header(self, request: Request) -> str:
        """So that a stranger gets 401, not 403."""
        return "Session"


class Closed(BasePermission):
    """Closed by default: an action opens only to the permissions that its viewset names for it."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """One of the permissions named for the action; none named means nobody."""
        if request.user is None:
            return False
        actor = getattr(request._request, "actor", None)
        if actor is None:
            raise NotPermitted("You are not a member of a clinic.")
        if view.action is None:
            return True
        needs = view.needs_for(view.action)
        if needs is not None and (not needs or any(actor.may(permission) for permission in needs)):
            return True
        label = needs[0].label if needs else "do this"
        raise NotPermitted(f"Your role does not allow you to {label}.")


def _enter(request: Request, user: Any) -> None:
    """Put in force the clinic of the membership that the header names, else of the newest one."""
    found = selectors.memberships_of(user)
    wanted = request.headers.get(MEMBERSHIP_HEADER)
    chosen = next((m for m in found if wanted is None or str(m.pk) == wanted.lower()), None)
    if chosen is not None:
        _work_as(request, chosen)


def _work_as(request: Request, membership: Membership) -> None:
    scoping.enter(membership.clinic_id)
    http = request._request
    http.membership = membership  # type: ignore[attr-defined]
    http.actor = selectors.actor_of(membership, getattr(http, "request_id", ""))  # type: ignore[attr-defined]
