"""Requests for an appointment: the public page, and the desk's list with its answers."""

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import selectors, services
from patients.forms.requests import AcceptForm, DeclineForm, RequestForm
from patients.models import AppointmentRequest, Visit
from patients.selectors.requests import clinic_that_takes_requests, maybe_from, requests_for
from patients.views.appointments import from_address, outside
from practice import scoping
from practice import selectors as practice
from practice.access import Permission
from practice.doors.pages import (
    ClinicRequest,
    attempt,
    id_asked,
    keyset_page,
    page,
    status_of,
    version_read,
    version_sent,
)
from practice.models import Clinic

TOO_MANY = "Too many requests came from here in a short time. Try again in an hour, or call the clinic."
State = AppointmentRequest.State


@require_http_methods(["GET", "POST"])
@login_not_required
def ask(request: HttpRequest, clinic: str) -> HttpResponse:
    """The public page of a clinic. It shows nothing but the clinic's own name and telephone, and stores a wish."""
    found = _public(clinic)
    form = RequestForm(request.POST or None)
    status = 200
    if form.is_bound and form.is_a_program:
        return redirect("patients:asked", clinic)  # it learns nothing, and nothing is stored
    if form.is_valid():
        if not ratelimit.consume(request, action="appointment_request", key=clinic):
            form.add_error(None, TOO_MANY)
            status = 429
        elif _taken(found, form):
            return redirect("patients:asked", clinic)
    context = {"form": form, "public_clinic": found}
    return render(request, "patients/ask.html", context, status=status if status != 200 else status_of(form))


@require_GET
@login_not_required
def asked(request: HttpRequest, clinic: str) -> HttpResponse:
    """It has arrived; no appointment yet."""
    return render(request, "patients/asked.html", {"public_clinic": _public(clinic)})


@require_GET
@page(Permission.REQUEST_ANSWER)
def requests(request: ClinicRequest) -> HttpResponse:
    """What was asked for: what waits first, and what was answered on its own page."""
    answered = request.GET.get("show") == "answered"
    rows = requests_for(request.actor).order_by("-pk")
    rows = rows.exclude(state=State.NEW) if answered else rows.filter(state=State.NEW)
    found, next_url = keyset_page(request, rows)
    context = {"rows": found, "next_url": next_url, "answered": answered, "tab": "requests"}
    return render(request, "patients/requests.html", context)


@require_GET
@page(Permission.REQUEST_ANSWER)
def request_detail(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """One request, and patients whom it may be from."""
    row = get_object_or_404(requests_for(request.actor), pk=pk)
    known = maybe_from(row) if row.state == State.NEW else []
    times = [str(AppointmentRequest.Time(each).label) for each in row.times]
    return render(request, "patients/request.html", {"row": row, "known": known, "times": times, "tab": "requests"})


@require_http_methods(["GET", "POST"])
@page(Permission.REQUEST_ANSWER)
def accept(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """An appointment for somebody who is known, or who is registered with it."""
    row = get_object_or_404(requests_for(request.actor), pk=pk)
    wanted = id_asked(request, "patient")
    patient = get_object_or_404(selectors.patients_for(request.actor), pk=wanted) if wanted else None
    initial = _initial(row) | from_address(request)
    form = AcceptForm(request.POST or None, initial=initial, patient_id=patient.pk if patient else None)
    if form.is_valid():
        typed = {"actor": request.actor, "request": row, "patient": patient, "now": timezone.now(),
                 "today": practice.today_in(request.clinic), **form.typed()}  # fmt: skip
        if done := attempt(form, services.accept_request, if_version=version_sent(request), **typed):
            messages.success(request, "Booked. Tell the patient when to come.")
            return redirect("patients:appointment", done.appointment_id)
    context = {"form": form, "row": row, "patient": patient, "version": version_read(request, row),
               "outside": outside(request, form)}  # fmt: skip
    return render(request, "patients/accept_request.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.REQUEST_ANSWER)
def decline(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """No appointment, and why."""
    row = get_object_or_404(requests_for(request.actor), pk=pk)
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        typed = {"actor": request.actor, "request": row, "now": timezone.now(), **form.cleaned_data}
        if attempt(form, services.decline_request, if_version=version_sent(request), **typed):
            messages.success(request, "Declined. Take it up again if that was a mistake.")
            return redirect("patients:request", pk)
    context = {"form": form, "row": row, "version": version_read(request, row)}
    return render(request, "patients/decline_request.html", context, status=status_of(form))


@require_POST
@page(Permission.REQUEST_ANSWER)
def reopen_request(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A declined request is taken up again."""
    row = get_object_or_404(requests_for(request.actor), pk=pk)
    services.reopen_request(actor=request.actor, request=row, if_version=version_sent(request))
    return redirect("patients:request", pk)


def _public(slug: str) -> Clinic:
    """The clinic, whose page is open; else there is nothing at this address."""
    found = clinic_that_takes_requests(slug)
    if found is None:
        raise Http404
    return found


def _taken(clinic: Clinic, form: RequestForm) -> AppointmentRequest | None:
    """Stored in this clinic, whoever may be signed in where."""
    with scoping.clinic_in_force(clinic.pk):
        return attempt(form, services.take_request, **form.typed())


def _initial(row: AppointmentRequest) -> dict[str, Any]:
    given, _, family = row.name.strip().partition(" ")
    return {
        "given_name": given, "family_name": family, "phone": row.phone, "email": row.email, "minutes": 60,
        "kind": Visit.Kind.EVALUATION,
    }  # fmt: skip
