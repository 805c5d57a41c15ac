"""The patient's own phone: the diary and today's exercises, ten seconds a day."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.models import Patient
from plans import forms, services
from plans.models import AdherenceDay, DiaryDay
from plans.rules.once import PATIENTS_LOOK_BACK
from plans.rules.windows import window_of
from plans.selectors import diary as diaries
from plans.selectors import exercises as selectors
from plans.views.around import today
from practice.access import Permission
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_sent

WEEK = 7


@require_http_methods(["GET", "POST"])
@page(Permission.OWN_RECORD)
def diary(request: ClinicRequest) -> HttpResponse:
    """One day, headache-free with one tap; the last week as a strip to fill what was missed."""
    patient = _patient(request)
    form = forms.DiaryForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid() and (kept := _kept(request, patient, form)):
        messages.success(request, f"{_name_of(kept.on, today(request))} is saved: {_said(kept)}.")
        return redirect(_next_address(patient.pk, kept.on, today(request), from_my_day="my_day" in request.POST))
    on = _asked_day(request, form)
    day = diaries.day_of(patient.pk, on)
    if form is None:
        form = forms.DiaryForm(initial=forms.diary_initial(on, day))
    context = _diary_context(request, patient, on)
    return render(request, "plans/my_diary.html", {**context, "form": form, "row": day}, status=status_of(form))


@require_POST
@page(Permission.OWN_RECORD)
def take_back(request: ClinicRequest) -> HttpResponse:
    """Undo: the day is open again, as if nothing had been tapped."""
    patient, on = _patient(request), _asked_day(request, forms.DiaryForm(request.POST))
    version = version_sent(request)
    if known := diaries.day_of(patient.pk, on):
        services.remove_diary_day(actor=request.actor, day=known, today=today(request), if_version=version)
        messages.success(request, f"Taken back. {_name_of(on, today(request))} is open again.")
    return redirect("/me/" if on == today(request) else f"{reverse('plans:my_diary')}?on={on}")


@require_GET
@page(Permission.OWN_RECORD)
def exercises(request: ClinicRequest) -> HttpResponse:
    """What is asked for today, with clear steps and a tick."""
    patient, on = _patient(request), _asked_day(request, None)
    items = selectors.weighed(selectors.due_today(patient.pk, on), today(request))
    context = {
        "on": on,
        "day": today(request),
        "yesterday": today(request) - timedelta(days=1),
        "exercises": [item for item in items if not item.is_habit],
        "habits": [item for item in items if item.is_habit],
        "reported": sum(item.reported is not None for item in items),
        "asked": len(items),
        "reasons": [choice for choice in AdherenceDay.Reason.choices if choice[0]],
    }
    return render(request, "plans/my_exercises.html", context)


@require_POST
@page(Permission.OWN_RECORD)
def report(request: ClinicRequest, prescription_id: UUID) -> HttpResponse:
    """Say what was done of one exercise; another answer for the same day takes the place of the first."""
    prescription = get_object_or_404(selectors.prescriptions_for(request.actor), pk=prescription_id)
    form = forms.AdherenceForm(request.POST)
    if form.is_valid():
        typed = {"actor": request.actor, "today": today(request), **form.cleaned_data}
        known = selectors.reported_on(prescription, typed["on"])
        service: Any = services.change_adherence if known else services.record_adherence
        about = {"adherence": known} if known else {"prescription": prescription}
        attempt(form, service, **typed, **about)
    for text in (text for found in form.errors.values() for text in found):
        messages.error(request, str(text))
    on = form.cleaned_data.get("on") or today(request)
    return redirect(f"{reverse('plans:my_exercises')}?on={on}#exercise-{prescription.pk}")


@require_POST
@page(Permission.OWN_RECORD)
def checklist(request: ClinicRequest, prescription_id: UUID) -> HttpResponse:
    """Say which items of a habit's checklist are in place at home or at work."""
    row = get_object_or_404(selectors.prescriptions_for(request.actor), pk=prescription_id)
    sent, version = request.POST.getlist("checked"), version_sent(request)
    services.check_habit(actor=request.actor, prescription=row, checked=sent, today=today(request), if_version=version)
    messages.success(request, "Your checklist is saved.")
    return redirect(f"{reverse('plans:my_exercises')}#exercise-{row.pk}")


def _patient(request: ClinicRequest) -> Patient:
    patient = selectors.patient_with_record(request.actor)
    if patient is None:
        raise Http404
    return patient


def _kept(request: ClinicRequest, patient: Patient, form: forms.DiaryForm) -> DiaryDay | None:
    typed = {"actor": request.actor, "today": today(request), **form.cleaned_data}
    known = diaries.day_of(patient.pk, typed["on"])
    if known:
        return attempt(form, services.change_diary_day, day=known, **typed)
    return attempt(form, services.record_diary_day, patient=patient, **typed)


def _next_address(patient_id: UUID, on: date, day: date, *, from_my_day: bool = False) -> str:
    """After filling in an earlier day, the next gap of the week; after today, the page where it was tapped."""
    address = reverse("plans:my_diary")
    if on == day:
        return "/me/" if from_my_day else address
    slots = diaries.strip(diaries.days_of(patient_id, day, WEEK), day, WEEK)
    gaps = [slot.on for slot in reversed(slots) if slot.row is None and slot.on != on]
    gap = next((gap for gap in gaps if gap < on), None) or next(iter(gaps), on)
    return f"{address}?on={gap}"


def _name_of(on: date, day: date) -> str:
    return "Today" if on == day else f"{on:%A}"


def _said(kept: DiaryDay) -> str:
    if not kept.headache:
        return "no headache"
    return f"headache, {kept.intensity} of 10" if kept.intensity else "headache"


def _diary_context(request: ClinicRequest, patient: Patient, on: date) -> dict[str, Any]:
    day = today(request)
    days = diaries.days_of(patient.pk, day)
    slots = diaries.strip(days, day, WEEK)
    return {
        "on": on,
        "day": day,
        "slots": slots,
        "gaps": [slot.on for slot in slots if slot.row is None and slot.on != day],
        "window": window_of(days, day),
        "then": _next_address(patient.pk, on, day),
    }


def _asked_day(request: ClinicRequest, form: forms.DiaryForm | None) -> date:
    """The day that was sent or stands in the address; within the last 28 days, else today."""
    day = today(request)
    sent = request.GET.get("on", "") if form is None else form.data.get("on", "")
    try:
        asked = date.fromisoformat(sent)
    except ValueError:
        return day
    return asked if day - PATIENTS_LOOK_BACK <= asked <= day else day
