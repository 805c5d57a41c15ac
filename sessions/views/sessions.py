"""Pages of a needling session: log it, complete it, sign it, add to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from patients.selectors.appointments import planned_minutes
from patients.views.episodes import care_has_ended
from practice import selectors as practice
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page
from sessions import forms, services
from sessions.forms.measures import mark_last
from sessions.models import NeedlingSession
from sessions.selectors.last_time import last_pain, last_supervisor
from sessions.selectors.sessions import (
    draft_of_day,
    episodes_to_treat,
    last_signed,
    sessions_for,
    with_parts,
)
from sessions.views import closing, frames, room, session_frames, ways
from sessions.views.bound import Bound

ONWARDS = {"sign": "sessions:sign", "hold": "sessions:hold"}
SESSION = closing.Kind(
    called="session",
    rows=sessions_for,
    with_parts=with_parts,
    shown=session_frames.shown,
    draft=frames.draft_context,
    sign=services.sign_session,
    discard=services.discard_session,
    route="sessions:detail",
    page="sessions/read.html",
    sign_page="sessions/sign.html",
    gone="The draft is discarded.",
)


@require_http_methods(["GET", "POST"])
@page(Permission.SESSION_WRITE)
def record(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Log a new session; `?from=last` starts with the last one's muscles."""
    episode = open_or_404(request, episodes_to_treat(request.actor), pk=episode_id)
    if request.method == "GET" and (ended := care_has_ended(request, episode, "Needling session")):
        return ended
    source = last_signed(episode)
    copied = source if request.GET.get("from") == "last" else None
    member, now = request.actor.membership_id, timezone.now()
    bound = Bound(request, None, copied, planned_minutes(episode.patient_id, member, now))
    bound.offer_supervisor(last_supervisor(request.actor.membership_id))
    if bound.is_valid():
        typed = {"episode": episode, "now": timezone.now(), **bound.typed()}
        session = attempt(bound.form, services.record_session, actor=request.actor, **typed)
        if session:
            return _saved(request, session)
    context = {**bound.context(), "episode": episode, "source": source, "copied": copied}
    mark_last(bound.form, last_pain(episode, timezone.now()))
    context["begun"] = draft_of_day(episode, request.actor.membership_id, practice.today_in(request.clinic))
    context |= frames.known_before(request, episode, timezone.now())
    frames.say_limits(context)
    context["last"] = frames.last_time(source) if source else None
    context["room"] = room.told(request, bound, episode, None, limits=context["limits"], last=source)
    context["banner"] = frames.banner(request, episode.patient, episode, back=request.get_full_path())
    return render(request, "sessions/form.html", context, status=bound.status())


@require_http_methods(["GET", "POST"])
@page(Permission.CHART_VIEW, writes=Permission.SESSION_WRITE)
def detail(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A session: its form while it is a draft, its text once it is signed."""
    session = with_parts(open_or_404(request, sessions_for(request.actor), pk=pk))
    if request.method == "POST":
        session.visit.require_open()
    elif session.visit.is_signed or not request.actor.may(Permission.SESSION_WRITE):
        return closing.read(request, session, SESSION)
    bound = Bound(request, session)
    if bound.is_valid():
        typed = {"session": session, "now": timezone.now(), "if_version": bound.version, **bound.typed()}
        changed = attempt(bound.form, services.change_session, actor=request.actor, **typed)
        if changed:
            return _saved(request, changed)
    mark_last(bound.form, last_pain(session.visit.episode, session.visit.occurred_at))
    context = {**frames.draft_context(session, request), **bound.context(), "episode": session.visit.episode}
    frames.say_limits(context)
    told = {"limits": context["limits"], "last": last_signed(session.visit.episode)}
    context["room"] = room.told(request, bound, session.visit.episode, session, **told)
    episode = session.visit.episode
    context["banner"] = frames.banner(request, episode.patient, episode, back=ways.draft_at(session))
    return render(request, "sessions/form.html", context, status=bound.status())


@require_http_methods(["GET", "POST"])
@page(Permission.SESSION_SIGN)
def sign(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The summary before signing, and the signature."""
    return closing.sign(request, pk, SESSION)


@require_POST
@page(Permission.SESSION_WRITE)
def discard(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Take back a draft that was opened by mistake."""
    return closing.discard(request, pk, SESSION)


@require_POST
@page(Permission.ADDENDUM_WRITE)
def addendum(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Add to a signed note."""
    return closing.addendum(request, pk, SESSION)


@require_POST
@page(Permission.SESSION_SIGN)
def cosign(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The named supervisor agrees to the note of a therapist in training."""
    session = SESSION.found(request, pk)
    form = forms.CosignForm(request.POST)
    if form.is_valid():
        typed = {"session": session, "now": timezone.now(), **form.cleaned_data}
        if attempt(form, services.cosign_session, actor=request.actor, **typed):
            messages.success(request, "Co-signed. The note itself stays as it was signed.")
            return redirect("sessions:detail", pk)
    return closing.read(request, session, SESSION, cosign_form=form)


@require_POST
@page(Permission.SUPERVISOR_NAME)
def supervisor(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Name another supervisor for a signed note that waits for the co-signature."""
    session = SESSION.found(request, pk)
    form = forms.SupervisorForm(request.POST, therapist=session.visit.therapist_id)
    if form.is_valid():
        typed = {"session": session, "now": timezone.now(), **form.cleaned_data}
        if attempt(form, services.name_supervisor, actor=request.actor, **typed):
            messages.success(request, "The supervisor is named; both have a message.")
            return redirect("sessions:detail", pk)
    return closing.read(request, session, SESSION, supervisor_form=form)


def _saved(request: ClinicRequest, session: NeedlingSession) -> HttpResponse:
    """On to the next step, or back to the draft."""
    return redirect(ONWARDS.get(request.POST.get("then", ""), "sessions:detail"), session.pk)
