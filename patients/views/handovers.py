"""Handing over a draft whose therapist cannot sign it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from patients import services
from patients.forms.handovers import HandOverForm
from patients.selectors.visits import visits_for
from patients.views.episodes import about
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_read, version_sent


@require_http_methods(["GET", "POST"])
@page(Permission.NOTE_HAND_OVER)
def hand_over(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Who completes and signs the note of a visit in place of who would sign it now."""
    visit = open_or_404(request, visits_for(request.actor), pk=pk)
    form = HandOverForm(request.POST or None, visit=visit, actor=request.actor)
    if request.method == "GET":
        visit.require_open()
    around = about(request, visit.episode)
    if form.is_valid():
        typed = {"visit": visit, "now": timezone.now(), "if_version": version_sent(request), **form.cleaned_data}
        if changed := attempt(form, services.hand_over_note, actor=request.actor, **typed):
            messages.success(request, f"{changed.signs.name} signs this note now.")
            return redirect(around["home"])
    context = {"form": form, "visit": visit, "version": version_read(request, visit), **around}
    return render(request, "patients/hand_over.html", context, status=status_of(form))
