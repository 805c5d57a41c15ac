"""Looks for reports that nobody works on: the queue was emptied, the broker was down, or a worker was killed."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from reports.models import Report
from reports.rules.leases import UNNOTICED


class Left(NamedTuple):
    """A report that was left lying, and its clinic."""

    clinic_id: UUID
    report_id: UUID


def left_lying(now: datetime) -> list[Left]:
    """Waiting for longer than a message needs, or running on a lease that has ended; in whatever clinic."""
    waiting = Q(state=Report.State.QUEUED, updated_at__lt=now - UNNOTICED)
    abandoned = Q(state=Report.State.RUNNING, leased_until__lt=now)
    rows = Report.objects.filter(waiting | abandoned).order_by("requested_at", "pk")
    return [Left(*row) for row in rows.values_list("clinic_id", "pk")]
