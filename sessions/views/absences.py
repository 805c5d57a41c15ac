"""Pages of cancelled and missed visits, which the front desk writes down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from patients.selectors.appointments import given_up_to
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_sent
from sessions import forms, services
from sessions.selectors.visits import absences_for, episodes_to_miss
from sessions.views import frames, given_up

SHOWN = 12


@require_http_methods(["GET", "POST"])
@page(Permission.ABSENCE_WRITE)
def record(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Write down that a visit was cancelled or that the patient did not come."""
    episode = open_or_404(request, episodes_to_miss(request.actor), pk=episode_id)
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = forms.AbsenceForm(frames.sent(request), initial={"occurred_at": now})
    if form.is_valid():
        typed = {"episode": episode, "now": timezone.now(), **form.cleaned_data}
        if attempt(form, services.record_absence, actor=request.actor, **typed):
            messages.success(request, "Written down.")
            return redirect("sessions:record_absence", episode_id)
    rows = absences_for(request.actor).filter(visit__episode=episode).order_by("-visit__occurred_at", "-pk")
    context = {
        "episode": episode, "patient": episode.patient, "form": form, "absences": rows[:SHOWN],
        "banner": frames.banner(request, episode.patient, episode),
    }  # fmt: skip
    return render(request, "sessions/absences.html", context, status=status_of(form))


@require_POST
@page(Permission.ABSENCE_WRITE)
def discard(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Take back what was written down by mistake."""
    note = open_or_404(request, absences_for(request.actor), pk=pk)
    version, ended = version_sent(request) or 0, given_up_to(note.pk)
    services.discard_absence(actor=request.actor, visit_note=note, now=timezone.now(), if_version=version)
    messages.success(request, "Taken back.")
    given_up.say(request, ended)
    return redirect("sessions:record_absence", note.visit.episode_id)
