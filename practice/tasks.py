"""Background work inside one clinic: the third and last place where a clinic is put in force."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any
from uuid import UUID

from celery import Task, shared_task
from django.db.models import Q
from django.utils import timezone

from practice import chain, scoping
from practice.doors import receipts
from practice.models import Clinic


class ClinicTask(Task):  # type: ignore[misc]
    """A task that works inside one clinic, in one transaction: call it with `clinic_id` and ids, by keyword."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Put the clinic in force, then work."""
        with scoping.clinic_in_force(UUID(str(kwargs["clinic_id"]))):
            return super().__call__(*args, **kwargs)


class SteppedClinicTask(Task):  # type: ignore[misc]
    """A long task inside one clinic: each of its steps is a transaction of its own, so that others see how far it is.

    It is called like a ClinicTask, and hands `step` inward, which puts the clinic in force for one step.
    """

    abstract = True

    @staticmethod
    def steps_in(clinic_id: UUID | str) -> Callable[[], AbstractContextManager[None]]:
        """`with step(): …` is one transaction in the clinic."""
        return partial(scoping.clinic_in_force, UUID(str(clinic_id)))


def in_each_clinic(task: Any, *, reason: str, which: Q | None = None) -> None:
    """Send a task once for every clinic, or for those of a condition; the reason to look at all of them is logged."""
    with scoping.every_clinic(reason=reason):
        clinics = list(Clinic.objects.filter(which or Q()).order_by("pk").values_list("pk", flat=True))
    for clinic_id in clinics:
        task.delay(clinic_id=str(clinic_id))


@shared_task
def forget_receipts() -> None:
    """Remove, in every clinic, the receipts of Idempotency-Keys that are older than 24 hours; safe to run twice."""
    with scoping.every_clinic(reason="forget receipts"):
        receipts.forget_old(timezone.now())


@shared_task
def link_trails() -> None:
    """Link what the trail of each clinic says since the last time; safe to run twice, and at the same time."""
    in_each_clinic(link_trail, reason="link trails")


@shared_task(base=SteppedClinicTask)
def link_trail(*, clinic_id: str) -> None:
    """One clinic's, a transaction for each link."""
    step, linked = SteppedClinicTask.steps_in(clinic_id), chain.AT_ONCE
    while linked == chain.AT_ONCE:
        with step():
            linked = chain.link_some(UUID(clinic_id))
