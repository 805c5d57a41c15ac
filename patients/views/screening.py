"""The full screen and the clearances of what it found."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from patients import selectors, services
from patients.forms import ClearanceForm, ScreeningForm
from patients.forms.safety import questions, title_of
from patients.models import EpisodeOfCare, Screening
from patients.rules import screening as rules
from patients.selectors.banner import CANDIDACY
from patients.views.episodes import about
from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of


@require_http_methods(["GET", "POST"])
@page(Permission.SCREENING_WRITE)
def record_screening(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Every question, answered today."""
    episode = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    form = ScreeningForm(request.POST or None, initial={"answered_at": timezone.localtime().replace(second=0)})
    if form.is_valid():
        typed = {"actor": request.actor, "episode": episode, "now": timezone.now(), **form.service_input()}
        if screening := attempt(form, services.record_screening, **typed):
            return redirect("patients:screening", screening.pk)
    context = {"form": form, **about(request, episode)}
    return render(request, "patients/record_screening.html", context, status=status_of(form))


@require_GET
@page(Permission.CHART_VIEW)
def screening(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A screen as it was answered, under the edition of the form that was asked."""
    row = open_or_404(request, selectors.screenings_for(request.actor), pk=pk)
    tone, label = CANDIDACY[row.candidacy]  # type: ignore[index]
    context = {
        "screening": row,
        "tone": tone,
        "result": label,
        "groups": _answered(row),
        "clearances": selectors.clearances_for(request.actor).filter(episode=row.episode).order_by("given_on", "pk"),
        "open_flags": _open_flags(row, practice.today_in(request.clinic)),
        **about(request, row.episode),
    }
    return render(request, "patients/screening.html", context)


def _open_flags(row: Screening, day: date) -> list[tuple[str, str]]:
    words = rules.labels(reference.edition("screening", row.form_edition))
    return [(key, words.get(key, key)) for key in selectors.safety_of(row.episode, day).open_red_flags]


def _answered(row: Screening) -> list[dict[str, Any]]:
    """Groups of the edition with what was not answered 'no'."""
    form = reference.edition("screening", row.form_edition)
    asked = questions(form)
    found = []
    for group in dict.fromkeys(question.group for question in asked):
        members = [question for question in asked if question.group == group]
        rows = [_answer(row, question, form) for question in members]
        found.append({"title": title_of(group), "rows": rows, "count": len(members)})
    return found


def _answer(row: Screening, question: Any, form: Mapping[str, Any]) -> dict[str, Any]:
    yes = question.key in row.positive or question.key in row.red_flags
    muscles = [reference.muscles()[key]["common_name"] for key in row.limited_muscles.get(question.key, ())]
    answer = "yes" if yes else "unanswered" if question.key in row.unanswered else "no"
    return {"question": question, "answer": answer, "muscles": muscles}


@require_http_methods(["GET", "POST"])
@page(Permission.SCREENING_WRITE)
def record_clearance(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A named clinician's clearance."""
    episode = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    today = practice.today_in(request.clinic)
    initial = {"given_on": today, "item": request.GET.get("item", "")}
    form = ClearanceForm(request.POST or None, initial=initial, items=_clearable(episode, request))
    if form.is_valid():
        typed = {"actor": request.actor, "episode": episode, "today": today, **form.cleaned_data}
        if attempt(form, services.record_clearance, **typed):
            messages.success(request, "The clearance is recorded.")
            return redirect(about(request, episode)["home"])
    context = {"form": form, **about(request, episode)}
    return render(request, "patients/record_clearance.html", context, status=status_of(form))


def _clearable(episode: EpisodeOfCare, request: ClinicRequest) -> list[tuple[str, str]]:
    """Open red flags, positive items that stop needling, and the kinds of adverse events."""
    safety = selectors.safety_of(episode, practice.today_in(request.clinic))
    words = rules.labels(reference.current("screening"))
    keys = [*safety.open_red_flags, *(key for key in safety.decision.stops if key in safety.facts.positive)]
    events = [(key, f"Adverse event: {row['label']}") for key, row in reference.adverse_events().items()]
    return [*((key, words.get(key, key)) for key in keys), *events]
