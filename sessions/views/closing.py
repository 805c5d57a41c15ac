"""The last steps of a note, with needling or without: taking a draft back, the signature, what is added later."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from patients.models import Addendum
from patients.selectors.appointments import given_up_to
from patients.services.addenda import add_addendum
from practice.access import Actor
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, status_of, version_sent
from sessions import forms
from sessions.views import frames, given_up

Context = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What differs between a note with needling and one without; `called` is the services' word for the note."""

    called: str
    rows: Callable[[Actor], "QuerySet[Any]"]
    with_parts: Callable[[Any], Any]
    shown: Callable[[Any, ClinicRequest], Context]
    draft: Callable[[Any, ClinicRequest], Context]
    sign: Callable[..., Any]
    discard: Callable[..., Any]
    route: str
    page: str
    sign_page: str
    gone: str

    def found(self, request: ClinicRequest, pk: UUID) -> Any:
        """The note with its parts at hand."""
        return self.with_parts(open_or_404(request, self.rows(request.actor), pk=pk))


def sign(request: ClinicRequest, pk: UUID, kind: Kind) -> HttpResponse:
    """The summary before signing, and the signature."""
    note = kind.found(request, pk)
    if note.visit.is_signed:
        return redirect(kind.route, pk)
    form = forms.SignForm(frames.sent(request), initial={"version": note.visit.version})
    if form.is_valid():
        typed = {kind.called: note, "now": timezone.now(), "if_version": form.cleaned_data["version"]}
        if attempt(form, kind.sign, actor=request.actor, **typed):
            messages.success(request, "Signed. The note is closed; corrections are addenda.")
            return redirect(kind.route, pk)
    context = {**kind.shown(note, request), **kind.draft(note, request), "form": form}
    return render(request, kind.sign_page, context, status=409 if form.errors else 200)


def discard(request: ClinicRequest, pk: UUID, kind: Kind) -> HttpResponse:
    """Take back what was opened by mistake, in the version that was read; a page without one is stale."""
    note = open_or_404(request, kind.rows(request.actor), pk=pk)
    typed, ended = {kind.called: note, "if_version": version_sent(request)}, given_up_to(note.visit.pk)
    kind.discard(actor=request.actor, now=timezone.now(), **typed)
    messages.success(request, kind.gone)
    given_up.say(request, ended)
    return redirect(f"/episodes/{note.visit.episode_id}/")


def addendum(request: ClinicRequest, pk: UUID, kind: Kind) -> HttpResponse:
    """Add to a signed note."""
    note = kind.found(request, pk)
    form = forms.AddendumForm(request.POST)
    if form.is_valid():
        typed = {"visit": note.visit, "now": timezone.now(), **form.cleaned_data}
        if attempt(form, add_addendum, actor=request.actor, **typed):
            messages.success(request, "Added.")
            return redirect(kind.route, pk)
    return read(request, note, kind, form)


def read(
    request: ClinicRequest, note: Any, kind: Kind, form: forms.AddendumForm | None = None, **more: Any
) -> HttpResponse:
    """The note as it is read, with what was added to it; `more` are other forms of its page."""
    form = forms.AddendumForm() if form is None else form
    context = {**kind.shown(note, request), "form": form, **more}
    context["addenda"] = Addendum.objects.filter(visit=note.visit).order_by("written_at", "pk")
    refused = any(other.errors for other in more.values())
    return render(request, kind.page, context, status=400 if refused else status_of(form))
