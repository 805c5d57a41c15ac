"""What was measured at the last visit, to be seen beside today's, and who supervised the last note of a therapist."""

from datetime import datetime
from typing import cast
from uuid import UUID

from patients.models import EpisodeOfCare, Measurement
from sessions.models import NeedlingSession

PAIN_NOW = "nprs_current"


def last_pain(episode: EpisodeOfCare, before: datetime) -> dict[str, Measurement]:
    """By phase the pain of the last signed visit before a moment, with its visit; assessments have no phase."""
    phases = (Measurement.Phase.BEFORE, Measurement.Phase.AFTER)
    rows = Measurement.objects.filter(
        visit__episode=episode, visit__signed_at__isnull=False, visit__occurred_at__lt=before,
        measure=PAIN_NOW, phase__in=phases, value__isnull=False,
    )  # fmt: skip
    latest = rows.order_by("phase", "-visit__occurred_at", "-pk").distinct("phase")
    return {row.phase: row for row in latest.select_related("visit")}


def last_supervisor(therapist: UUID) -> UUID | None:
    """The member who supervises the last session of a therapist; None where it names nobody, as after the training."""
    rows = NeedlingSession.objects.filter(visit__therapist=therapist).order_by("-visit__occurred_at", "-pk")
    return cast(UUID | None, rows.values_list("supervisor", flat=True).first())
