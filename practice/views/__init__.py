"""Pages of the clinic itself."""

from practice.views.clinic import choose_clinic, clinic, edit_clinic, state_rules
from practice.views.people import (
    add_credential,
    deactivate,
    document,
    edit_credential,
    edit_member,
    invite,
    invite_again,
    keep_document,
    member,
    people,
    reactivate,
)
from practice.views.system import broken, design, healthy

__all__ = [
    "add_credential",
    "broken",
    "choose_clinic",
    "clinic",
    "deactivate",
    "design",
    "document",
    "edit_clinic",
    "edit_credential",
    "edit_member",
    "healthy",
    "invite",
    "invite_again",
    "keep_document",
    "member",
    "people",
    "reactivate",
    "state_rules",
]
