"""One appointment: book it, look at it, move it, cancel it, and say what became of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import selectors, services
from patients.forms.appointments import AppointmentForm, CancelForm, FindPatientForm, initial_of
from patients.models import Appointment, EpisodeOfCare, Patient, Visit
from patients.opening import home_of
from patients.rules.appointments import STILL_TO_COME, USUAL_MINUTES, Step, steps_from
from patients.rules.episodes import OPEN_STATES
from patients.selectors.appointments import appointments_for
from practice import selectors as practice
from practice.access import Permission, Role
from practice.days import day_words
from practice.doors import searching
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, id_asked, page, status_of, version_read, version_sent
from practice.doors.returning import is_ours

MOST_FOUND = 20
BUTTONS = {
    Step.ARRIVE: ("Arrived", "check", "arrive"), Step.START: ("Start treatment", "user", "start"),
    Step.FINISH: ("Done", "good", "finish"), Step.MISS: ("Did not come", "stop", "miss"),
    Step.RESTORE: ("Set back to booked", "undo", "restore"),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Permission.APPOINTMENT_WRITE)
@searching.for_people
def book(request: ClinicRequest) -> HttpResponse:
    """A new appointment: first for whom, then when and with whom."""
    wanted = id_asked(request, "patient")
    if wanted is None:
        return _find(request)
    patient = open_or_404(request, selectors.patients_for(request.actor), pk=wanted)
    clinical = request.actor.may(Permission.CHART_VIEW)
    initial = _initial(request, patient)
    form = AppointmentForm(request.POST or None, initial=initial, patient_id=patient.pk, clinical=clinical)
    if form.is_valid():
        typed = {"actor": request.actor, "patient": patient, "now": timezone.now(), **form.typed()}
        if row := attempt(form, services.book_appointment, **typed):
            messages.success(request, f"Booked for {_when(row)}.")
            return redirect("patients:appointment", row.pk)
    context = {"form": form, "heading": "Book an appointment", "verb": "Book",
               "outside": outside(request, form), **_around(request, patient)}  # fmt: skip
    return render(request, "patients/book_appointment.html", context, status=status_of(form))


@require_GET
@page(Permission.APPOINTMENT_VIEW)
def appointment(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """When, with whom, what became of it, and the steps that are possible now."""
    row = _opened(request, pk)
    context = {
        "row": row, "steps": _buttons(request, row), "on": timezone.localtime(row.starts_at).date(),
        "may_change": row.state == Appointment.State.BOOKED and request.actor.may(Permission.APPOINTMENT_WRITE),
        "may_cancel": Step.CANCEL in _steps(request, row) and request.actor.may(Permission.APPOINTMENT_WRITE),
        "absent": row.state in (Appointment.State.CANCELLED, Appointment.State.NO_SHOW),
        "log_url": _log_url(request, row), **_around(request, row.patient, row.episode),
    }  # fmt: skip
    return render(request, "patients/appointment.html", context)


@require_http_methods(["GET", "POST"])
@page(Permission.APPOINTMENT_WRITE)
def move(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Another time, therapist or purpose."""
    row = _opened(request, pk)
    clinical = request.actor.may(Permission.CHART_VIEW)
    initial = initial_of(row) | from_address(request)
    form = AppointmentForm(request.POST or None, initial=initial, patient_id=row.patient_id, clinical=clinical)
    if form.is_valid():
        typed = {"actor": request.actor, "appointment": row, "now": timezone.now(), **form.typed()}
        if changed := attempt(form, services.change_appointment, if_version=version_sent(request), **typed):
            messages.success(request, f"Now {_when(changed)}.")
            return redirect("patients:appointment", pk)
    context = {"form": form, "row": row, "version": version_read(request, row), "heading": "Move or change",
               "verb": "Save", "outside": outside(request, form), **_around(request, row.patient)}  # fmt: skip
    return render(request, "patients/book_appointment.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.APPOINTMENT_WRITE)
def cancel(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """It will not take place, and why; can be taken back while the time is free."""
    row = _opened(request, pk)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        typed = {"actor": request.actor, "appointment": row, "now": timezone.now(), **form.cleaned_data}
        if attempt(form, services.cancel_appointment, if_version=version_sent(request), **typed):
            messages.success(request, "Cancelled. Set it back to booked below if that was a mistake.")
            return redirect("patients:appointment", pk)
    context = {"form": form, "row": row, "version": version_read(request, row), **_around(request, row.patient)}
    return render(request, "patients/cancel_appointment.html", context, status=status_of(form))


@require_POST
@page(Permission.APPOINTMENT_WRITE)
def arrive(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The patient is here."""
    return _stepped(request, pk, services.mark_arrived, "waits")


@require_POST
@page(Permission.APPOINTMENT_WRITE)
def start(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The patient is with the therapist."""
    return _stepped(request, pk, services.mark_started, "is with the therapist")


@require_POST
@page(Permission.APPOINTMENT_WRITE)
def finish(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """It took place."""
    return _stepped(request, pk, services.mark_finished, "is done")


@require_POST
@page(Permission.APPOINTMENT_WRITE)
def miss(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The patient did not come."""
    return _stepped(request, pk, services.mark_missed, "did not come")


@require_POST
@page(Permission.APPOINTMENT_WRITE)
def restore(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The last step was a mistake."""
    return _stepped(request, pk, services.restore_appointment, "is booked again")


def _stepped(request: ClinicRequest, pk: UUID, service: Callable[..., Any], words: str) -> HttpResponse:
    """One step, then back to where it was taken."""
    row = get_object_or_404(appointments_for(request.actor), pk=pk)
    service(actor=request.actor, appointment=row, now=timezone.now(), if_version=version_sent(request))
    messages.success(request, f"{row.patient.full_name} {words}.")
    wanted = request.POST.get("next", "")
    return redirect(wanted if is_ours(request, wanted) else reverse("patients:appointment", args=[pk]))


def _find(request: ClinicRequest) -> HttpResponse:
    """For whom: everybody in care, as one types."""
    told = searching.asked(request)
    form = FindPatientForm(told)
    found: list[Patient] = []
    if form.is_valid() and form.cleaned_data["q"]:
        rows = selectors.patients_for(request.actor).filter(selectors.matching(form.cleaned_data["q"]))
        found = list(rows.order_by("search_name", "pk")[:MOST_FOUND])
    asked = told.copy()
    asked.pop("q", None)
    context = {
        "form": form,
        "found": found,
        "typed": told.get("q", ""),
        "asked": asked.urlencode(),
        "slot": _slot_said(form),
    }
    context["clear"] = f"{request.path}?{asked.urlencode()}" if asked else request.path
    refused = request.method == "POST" or not form.is_valid()
    return render(request, "patients/find_for_appointment.html", context, status=400 if refused else 200)


def _initial(request: ClinicRequest, patient: Patient) -> dict[str, Any]:
    """Care that goes on, its therapist, and what the address says of time and therapist."""
    rows = EpisodeOfCare.objects.filter(patient=patient, state__in=OPEN_STATES).order_by("-started_on", "-pk")
    episode = rows.first()
    own = request.actor.membership_id if Role.THERAPIST in request.actor.roles else None
    kind = Visit.Kind.TREATMENT if episode else Visit.Kind.EVALUATION
    return {
        "episode": episode, "therapist": episode.therapist_id if episode else own, "kind": kind,
        "minutes": USUAL_MINUTES,
    } | from_address(request)  # fmt: skip


def from_address(request: ClinicRequest) -> dict[str, Any]:
    """The time and the therapist that were chosen in the calendar."""
    found: dict[str, Any] = {}
    if request.GET.get("at"):
        found["starts_at"] = request.GET["at"][:16].replace("T", " ")
    if therapist := id_asked(request, "therapist"):
        found["therapist"] = therapist
    return found


def outside(request: ClinicRequest, form: AppointmentForm) -> str:
    """Why the free time that was chosen in the calendar lies outside the hours, before anything is sent; '' within."""
    return form.outside() if request.GET.get("at") and not form.is_bound else ""


def _slot_said(told: FindPatientForm) -> str:
    """The free time that was chosen in the calendar, in words; '' where none was."""
    if not told.is_valid():
        return ""
    at, member = told.cleaned_data["at"], told.cleaned_data["therapist"]
    try:
        begin = datetime.fromisoformat(at)
    except ValueError:
        return ""
    found = practice.therapists().filter(pk=member).first() if member else None
    return f"{begin:%A} {begin.day} {begin:%B %Y}, {begin:%H:%M}" + (f", with {found.name}" if found else "")


def _opened(request: ClinicRequest, pk: UUID) -> Appointment:
    return open_or_404(request, appointments_for(request.actor).select_related("episode"), pk=pk)


def _log_url(request: ClinicRequest, row: Appointment) -> str:
    """Where the session of today's open appointment is logged, for who may; '' where it is for none."""
    today = row.starts_at.astimezone(ZoneInfo(request.clinic.timezone)).date() == practice.today_in(request.clinic)
    wanted = today and row.state in STILL_TO_COME and row.kind == Visit.Kind.TREATMENT
    if not (wanted and row.episode_id and request.actor.may(Permission.SESSION_WRITE)):
        return ""
    return f"/episodes/{row.episode_id}/sessions/new/"


def _around(request: ClinicRequest, patient: Patient, episode: EpisodeOfCare | None = None) -> dict[str, Any]:
    today = practice.today_in(request.clinic)
    return {
        "patient": patient, "home": home_of(patient),
        "banner": selectors.banner_of(patient, episode, today, clinical=request.actor.may(Permission.CHART_VIEW)),
    }  # fmt: skip


def _steps(request: ClinicRequest, row: Appointment) -> list[Step]:
    zone = ZoneInfo(request.clinic.timezone)
    starts_on = row.starts_at.astimezone(zone).date()
    when = {"starts_on": starts_on, "today": practice.today_in(request.clinic)}
    return steps_from(row.state, starts_at=row.starts_at, now=timezone.now(), **when)


def _buttons(request: ClinicRequest, row: Appointment) -> list[dict[str, str]]:
    """The steps as buttons, for those who may take them."""
    if not request.actor.may(Permission.APPOINTMENT_WRITE):
        return []
    found = (BUTTONS[step] for step in _steps(request, row) if step in BUTTONS)
    return [{"label": label, "icon": icon, "url": reverse(f"patients:{name}_appointment", args=[row.pk])}
            for label, icon, name in found]  # fmt: skip


def with_next_step(request: ClinicRequest, rows: list[Appointment]) -> list[dict[str, Any]]:
    """Appointments with the step that comes next in the usual way of things; None where there is none."""
    usual = (Step.ARRIVE, Step.START, Step.FINISH)
    may = request.actor.may(Permission.APPOINTMENT_WRITE)
    found = []
    for row in rows:
        steps = [step for step in _steps(request, row) if step in usual] if may and row.state in STILL_TO_COME else []
        label, _, name = BUTTONS[steps[0]] if steps else ("", "", "")
        step = {"label": label, "url": reverse(f"patients:{name}_appointment", args=[row.pk])} if steps else None
        here = row.state in (Appointment.State.WAITING, Appointment.State.IN_TREATMENT)
        found.append({"row": row, "step": step, "log_url": _log_url(request, row) if here else ""})
    return found


def _when(row: Appointment) -> str:
    begin = timezone.localtime(row.starts_at)
    return f"{begin:%a} {day_words(begin)}, {begin:%H:%M}, with {row.therapist.name}"
