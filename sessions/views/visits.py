"""Pages of a visit without needling: record it, complete it, sign it, add to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from patients.models import EpisodeOfCare
from patients.selectors.appointments import given_up_to
from patients.views.episodes import care_has_ended
from patients.vocabulary import NOT_SEEN
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of
from sessions import forms, services
from sessions.forms.measures import mark_last
from sessions.forms.visits import MEASURED
from sessions.models import VisitNote
from sessions.rules.recording import IN_THE_CLINIC
from sessions.rules.visits import visit_blockers
from sessions.selectors.last_time import last_pain
from sessions.selectors.sessions import episodes_to_treat
from sessions.selectors.visits import visit_facts, visit_notes_for, with_measurements
from sessions.views import closing, frames, given_up, visit_frames

VISIT = closing.Kind(
    called="visit_note",
    rows=visit_notes_for,
    with_parts=with_measurements,
    shown=visit_frames.shown,
    draft=visit_frames.draft_context,
    sign=services.sign_visit,
    discard=services.discard_visit,
    route="sessions:visit",
    page="sessions/visit_read.html",
    sign_page="sessions/visit_sign.html",
    gone="The visit is taken back.",
)


@require_http_methods(["GET", "POST"])
@page(Permission.VISIT_WRITE)
def record(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Record a visit without needling, a cancellation or a no-show."""
    episode = open_or_404(request, episodes_to_treat(request.actor), pk=episode_id)
    if request.method == "GET" and (ended := care_has_ended(request, episode, "Visit without needling")):
        return ended
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = forms.VisitForm(frames.sent(request), initial={"occurred_at": now, "location": IN_THE_CLINIC})
    if form.is_valid():
        typed = {"episode": episode, "now": timezone.now(), **form.typed([])}
        note = attempt(form, services.record_visit, actor=request.actor, **typed)
        if note:
            return _saved(request, note)
    return _form(request, episode, form, {})


@require_http_methods(["GET", "POST"])
@page(Permission.CHART_VIEW, writes=Permission.VISIT_WRITE)
def detail(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A visit without needling: its form while it is open, its text once it is signed."""
    note = with_measurements(open_or_404(request, visit_notes_for(request.actor), pk=pk))
    if request.method == "POST":
        note.visit.require_open()
    elif note.visit.is_signed or not request.actor.may(Permission.VISIT_WRITE):
        return closing.read(request, note, VISIT)
    form = forms.VisitForm(frames.sent(request), initial=visit_frames.initial_of(note))
    if form.is_valid():
        typed = {"visit_note": note, "now": timezone.now(), "if_version": form.cleaned_data["version"] or 0}
        told, ended = form.typed(frames.hidden_measurements(note.visit, MEASURED)), given_up_to(note.pk)
        changed = attempt(form, services.change_visit, actor=request.actor, **typed, **told)
        if changed:
            given_up.say(request, given_up.for_good(ended, changed.visit))
            return _saved(request, changed)
    return _form(request, note.visit.episode, form, visit_frames.draft_context(note, request))


@require_http_methods(["GET", "POST"])
@page(Permission.SESSION_SIGN)
def sign(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The summary before signing, and the signature."""
    return closing.sign(request, pk, VISIT)


@require_POST
@page(Permission.VISIT_WRITE)
def discard(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Take back a visit that was recorded by mistake."""
    return closing.discard(request, pk, VISIT)


@require_POST
@page(Permission.ADDENDUM_WRITE)
def addendum(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Add to a signed note."""
    return closing.addendum(request, pk, VISIT)


def _form(
    request: ClinicRequest, episode: EpisodeOfCare, form: forms.VisitForm, context: dict[str, Any]
) -> HttpResponse:
    note = context.get("note")
    back = visit_frames.note_at(note) if note else request.get_full_path()
    banner = frames.banner(request, episode.patient, episode, back=back)
    mark_last(form, last_pain(episode, note.visit.occurred_at if note else timezone.now()))
    told = {"episode": episode, "form": form, "banner": banner, **context}
    return render(request, "sessions/visit_form.html", told, status=status_of(form))


def _saved(request: ClinicRequest, note: VisitNote) -> HttpResponse:
    """On to the signature where one is asked for; back to the chart from what needs none."""
    if note.visit.state in NOT_SEEN:
        messages.success(request, "Recorded.")
        return redirect(f"/patients/{note.visit.episode.patient_id}/")
    if request.POST.get("then") == "sign" and not visit_blockers(visit_facts(note)):
        return redirect("sessions:sign_visit", note.pk)
    messages.success(request, "Saved.")
    return redirect("sessions:visit", note.pk)
