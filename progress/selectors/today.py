"""Who came and who comes today."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from patients.models import Visit
from patients.vocabulary import NOT_SEEN


def visits_on(day: date, therapist_id: UUID | None = None) -> list[Visit]:
    """The visits of a day in order of time, of one therapist or of all; with patient, session and assessment."""
    rows: QuerySet[Visit] = Visit.objects.filter(occurred_on=day).exclude(state__in=NOT_SEEN)
    if therapist_id is not None:
        rows = rows.filter(therapist_id=therapist_id)
    return list(
        rows.select_related("episode__patient", "therapist", "session", "assessment", "visit_note").order_by(
            "occurred_at", "pk"
        )
    )
