"""How somebody becomes a member: called by services of this app and the ones above, inside their gate."""

from collections.abc import Sequence
from uuid import UUID

from practice import rules, selectors
from practice.access import Role
from practice.models import Membership, User
from practice.scoping import new_id


def new_member(*, email: str, name: str, roles: Sequence[str], suffix: str = "", id: UUID | None = None) -> Membership:
    """A new membership in the clinic in force, with an account when the e-mail address has none."""
    rules.require_fitting_roles(roles)
    selectors.locked_clinic()
    user = User.objects.filter(email=email.lower()).first()
    rules.require_not_a_member(user is not None and Membership.objects.filter(user=user).exists())
    if user is None:
        user = User.objects.create_user(email, name=name)
    member = Membership(id=id or new_id(), user=user, name=name, roles=in_order(roles), suffix=suffix)
    member.save(force_insert=True)
    return member


def in_order(roles: Sequence[str]) -> list[Role]:
    """Each role once, in the order of the roles."""
    return [role for role in Role if role in roles]


def set_active(membership: Membership, active: bool, if_version: int | None = None) -> Membership:
    """Close or open a membership; everything that its member wrote stays."""
    member: Membership = Membership.objects.locked(membership.pk, if_version=if_version)
    member.active = active
    member.save()
    return member
