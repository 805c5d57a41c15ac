"""What a patient sees of their own day."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from patients.models import EpisodeOfCare, Patient, Visit
from plans.selectors import diary
from plans.selectors.exercises import due_today
from sessions.models import NeedlingSession

OPEN_FOR = timedelta(days=4)


def own_episode(patient: Patient) -> EpisodeOfCare | None:
    """The newest course of care; one that is going on before one that has ended."""
    rows = EpisodeOfCare.objects.filter(patient=patient).select_related("patient", "therapist")
    ordered = sorted(rows.order_by("-started_on", "-pk"), key=lambda row: row.state == EpisodeOfCare.State.DISCHARGED)
    return ordered[0] if ordered else None


def day_of(patient: Patient, today: date, now: datetime) -> dict[str, Any]:
    """The diary of today and of the last week, the exercises with what was reported, and an open check-in."""
    days = diary.days_of(patient.pk, today, 7)
    exercises = due_today(patient.pk, today)
    return {
        "written": next((day for day in days if day.on == today), None),
        "week": diary.strip(days, today, 7),
        "exercises": exercises,
        "reported": sum(item.reported is not None for item in exercises),
        "check_in": open_check_in(patient, now),
    }


def open_check_in(patient: Patient, now: datetime) -> NeedlingSession | None:
    """The latest session of the last days for which no answer of today has come."""
    rows: QuerySet[NeedlingSession] = NeedlingSession.objects.filter(
        visit__episode__patient=patient, visit__occurred_at__gte=now - OPEN_FOR, visit__occurred_at__lte=now,
        visit__state=Visit.State.ATTENDED, visit__signed_at__isnull=False, check_ins__isnull=True,
    )  # fmt: skip
    return rows.select_related("visit").order_by("-visit__occurred_at", "-pk").first()
