"""What needling sessions say about two patients' records: whether one was written on from the other."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from patients.holding import ties_records
from sessions.models import Target

WORDS = (
    "A session was copied since from one of the other record. What was needled then stands in both, so the two records"
    " can no longer be taken apart."
)


@ties_records("copied_since", WORDS)
def copied_across(moved: Collection[UUID], kept: UUID, since: datetime) -> bool:
    """Whether a target was copied between the episodes that moved and the others of the record that stays."""
    of_kept = Target.objects.filter(session__visit__episode__patient_id=kept)
    theirs, ours = of_kept.filter(session__visit__episode__in=moved), of_kept.exclude(session__visit__episode__in=moved)
    onto = theirs.filter(created_at__gte=since, copied_from__in=ours.values("pk"))
    back = ours.filter(created_at__gte=since, copied_from__in=theirs.values("pk"))
    return bool(onto.exists() or back.exists())
