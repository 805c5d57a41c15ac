"""Recording that the plan was certified, and that the physician has signed a verbal order."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from patients.models import EpisodeOfCare
from patients.selectors.payer import payer_rule_of
from plans import services
from plans.forms.certifications import CertificationForm, CountersignForm
from plans.models import Certification
from plans.selectors import certifications as selectors
from plans.selectors.force import newest_signed
from plans.views.around import around, episode_at, today
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of


@require_http_methods(["GET", "POST"])
@page(Permission.PLAN_SIGN)
def certify(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Record that the plan was certified, for the first time or again."""
    episode = episode_at(request, episode_id)
    form = CertificationForm(request.POST or None, initial=_initial(request, episode))
    if form.is_valid():
        typed = {"actor": request.actor, "episode": episode, "today": today(request), **form.as_details()}
        if attempt(form, services.record_certification, **typed):
            messages.success(request, "The certification is recorded.")
            return redirect("plans:plan", episode.pk)
    context = {**around(request, episode), "form": form, "payer": payer_rule_of(episode, request.clinic)}
    return render(request, "plans/certify.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.PLAN_SIGN)
def countersign(request: ClinicRequest, certification_id: UUID) -> HttpResponse:
    """Record that the physician has signed a verbal order."""
    row = open_or_404(request, selectors.certifications_for(request.actor), pk=certification_id)
    initial = {"countersigned_on": today(request), "countersigned_by": row.certified_by, "version": row.version}
    form = CountersignForm(request.POST or None, initial=initial)
    if form.is_valid():
        typed = {"actor": request.actor, "certification": row, "today": today(request), **form.as_details()}
        if attempt(form, services.countersign_order, **typed):
            messages.success(request, "The signature is recorded.")
            return redirect("plans:plan", row.episode_id)
    context = {**around(request, row.episode), "form": form, "row": row}
    return render(request, "plans/countersign.html", context, status=status_of(form))


def _initial(request: ClinicRequest, episode: EpisodeOfCare) -> dict[str, Any]:
    """The first certification while there is none, for as long as the plan runs."""
    known, plan = selectors.certifications_of(episode), newest_signed(episode)
    kinds = Certification.Kind
    return {
        "kind": kinds.RENEWAL if any(row.kind == kinds.INITIAL for row in known) else kinds.INITIAL,
        "how": Certification.How.SIGNED,
        "certified_on": today(request),
        "duration_weeks": plan.duration_weeks if plan else None,
        "certified_by": known[0].certified_by if known else "",
        "taken_by": request.actor.membership_id,
    }
