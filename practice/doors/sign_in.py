"""How programs sign in to the API, and what opens to them: closed by default."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.headless.contrib.rest_framework.authentication import JWTTokenAuthentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from practice import scoping, selectors
from practice.access import refusal
from practice.errors import NotPermitted
from practice.models import Membership, User

MEMBERSHIP_HEADER = "Myoplan-Membership"


class MemberTokenAuthentication(JWTTokenAuthentication):  # type: ignore[misc]
    """`Authorization: Bearer <access token>` of allauth headless; puts the member's clinic in force."""

    def authenticate(self, request: Request) -> Any:
        """As allauth's, then the clinic of the membership; whatever a cookie opened before is left."""
        found = super().authenticate(request)
        if found is not None:
            _work_as(request, _membership(request, *found))
        return found


class MemberSessionAuthentication(SessionAuthentication):
    """The browser's session, with CSRF protection; the middleware has put the clinic in force.

    A device that sends what a member wrote without network names the membership: under another one's sign-in it waits.
    """

    def authenticate(self, request: Request) -> Any:
        """As DRF's; 401 when the request names another membership than the one at work."""
        found = super().authenticate(request)
        wanted = request.headers.get(MEMBERSHIP_HEADER)
        at_work = getattr(request._request, "membership", None)
        if found is not None and wanted is not None and wanted.lower() != str(at_work and at_work.pk):
            raise AuthenticationFailed("Somebody else is signed in here. Sign in as the member who is named.")
        return found

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
        raise refusal(needs[0]) if needs else NotPermitted("Your role does not allow you to do this.")


def _membership(request: Request, user: User, claims: Mapping[str, Any]) -> Membership | None:
    """The membership that the header names, else the one for which the token speaks, else the newest."""
    wanted = request.headers.get(MEMBERSHIP_HEADER, "").lower() or claims.get("membership")
    if wanted is not None and wanted == claims.get("membership"):
        scoping.enter(UUID(claims["clinic"]), by={"membership": wanted})
        return selectors.membership_in_force(user, UUID(wanted))
    found = selectors.memberships_of(user)
    chosen = next((m for m in found if wanted is None or str(m.pk) == wanted), None)
    if chosen is not None:
        scoping.enter(chosen.clinic_id, by={"membership": str(chosen.pk)})
    return chosen


def _work_as(request: Request, membership: Membership | None) -> None:
    http = request._request
    http.membership, http.clinic = membership, membership and membership.clinic  # type: ignore[attr-defined]
    if membership is None:
        scoping.leave()
        http.actor = None  # type: ignore[attr-defined]
    else:
        scoping.keep_at_hand(membership.clinic)
        http.actor = selectors.actor_of(membership, getattr(http, "request_id", ""))  # type: ignore[attr-defined]
