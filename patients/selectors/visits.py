"""Visits, as far as the actor may see them."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from patients.models import Visit
from patients.vocabulary import TOOK_PLACE
from practice import access
from practice.access import Actor, Permission


def visits_for(actor: Actor) -> "QuerySet[Visit]":
    """The visits of the clinic, for those who may open charts, with who treated and who took the note over."""
    access.require(actor, Permission.CHART_VIEW)
    rows: QuerySet[Visit] = Visit.objects.select_related("episode__patient", "therapist", "taken_over_by")
    return rows


def signed_by_whom(member_id: UUID, road: str = "") -> Q:
    """The condition that a member is to sign a visit, as `Visit.signs_id` says of one; `road` leads to the visit."""
    took = {f"{road}taken_over_by": member_id}
    treated: dict[str, Any] = {f"{road}taken_over_by": None, f"{road}therapist": member_id}
    return Q(**took) | Q(**treated)


def to_be_signed() -> "QuerySet[Visit]":
    """The notes of the clinic that wait for a signature."""
    rows: QuerySet[Visit] = Visit.objects.filter(signed_at__isnull=True, state__in=TOOK_PLACE)
    return rows
