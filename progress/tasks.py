"""Background work of the progress app: making stale summaries anew.

No action tells the queue: readers work around the few stale rows, and the database itself knows which those are.
"""

from typing import Any

from celery import shared_task
from django.conf import settings

from practice import scoping
from practice.tasks import SteppedClinicTask
from progress import refreshing

FORGOTTEN_AFTER = 3 * settings.SUMMARIES_SWEPT_EVERY  # so that sweeps never pile up behind a long queue


@shared_task(base=SteppedClinicTask)
def refresh_summaries(*, clinic_id: str, **_: Any) -> None:
    """Safe to run twice: what is fresh is left alone."""
    refreshing.refresh(SteppedClinicTask.steps_in(clinic_id))


@shared_task(expires=FORGOTTEN_AFTER)
def sweep_summaries() -> None:
    """Send a worker to every clinic in which something is stale."""
    with scoping.every_clinic(reason="sweep summaries"):
        found = refreshing.clinics_to_refresh()
    for clinic_id in found:
        refresh_summaries.apply_async(kwargs={"clinic_id": str(clinic_id)}, expires=FORGOTTEN_AFTER)
