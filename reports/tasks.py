"""Background work of the reports app: making a report, and finding those that nobody works on."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from practice import scoping
from practice.actions import after
from practice.tasks import SteppedClinicTask
from reports import production, sweeping

FORGOTTEN_AFTER = 3 * settings.REPORTS_SWEPT_EVERY  # so that sweeps of a long queue do not make it longer and longer

LONGEST = max(settings.REPORT_LEASE_SECONDS, 30)  # nobody is at work on it any more when its lease is over


@after("report.requested")
@after("report.retried")
@after("consent.copy_requested")
@shared_task(base=SteppedClinicTask, time_limit=LONGEST, soft_time_limit=LONGEST - 5)
def make_report(*, clinic_id: str, target_id: str, **_: Any) -> None:
    """Safe to run twice: the lease of the row lets one worker in."""
    production.make(UUID(target_id), step=SteppedClinicTask.steps_in(clinic_id))


@shared_task(expires=FORGOTTEN_AFTER)
def sweep_reports() -> None:
    """Send a worker again to every report that was left lying."""
    with scoping.every_clinic(reason="sweep reports"):
        found = sweeping.left_lying(timezone.now())
    for left in found:
        words = {"clinic_id": str(left.clinic_id), "target_id": str(left.report_id)}
        make_report.apply_async(kwargs=words, expires=FORGOTTEN_AFTER)
