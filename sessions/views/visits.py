"""Pages of a visit without needling: record it, complete it, sign it, add to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from patients.models import Addendum, EpisodeOfCare
from patients.services.addenda import add_addendum
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, require_writable, status_of, version_sent
from sessions import forms, services
from sessions.forms.visits import MEASURED
from sessions.models import VisitNote
from sessions.rules.recording import IN_THE_CLINIC
from sessions.rules.visits import NOT_SEEN, visit_blockers
from sessions.selectors.sessions import episodes_to_treat
from sessions.selectors.visits import visit_facts, visit_notes_for, with_measurements
from sessions.views import frames, visit_frames


@require_http_methods(["GET", "POST"])
@page(Permission.VISIT_WRITE)
def record(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Record a visit without needling, a cancellation or a no-show."""
    episode = open_or_404(request, episodes_to_treat(request.actor), pk=episode_id)
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = forms.VisitForm(frames.sent(request), initial={"occurred_at": now, "location": IN_THE_CLINIC})
    if form.is_valid():
        typed = {"episode": episode, "now": timezone.now(), **form.typed([])}
        note = attempt(form, services.record_visit, actor=request.actor, **typed)
        if note:
            return _saved(request, note)
    return _form(request, episode, form, {})


@require_http_methods(["GET", "POST"])
@page(Permission.CHART_VIEW)
def detail(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A visit without needling: its form while it is open, its text once it is signed."""
    note = with_measurements(open_or_404(request, visit_notes_for(request.actor), pk=pk))
    if request.method == "POST":
        require_writable(request, note.visit, Permission.VISIT_WRITE)
    elif note.visit.is_signed or not request.actor.may(Permission.VISIT_WRITE):
        return _read(request, note, forms.AddendumForm())
    form = forms.VisitForm(frames.sent(request), initial=visit_frames.initial_of(note))
    if form.is_valid():
        typed = {"visit_note": note, "now": timezone.now(), "if_version": form.cleaned_data["version"] or 0}
        told = form.typed(frames.hidden_measurements(note.visit, MEASURED))
        changed = attempt(form, services.change_visit, actor=request.actor, **typed, **told)
        if changed:
            return _saved(request, changed)
    return _form(request, note.visit.episode, form, visit_frames.draft_context(note, request))


@require_http_methods(["GET", "POST"])
@page(Permission.SESSION_SIGN)
def sign(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The summary before signing, and the signature."""
    note = with_measurements(open_or_404(request, visit_notes_for(request.actor), pk=pk))
    if note.visit.is_signed:
        return redirect("sessions:visit", pk)
    form = forms.SignForm(frames.sent(request), initial={"version": note.visit.version})
    if form.is_valid():
        typed = {"visit_note": note, "now": timezone.now(), "if_version": form.cleaned_data["version"]}
        if attempt(form, services.sign_visit, actor=request.actor, **typed):
            messages.success(request, "Signed. The note is closed; corrections are addenda.")
            return redirect("sessions:visit", pk)
    context = {**visit_frames.shown(note, request), **visit_frames.draft_context(note, request), "form": form}
    return render(request, "sessions/visit_sign.html", context, status=409 if form.errors else 200)


@require_POST
@page(Permission.VISIT_WRITE)
def discard(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Take back a visit that was recorded by mistake."""
    note = open_or_404(request, visit_notes_for(request.actor), pk=pk)
    version = version_sent(request)
    services.discard_visit(actor=request.actor, visit_note=note, now=timezone.now(), if_version=version)
    messages.success(request, "The visit is taken back.")
    return redirect(f"/episodes/{note.visit.episode_id}/")


@require_POST
@page(Permission.ADDENDUM_WRITE)
def addendum(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Add to a signed note."""
    note = with_measurements(open_or_404(request, visit_notes_for(request.actor), pk=pk))
    form = forms.AddendumForm(request.POST)
    added = None
    if form.is_valid():
        typed = {"visit": note.visit, "now": timezone.now(), **form.cleaned_data}
        added = attempt(form, add_addendum, actor=request.actor, **typed)
    if added:
        messages.success(request, "Added.")
        return redirect("sessions:visit", pk)
    return _read(request, note, form)


def _form(
    request: ClinicRequest, episode: EpisodeOfCare, form: forms.VisitForm, context: dict[str, Any]
) -> HttpResponse:
    banner = frames.banner(request, episode.patient, episode)
    told = {"episode": episode, "form": form, "banner": banner, **context}
    return render(request, "sessions/visit_form.html", told, status=status_of(form))


def _read(request: ClinicRequest, note: VisitNote, form: forms.AddendumForm) -> HttpResponse:
    context = {**visit_frames.shown(note, request), "form": form}
    context["addenda"] = Addendum.objects.filter(visit=note.visit).order_by("written_at", "pk")
    return render(request, "sessions/visit_read.html", context, status=status_of(form))


def _saved(request: ClinicRequest, note: VisitNote) -> HttpResponse:
    """On to the signature where one is asked for; back to the chart from what needs none."""
    if note.visit.state in NOT_SEEN:
        messages.success(request, "Recorded.")
        return redirect(f"/patients/{note.visit.episode.patient_id}/")
    if request.POST.get("then") == "sign" and not visit_blockers(visit_facts(note)):
        return redirect("sessions:sign_visit", note.pk)
    messages.success(request, "Saved.")
    return redirect("sessions:visit", note.pk)
