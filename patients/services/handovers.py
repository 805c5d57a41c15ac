"""Handing a draft over to the therapist who is to sign it."""

from datetime import datetime

from patients.models import Visit
from patients.rules import handovers as rules
from patients.rules.episodes import require_reason
from patients.vocabulary import TOOK_PLACE
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.actions import action
from practice.models import Membership


@action(needs=Permission.NOTE_HAND_OVER, logs="note.handed_over")
def hand_over_note(
    *, actor: Actor, visit: Visit, therapist: Membership, reason: str, now: datetime, if_version: int | None = None
) -> Visit:
    """Another therapist completes and signs the note of a visit; who treated the patient stays in it."""
    require_reason(reason)
    rows = Visit.objects.select_related("episode", "therapist", "taken_over_by")
    row: Visit = rows.locked(visit.pk, if_version=if_version)
    row.require_open()
    signs = row.signs
    rules.require_handing_over(
        rules.HandingOver(
            to_be_signed=row.state in TOOK_PLACE, signs=signs.pk, signs_name=signs.name,
            left=bool(signs.gone), new=therapist.pk,
            new_treats=practice.therapists().filter(pk=therapist.pk).exists(), member=actor.membership_id,
            manages=actor.may(Permission.CLINIC_MANAGE),
        )
    )  # fmt: skip
    row.taken_over_by, row.handed_over_by_id = therapist, actor.membership_id
    row.handed_over_at, row.handover_reason = now, reason.strip()
    row.save()
    return row
