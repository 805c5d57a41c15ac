"""Background work inside one clinic: the third and last place where a clinic is put in force."""

from typing import Any
from uuid import UUID

from celery import Task

from practice import scoping


class ClinicTask(Task):  # type: ignore[misc]
    """A task that works inside one clinic, in one transaction: call it with `clinic_id` and ids, by keyword."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Put the clinic in force, then work."""
        with scoping.clinic_in_force(UUID(str(kwargs["clinic_id"]))):
            return super().__call__(*args, **kwargs)
