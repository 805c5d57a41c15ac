"""The payer's clocks of an episode, and the day on which each falls due."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from patients.selectors import banner_of, episodes_for
from plans.selectors.certifications import certified
from practice import selectors as practice
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, page
from progress import selectors
from progress.rules import clocks as rules
from progress.selectors.standing import Standing


@page(Permission.CHART_VIEW)
def clocks(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Progress report and certification; to htmx the list alone, for the plan's page."""
    row = open_or_404(request, episodes_for(request.actor), pk=pk)
    standing = selectors.standing_of(row, clinic=request.clinic, now=timezone.now())
    today = practice.today_in(request.clinic)
    context = {"episode": row, "payer": standing.facts.payer, "day": today, **_clocks(standing)}
    if request.htmx:
        return render(request, "progress/_clocks.html", context)
    shown = {**context, "banner": banner_of(row.patient, row, today), "plan_url": f"/episodes/{pk}/plan/"}
    return render(request, "progress/clocks.html", shown)


def _clocks(standing: Standing) -> dict[str, Any]:
    facts = standing.facts
    return {
        "report": standing.results["progress_report"],
        "report_on": rules.report_expected_on(facts),
        "certification": standing.results["certification"],
        "first_signature_by": rules.first_signature_by(facts),
        "certified": certified(standing.episode, facts.payer),
    }
