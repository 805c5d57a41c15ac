"""Everything that changes the clinic, its people and their credentials."""

from practice.access import Actor, Permission
from practice.actions import action
from practice.models import Membership


@action(needs=Permission.SIGN_IN, logs="member.signed_in")
def sign_in(*, actor: Actor, membership: Membership) -> Membership:
    """That a member signed in; changes nothing but the trail."""
    return membership
