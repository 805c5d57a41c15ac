"""The diary and the sessions on one time line, for the therapist and for the patient."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from patients.models import Patient
from patients.rules.measurements import MIN_RECORDED_DAYS
from patients.selectors import banner_of, episodes_for
from patients.selectors.medicines import known_medicines
from plans.rules.overuse import overuse_in
from practice import selectors as practice
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, page
from practice.models import Clinic
from progress.selectors.diary_months import months
from progress.views.figures import multiples


@page(Permission.CHART_VIEW)
def diary_months(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The last months of the diary beside the sessions; to htmx the panel alone, for the diary's page."""
    row = open_or_404(request, episodes_for(request.actor), pk=pk)
    context = {"episode": row, **months_of(row.patient, request.clinic)}
    if request.htmx:
        return render(request, "progress/_diary_months.html", context)
    context["banner"] = banner_of(row.patient, row, practice.today_in(request.clinic))
    return render(request, "progress/diary_months.html", context)


def months_of(patient: Patient, clinic: Clinic, *, own: bool = False) -> dict[str, Any]:
    """The lines as one figure, the windows as they are, and what to say of the last one's medicines."""
    windows, trends = months(patient.pk, practice.today_in(clinic))
    figure = multiples(trends, key="diary-months", title="28 days at a time") if trends else None
    prompts = overuse_in(windows[-1], known_medicines(patient)) if windows else []
    return {
        "windows": windows, "months": figure, "needed": MIN_RECORDED_DAYS, "own": own, "overuse": prompts,
        "thin": sum(not window.enough for window in windows),
    }  # fmt: skip
