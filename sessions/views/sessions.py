"""Pages of a needling session: log it, complete it, sign it, add to it."""

from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, reselect, reswap, retarget

from patients.models import Addendum
from patients.services.addenda import add_addendum
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, require_writable, status_of, version_sent
from sessions import forms, services
from sessions.forms.session import MEASURED
from sessions.models import NeedlingSession
from sessions.rules.recording import IN_THE_CLINIC
from sessions.selectors.billing import billing_in_full
from sessions.selectors.provenance import provenance_of
from sessions.selectors.sessions import (
    copied_targets,
    episodes_to_treat,
    hazards,
    last_signed,
    sessions_for,
    targets_of,
    with_parts,
)
from sessions.views import frames


@require_http_methods(["GET", "POST"])
@page(Permission.SESSION_WRITE)
def record(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Log a new session; `?from=last` starts with the last one's muscles."""
    episode = open_or_404(request, episodes_to_treat(request.actor), pk=episode_id)
    source = last_signed(episode)
    copied = source if request.GET.get("from") == "last" else None
    bound = _Bound(request, None, copied)
    if bound.is_valid():
        typed = {"episode": episode, "now": timezone.now(), **bound.typed()}
        session = attempt(bound.form, services.record_session, actor=request.actor, **typed)
        if session:
            return _saved(request, session, bound)
    context = {**bound.context(), "episode": episode, "source": source, "copied": copied}
    context["last"] = frames.last_time(source) if source else None
    context["banner"] = frames.banner(request, episode.patient, episode)
    return render(request, "sessions/form.html", context, status=bound.status())


@require_http_methods(["GET", "POST"])
@page(Permission.CHART_VIEW)
def detail(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A session: its form while it is a draft, its text once it is signed."""
    session = with_parts(open_or_404(request, sessions_for(request.actor), pk=pk))
    if request.method == "POST":
        require_writable(request, session.visit, Permission.SESSION_WRITE)
    elif session.visit.is_signed or not request.actor.may(Permission.SESSION_WRITE):
        return _read(request, session, forms.AddendumForm())
    bound = _Bound(request, session)
    if bound.is_valid():
        typed = {"session": session, "now": timezone.now(), "if_version": bound.version, **bound.typed()}
        changed = attempt(bound.form, services.change_session, actor=request.actor, **typed)
        if changed:
            return _saved(request, changed, bound)
    context = {**frames.draft_context(session, request), **bound.context(), "episode": session.visit.episode}
    context["banner"] = frames.banner(request, session.visit.episode.patient, session.visit.episode)
    response = render(request, "sessions/form.html", context, status=bound.status())
    return reswap(reselect(retarget(response, "#session"), "#session"), "outerHTML") if request.htmx else response


@require_http_methods(["GET", "POST"])
@page(Permission.SESSION_SIGN)
def sign(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The summary before signing, and the signature."""
    session = with_parts(open_or_404(request, sessions_for(request.actor), pk=pk))
    if session.visit.is_signed:
        return redirect("sessions:detail", pk)
    form = forms.SignForm(frames.sent(request), initial={"version": session.visit.version})
    if form.is_valid():
        typed = {"session": session, "now": timezone.now(), "if_version": form.cleaned_data["version"]}
        if attempt(form, services.sign_session, actor=request.actor, **typed):
            messages.success(request, "Signed. The note is closed; corrections are addenda.")
            return redirect("sessions:detail", pk)
    context = {**_shown(request, session), **frames.draft_context(session, request), "form": form}
    return render(request, "sessions/sign.html", context, status=409 if form.errors else 200)


@require_POST
@page(Permission.SESSION_WRITE)
def discard(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Take back a draft that was opened by mistake."""
    session = open_or_404(request, sessions_for(request.actor), pk=pk)
    version = version_sent(request)
    services.discard_session(actor=request.actor, session=session, now=timezone.now(), if_version=version)
    messages.success(request, "The draft is discarded.")
    return redirect(f"/episodes/{session.visit.episode_id}/")


@require_POST
@page(Permission.ADDENDUM_WRITE)
def addendum(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Add to a signed note."""
    session = with_parts(open_or_404(request, sessions_for(request.actor), pk=pk))
    form = forms.AddendumForm(request.POST)
    added = None
    if form.is_valid():
        typed = {"visit": session.visit, "now": timezone.now(), **form.cleaned_data}
        added = attempt(form, add_addendum, actor=request.actor, **typed)
    if added:
        messages.success(request, "Added.")
        return redirect("sessions:detail", pk)
    return _read(request, session, form)


@require_POST
@page(Permission.SESSION_SIGN)
def cosign(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The named supervisor agrees to the note of a therapist in training."""
    session = with_parts(open_or_404(request, sessions_for(request.actor), pk=pk))
    form = forms.CosignForm(request.POST)
    if form.is_valid():
        typed = {"session": session, "now": timezone.now(), **form.cleaned_data}
        if attempt(form, services.cosign_session, actor=request.actor, **typed):
            messages.success(request, "Co-signed. The note itself stays as it was signed.")
            return redirect("sessions:detail", pk)
    return _read(request, session, forms.AddendumForm(), form)


def _read(
    request: ClinicRequest, session: NeedlingSession, form: forms.AddendumForm, cosign_form: Any = None
) -> HttpResponse:
    context = {**_shown(request, session), "form": form, "cosign_form": cosign_form or forms.CosignForm()}
    context["addenda"] = Addendum.objects.filter(visit=session.visit).order_by("written_at", "pk")
    status = 400 if cosign_form and cosign_form.errors else status_of(form)
    return render(request, "sessions/read.html", context, status=status)


def _saved(request: ClinicRequest, session: NeedlingSession, bound: "_Bound") -> HttpResponse:
    """On to the signature, or back to the draft: with a script only what changed, so that nothing jumps."""
    signs = request.POST.get("then") == "sign"
    address = reverse("sessions:sign" if signs else "sessions:detail", args=[session.pk])
    if not request.htmx:
        return redirect(address)
    if signs or bound.rows_went:
        return HttpResponseClientRedirect(address)
    return render(request, "sessions/_saved.html", frames.draft_context(session, request))


def _shown(request: ClinicRequest, session: NeedlingSession) -> dict[str, Any]:
    """A session as it is read."""
    targets, visit = targets_of(session), session.visit
    known, copied = {hazard["key"]: hazard for hazard in hazards()}, provenance_of(targets)
    return {
        "session": session,
        "visit": visit,
        "episode": visit.episode,
        "banner": frames.banner(request, visit.episode.patient, visit.episode),
        "targets": [
            {"row": target, "muscle": known[target.muscle], **frames.provenance_words(copied.get(target.pk))}
            for target in targets
        ],
        "place": frames.place_words(session.location),
        "diagnosis": frames.diagnosis_words(session.diagnosis_noted, visit.episode),
        "timed": frames.treatments(session.interventions),
        "cosignature": getattr(session, "cosignature", None) if session.supervisor_id else None,
        "cosigns": session.supervisor_id == request.actor.membership_id,
        "needles_in": sum(target.needles_in or 0 for target in targets),
        "needles_out": sum(target.needles_out or 0 for target in targets),
        "measured": frames.measured_pairs(session),
        "events": frames.events_of(session),
        "findings": frames.rescreen_words(session),
        "overrides": frames.overrides_of(session),
        "billing": billing_in_full(session, request.clinic),
    }


class _Bound:
    """The three forms of the page together: the session, its targets, and what went wrong."""

    def __init__(
        self, request: ClinicRequest, session: NeedlingSession | None, copied: NeedlingSession | None = None
    ) -> None:
        self.session, sent = session, frames.sent(request)
        now = timezone.localtime().replace(second=0, microsecond=0)
        started = {"occurred_at": now, "location": IN_THE_CLINIC, "position": copied.position if copied else ""}
        initial = frames.initial_of(session) if session else started
        targets = [frames.target_initial(row) for row in targets_of(session)] if session else copied_targets(copied)
        events = [frames.event_initial(row) for row in session.adverse_events.all()] if session else []
        self.form = forms.SessionForm(sent, initial=initial)
        if copied and copied.position:
            self.form.fields["position"].widget.attrs["data-prefilled"] = "From last time"
        self.targets: Any = forms.TargetRows(sent, initial=targets, prefix="targets")
        self.events: Any = forms.EventRows(sent, initial=events, prefix="events")
        self.targets.extra = 0 if targets else 1

    def is_valid(self) -> bool:
        """Whether something was sent, and all of it has the right shape."""
        if not self.form.is_bound:
            return False
        return all([self.form.is_valid(), self.targets.is_valid(), self.events.is_valid()])

    @property
    def version(self) -> int:
        """The version that was read; a page without one is stale."""
        told: int | None = self.form.cleaned_data["version"]
        return told or 0

    def typed(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        kept = frames.hidden_measurements(self.session.visit, MEASURED) if self.session else []
        answered = self.form.cleaned_data["events_answer"]
        events = {"none": [], "listed": self.events.typed()}.get(answered)
        return {**self.form.typed(kept), "targets": self.targets.typed(), "adverse_events": events}

    @property
    def rows_went(self) -> bool:
        """Whether rows were removed, so that those on the page are numbered anew."""
        return bool(self.targets.deleted_forms or self.events.deleted_forms)

    def status(self) -> int:
        """409 when somebody else changed the draft meanwhile, 400 for what was typed."""
        return status_of(self.form, self.targets, self.events)

    def context(self) -> dict[str, Any]:
        """The forms with the version that was read, and the risks of every muscle for the page's script.

        A refused form keeps the version that it was read with: sending it again cannot overwrite a colleague.
        """
        stored = targets_of(self.session) if self.session else []
        copied, told = provenance_of(stored), [target.pk for target in stored]
        rows = [
            {"form": form, "hazard": frames.hazard_of(form.chosen_muscle), **frames.provenance_words(copied.get(pk))}
            for form, pk in zip_longest(self.targets, told[: len(self.targets.forms)])
        ]
        version = self.form["version"].value()
        return {
            "version": version,
            "form": self.form,
            "targets": self.targets,
            "rows": rows,
            "events": self.events,
            "hazards": hazards(),
            "phrases": forms.PHRASES,
        }
