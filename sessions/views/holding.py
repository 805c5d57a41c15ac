"""The page on which a draft of a session becomes a visit without needling."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of
from sessions import forms, services
from sessions.rules.holding import kept_in_words, lost_in_words
from sessions.selectors.holding import needled_muscles, written_in
from sessions.selectors.sessions import sessions_for, with_parts
from sessions.views import frames


@require_http_methods(["GET", "POST"])
@page(Permission.SESSION_WRITE)
def hold(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """What stays and what goes, the reason, and then the visit without needling."""
    session = with_parts(open_or_404(request, sessions_for(request.actor), pk=pk))
    session.visit.require_open()
    form = forms.HoldForm(frames.sent(request), initial={"version": session.visit.version})
    if form.is_valid():
        typed = {"reason": form.cleaned_data["reason"], "if_version": form.cleaned_data["version"]}
        note = attempt(form, services.hold_session, actor=request.actor, session=session, now=timezone.now(), **typed)
        if note:
            messages.success(request, "Kept as a visit without needling.")
            return redirect("sessions:visit", note.pk)
    visit, written = session.visit, written_in(session)
    context = {
        "session": session, "form": form, "episode": visit.episode, "needled": needled_muscles(session),
        "stays": kept_in_words(written), "goes": lost_in_words(written),
        "banner": frames.banner(request, visit.episode.patient, visit.episode),
    }  # fmt: skip
    return render(request, "sessions/hold.html", context, status=status_of(form))
