"""What every page of a patient's own can say of sessions."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sessions.selectors.check_ins import standing_advice


def warned(request: HttpRequest) -> dict[str, Any]:
    """What the patient goes on doing about a warning sign; it is read where a page says it (sessions/_warned.html)."""
    patient = getattr(getattr(request, "actor", None), "patient_id", None)
    return {} if patient is None else {"warned": SimpleLazyObject(lambda: standing_advice(patient))}
