"""Pages of adverse events: the list, a new one, and its follow-up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, keyset_page, page, status_of
from sessions import filters, forms, services
from sessions.models import AdverseEvent
from sessions.selectors.check_ins import adverse_events_for
from sessions.selectors.events import lock_of, report_to_board, steps_of, steps_with_names
from sessions.selectors.sessions import episodes_to_treat, sessions_for
from sessions.views import frames


@require_GET
@page(Permission.CHART_VIEW)
def listing(request: ClinicRequest) -> HttpResponse:
    """Everything that went wrong, the latest event first."""
    found = filters.AdverseEventPageFilter(
        request.GET, adverse_events_for(request.actor).order_by("-occurred_at", "-pk")
    )
    rows, next_url = keyset_page(request, found.qs, by="occurred_at")
    context = {"filter": found, "events": [_shown(row) for row in rows], "next_url": next_url}
    return render(request, "sessions/adverse_events.html", context)


@require_http_methods(["GET", "POST"])
@page(Permission.ADVERSE_EVENT_WRITE)
def record(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Record what went wrong; `?session=` names the session in which it did, `?kind=` what is chosen already."""
    episode = open_or_404(request, episodes_to_treat(request.actor), pk=episode_id)
    session = _session(request, episode_id)
    at = session.visit.occurred_at if session else timezone.now()
    initial = {"occurred_at": at, "kind": request.GET.get("kind", "")}
    form = forms.AdverseEventForm(frames.sent(request), initial=initial)
    if form.is_valid():
        typed = {"episode": episode, "session": session, "now": timezone.now(), **form.details()}
        event = attempt(form, services.record_adverse_event, actor=request.actor, **typed)
        if event:
            messages.success(request, "Recorded.")
            return redirect("sessions:adverse_event", event.pk)
    context = {"form": form, "episode": episode, "session": session}
    context["banner"] = frames.banner(request, episode.patient, episode)
    return render(request, "sessions/adverse_event_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.CHART_VIEW)
def detail(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """One event, what must follow, and its follow-up."""
    event = open_or_404(request, adverse_events_for(request.actor), pk=pk)
    form = _follow_up_form(request, event)
    if form.is_valid():
        told = form.details()
        typed = {"event": event, "now": timezone.now(), "if_version": told.pop("version"), **told}
        if attempt(form, services.follow_up_adverse_event, actor=request.actor, **typed):
            messages.success(request, "Saved.")
            return redirect("sessions:adverse_event", pk)
    episode = event.episode
    context = {"form": form, "may_write": request.actor.may(Permission.ADVERSE_EVENT_WRITE), **_shown(event)}
    steps = steps_with_names(event)
    context |= {
        "steps": steps, "done": [step for step in steps if step.at], "board": report_to_board(event, request.clinic),
        "lock": lock_of(event, request.clinic, practice.today_in(request.clinic)),
        "may_grade": request.actor.may(Permission.ADVERSE_EVENT_GRADE),
    }  # fmt: skip
    context |= {"banner": frames.banner(request, episode.patient, episode)}
    return render(request, "sessions/adverse_event.html", context, status=status_of(form))


def _session(request: ClinicRequest, episode_id: UUID) -> Any:
    wanted = request.GET.get("session")
    if not wanted:
        return None
    rows = sessions_for(request.actor).filter(visit__episode_id=episode_id)
    return get_object_or_404(rows, pk=wanted)


def _shown(event: AdverseEvent) -> dict[str, Any]:
    kind = reference.adverse_events()[event.kind]
    return {"event": event, "kind": kind}


def _follow_up_form(request: ClinicRequest, event: AdverseEvent) -> forms.FollowUpForm:
    names = [name for name in forms.FollowUpForm.base_fields if name != "version"]
    initial = {name: getattr(event, name) for name in names}
    return forms.FollowUpForm(
        frames.sent(request), initial={**initial, "steps_done": list(event.steps_done), "version": event.version},
        steps=[(step.text, step.words) for step in steps_of(event)],
        suspected=event.state == AdverseEvent.State.SUSPECTED,
        may_grade=request.actor.may(Permission.ADVERSE_EVENT_GRADE),
    )  # fmt: skip
