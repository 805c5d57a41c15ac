"""Everything that changes the certification of a plan of care."""

from datetime import date
from typing import Any
from uuid import UUID

from patients.models import EpisodeOfCare
from plans.episodes import locked_open
from plans.models import Certification
from plans.rules import certification as rules
from plans.selectors import certifications as selectors
from plans.selectors.force import newest_signed
from practice.access import Actor, Permission
from practice.actions import action
from practice.scoping import new_id


@action(needs=Permission.PLAN_SIGN, logs="plan.certified")
def record_certification(
    *, actor: Actor, episode: EpisodeOfCare, today: date, id: UUID | None = None, **details: Any
) -> Certification:
    """That the newest signed plan was certified, for the first time or again; `details` are fields.CERTIFICATION.

    A verbal order was taken by the actor where nobody else is named.
    """
    episode = locked_open(episode)
    row = Certification(id=id or new_id(), episode=episode, plan=newest_signed(episode), **details)
    if row.how == Certification.How.VERBAL and row.taken_by_id is None:
        row.taken_by_id = actor.membership_id
    rules.require_plausible_day(row.certified_on, selectors.certifiable_from(episode), today)
    first = Certification.objects.filter(episode=episode, kind=Certification.Kind.INITIAL)
    rules.require_recordable(selectors.facts_of(row), first_is_there=first.exists())
    row.save(force_insert=True)
    return row


@action(needs=Permission.PLAN_SIGN, logs="plan.order_signed")
def countersign_order(
    *, actor: Actor, certification: Certification, today: date, countersigned_on: date, countersigned_by: str = "",
    if_version: int | None = None,
) -> Certification:  # fmt: skip
    """That the physician has signed a verbal order; without a name it is the one who gave it."""
    row: Certification = Certification.objects.locked(certification.pk, if_version=if_version)
    rules.require_countersignable(selectors.facts_of(row), countersigned_on, today)
    row.countersigned_on, row.countersigned_by = countersigned_on, countersigned_by or row.certified_by
    row.save()
    return row
