"""The clinic that a browser session works in: chosen at sign-in, switched by the user, left when the right ends."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from practice import scoping, selectors
from practice.models import Membership

KEY, SEVERAL = "membership", "several_clinics"


def choose(request: HttpRequest, membership: Membership, found: Sequence[Membership]) -> None:
    """Remember the membership, out of those found, in the browser session, and put its clinic in force.

    Forms that are still open in another tab were made in the clinic before: with a new token none of them is taken.
    """
    rotate_token(request)
    request.session[KEY] = {"id": str(membership.pk), "clinic": str(membership.clinic_id)}
    request.session[SEVERAL] = len(found) > 1
    scoping.enter(membership.clinic_id, by={"membership": str(membership.pk)})


def has_several_clinics(request: HttpRequest) -> bool:
    """Whether there is another clinic to switch to."""
    return bool(request.session.get(SEVERAL))


def membership_at_work(request: HttpRequest) -> Membership | None:
    """The membership that the session chose, else the newest one of the user; its clinic is then in force."""
    return _chosen(request) or _newest(request)


def _chosen(request: HttpRequest) -> Membership | None:
    chosen = request.session.get(KEY)
    if not chosen:
        return None
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
