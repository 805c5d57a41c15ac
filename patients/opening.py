"""How pages of this app and of those above find their patient: a merged record leads to the one that stays."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from patients import selectors
from patients.models import Patient
from practice.doors.opening import READS, opened
from practice.doors.pages import ClinicRequest

View = Callable[..., HttpResponse]


def home_of(patient: Patient) -> str:
    """Where a patient's pages lead back to: the page of a higher app, of which only the address is known here."""
    return f"/patients/{patient.pk}/"


def of_patient(view: View) -> View:
    """Mark the page of one patient: the view gets the record, and reading it leaves one event.

    Reading a merged record's page leads to the record that stays, and says so; what is sent to it is refused by its
    service, so that nothing typed is lost.
    """

    @wraps(view)
    def found(request: ClinicRequest, pk: UUID, **more: Any) -> HttpResponse:
        patient = get_object_or_404(selectors.records_for(request.actor), pk=pk)
        if request.method not in READS:
            return view(request, patient, **more)
        if patient.merged_into_id is not None:
            return _led_on(request, patient)
        opened(request.actor, patient, as_part=bool(request.htmx))
        return view(request, patient, **more)

    return found


def _led_on(request: ClinicRequest, merged: Patient) -> HttpResponse:
    stays = selectors.standing(merged)
    messages.info(request, f"Record {merged.record_number} was merged into {stays.record_number}: this one.")
    return redirect(home_of(stays))
