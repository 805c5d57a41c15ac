"""Finding, registering and changing patients."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import selectors, services
from patients.filters import PatientFilter
from patients.forms import InviteForm, PatientForm
from patients.forms.people import IDENTITY
from patients.models import EpisodeOfCare, Patient
from patients.opening import home_of, of_patient
from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.doors import searching
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_read, version_sent

PAGE_SIZE = 50
STATES: Final[Mapping[str, tuple[str, str]]] = {
    EpisodeOfCare.State.SCREENING: ("watch", "screening"),
    EpisodeOfCare.State.ASSESSMENT: ("watch", "assessment"),
    EpisodeOfCare.State.PLAN_DRAFT: ("watch", "plan"),
    EpisodeOfCare.State.ACTIVE: ("good", "good"),
    EpisodeOfCare.State.ON_HOLD: ("stop", "stop"),
    EpisodeOfCare.State.REFERRED_OUT: ("note", "arrow-right"),
    EpisodeOfCare.State.DISCHARGED: ("", "flag"),
}
CLINICAL_FILTERS = ("condition", "status")


@require_GET
@page(Permission.PATIENT_VIEW)
@searching.for_people
def patients(request: ClinicRequest) -> HttpResponse:
    """Everybody in care, by name, with search as one types."""
    asked = searching.asked(request)
    found = PatientFilter(asked, selectors.patients_for(request.actor), request=request)
    clinical = request.actor.may(Permission.CHART_VIEW)
    for name in ("updated_since", "merged", *(() if clinical else CLINICAL_FILTERS)):
        found.filters.pop(name)
    rows, after = selectors.page_by_name(found.qs, _after(request), PAGE_SIZE)
    query = request.GET.copy()
    query["after"] = str(after)
    context = {
        "form": found.form,
        "rows": [_row(request, patient) for patient in rows],
        "next_url": f"?{query.urlencode()}" if after else "",
        "clinical": clinical,
        "searching": any(asked.get(name) for name in ("q", "therapist", *CLINICAL_FILTERS)),
    }
    return render(request, "patients/list.html", context, status=200 if found.form.is_valid() else 400)


@require_POST
@page(Permission.PATIENT_VIEW)
def find(request: ClinicRequest) -> HttpResponse:
    """Take what was typed, and lead to the page that shows who was found."""
    path = searching.page_to_show(request, reverse("patients:list"))
    return redirect(searching.address(request, path, request.POST))


def _row(request: ClinicRequest, patient: Patient) -> dict[str, Any]:
    """A patient with the newest episode; its words are shown to those who may open charts."""
    episode = next(iter(patient.episodes.all()), None)
    tone, icon = STATES.get(episode.state, ("", "note")) if episode else ("", "")
    return {
        "patient": patient,
        "url": home_of(patient),
        "episode": episode,
        "condition": reference.conditions()[episode.condition]["name"] if episode else "",
        "tone": tone,
        "icon": icon,
    }


def _after(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["after"]) if request.GET.get("after") else None
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@page(Permission.PATIENT_WRITE)
def register(request: ClinicRequest) -> HttpResponse:
    """A new patient."""
    form = PatientForm(request.POST or None)
    if form.is_valid():
        typed = {"actor": request.actor, "today": practice.today_in(request.clinic), **form.cleaned_data}
        if patient := attempt(form, services.register_patient, **typed):
            messages.success(request, f"Registered as {patient.record_number}.")
            return redirect(home_of(patient))
    context = {"form": form, "known": _known(form)}
    return render(request, "patients/register.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.PATIENT_WRITE)
@of_patient
def change(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """A patient's details."""
    form = PatientForm(request.POST or None, instance=patient)
    if form.is_valid():
        typed = {"actor": request.actor, "today": practice.today_in(request.clinic), **form.cleaned_data}
        if attempt(form, services.change_patient, patient=patient, if_version=version_sent(request), **typed):
            messages.success(request, "Saved.")
            return redirect(home_of(patient))
    context = {
        "form": form, "patient": patient, "home": home_of(patient), "version": version_read(request, patient),
        "banner": selectors.banner_of(patient, None, practice.today_in(request.clinic)),
        "known": _known(form, patient),
    }  # fmt: skip
    return render(request, "patients/change.html", context, status=status_of(form))


def _known(form: PatientForm, patient: Patient | None = None) -> list[dict[str, Any]]:
    """The patients of the same name and birth date, where the form asks whether this is somebody else."""
    if not form.asks_about_a_namesake():
        return []
    typed = form.cleaned_data
    rows = selectors.namesakes(*(typed[name] for name in IDENTITY), but=patient.pk if patient else None)
    compare = f"{reverse('patients:merge', args=[patient.pk])}?other=" if patient else ""
    return [
        {
            "patient": row, "url": home_of(row),
            "merge_url": f"{compare}{row.pk}" if compare else "",
        }
        for row in rows
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Permission.PATIENT_WRITE)
@of_patient
def invite(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Give the patient an account, or send its link again."""
    known = patient.membership.user.email if patient.membership else ""
    form = InviteForm(request.POST or None, initial={"email": known or patient.email})
    if form.is_valid():
        typed = {"actor": request.actor, "patient": patient, **form.cleaned_data}
        if attempt(form, services.invite_patient, if_version=version_sent(request), **typed):
            messages.success(request, "The invitation is on its way.")
            return redirect(home_of(patient))
    context = {
        "form": form, "patient": patient, "home": home_of(patient), "known": known,
        "version": version_read(request, patient),
        "banner": selectors.banner_of(patient, None, practice.today_in(request.clinic)),
    }  # fmt: skip
    return render(request, "patients/invite.html", context, status=status_of(form))


@require_GET
@page(Permission.PATIENT_VIEW)
def record(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Where the front desk's page of a patient stood before it was one with everybody's: leads there."""
    return redirect(home_of(get_object_or_404(selectors.records_for(request.actor), pk=pk)), permanent=True)
