"""The exercises and posture habits of an episode: the programme, the library, and the sheet to take home."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plans import forms, services
from plans.fields import DOSE
from plans.rules.exercises import KINDS
from plans.rules.precautions import unconfirmed
from plans.selectors import exercises as selectors
from plans.selectors import library
from plans.selectors import programme as selectors_programme
from plans.views import programme_shown
from plans.views.around import around, episode_at, today
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_sent


@require_GET
@page(Permission.CHART_VIEW)
def exercises(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """What is prescribed, what was reported of it, and the library to choose from."""
    episode = episode_at(request, episode_id)
    context = around(request, episode)
    entries = library.catalogue()
    programme = selectors.programme_of(episode, context["day"], entries)
    search = forms.LibrarySearch(request.GET)
    found = library.matching(entries.values(), *search.asked())
    prescribed = {item.prescription.exercise for item in programme}
    rows = [item.prescription for item in programme]
    steps = selectors_programme.next_steps(episode, rows, context["day"])
    weigh = selectors_programme.to_weigh(episode, rows, context["day"])
    programme = [
        selectors.followed(item, steps.get(item.prescription.pk), weigh[item.prescription.pk]) for item in programme
    ]
    context |= {
        "programme": [item for item in programme if not item.is_habit],
        "habits": [item for item in programme if item.is_habit],
        "ended": selectors.ended_of(episode, context["day"]),
        "summary": programme_shown.summary_of(programme, context["day"]),
        "summary_days": selectors_programme.SUMMARY_DAYS,
        "search": search,
        "library": _by_kind(found),
        "shown": len(found),
        "prescribed": prescribed,
    }
    return render(request, "plans/exercises.html", context)


@require_GET
@page(Permission.CHART_VIEW)
def programme(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """The sheet to take home, in plain words."""
    episode = episode_at(request, episode_id)
    context = around(request, episode)
    items = selectors.weighed(selectors.programme_of(episode, context["day"]), context["day"])
    context |= {
        "exercises": [i for i in items if not i.is_habit],
        "habits": [i for i in items if i.is_habit],
        "stop_for": selectors_programme.stop_for(),
        "to_weigh": selectors.told_to_weigh(items),
    }
    return render(request, "plans/programme.html", context)


@require_http_methods(["GET", "POST"])
@page(Permission.EXERCISE_WRITE)
def prescribe(request: ClinicRequest, episode_id: UUID, key: str) -> HttpResponse:
    """Prescribe one exercise with a dose that the library suggests."""
    episode = episode_at(request, episode_id)
    entry = library.catalogue().get(key)
    if entry is None:
        raise Http404
    initial = {**entry["dosage"], "starts_on": today(request)}
    cautions = selectors_programme.cautions_for(episode, entry, today(request))
    form = forms.PrescribeForm(request.POST or None, initial=initial, ask_reason=bool(cautions))
    if form.is_valid():
        typed = {"actor": request.actor, "episode": episode, "exercise": key, "today": today(request)}
        if attempt(form, services.prescribe_exercise, **typed, **form.cleaned_data):
            messages.success(request, f"{entry['name']} is prescribed.")
            return redirect("plans:exercises", episode.pk)
    context = {**around(request, episode), "form": form, "entry": entry, "kind": KINDS[entry["kind"]]}
    context["cautions"] = cautions
    return render(request, "plans/prescribe.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.EXERCISE_WRITE)
def dose(request: ClinicRequest, prescription_id: UUID) -> HttpResponse:
    """Give an exercise another dose: the old prescription ends, a new one starts."""
    row = open_or_404(request, selectors.prescriptions_for(request.actor), pk=prescription_id)
    entry = library.entry_of(row)
    given = {name: getattr(row, name) for name in (*DOSE, "note", "version")}
    cautions = selectors_programme.cautions_of(row, today(request))
    given["precaution_reason"] = row.precaution_reason
    form = forms.DoseForm(request.POST or None, initial=given, ask_reason=bool(cautions))
    if form.is_valid():
        version = form.cleaned_data.pop("version") or 0
        typed = {"actor": request.actor, "prescription": row, "today": today(request), "if_version": version}
        if attempt(form, services.change_dose, **typed, **form.cleaned_data):
            messages.success(request, f"{entry['name']} has a new dose from today.")
            return redirect("plans:exercises", row.episode_id)
    context = {**around(request, row.episode), "form": form, "entry": entry, "kind": KINDS[entry["kind"]], "row": row}
    context["cautions"] = cautions
    return render(request, "plans/dose.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.EXERCISE_WRITE)
def step(request: ClinicRequest, prescription_id: UUID) -> HttpResponse:
    """Take the next step: one tap, or a reason first where the screening has brought up something new."""
    row = open_or_404(request, selectors.prescriptions_for(request.actor), pk=prescription_id)
    entry = library.entry_of(row)
    form = forms.StepForm(request.POST or None, initial={"version": row.version})
    if form.is_valid():
        typed = {"actor": request.actor, "prescription": row, "today": today(request), **form.as_details()}
        if attempt(form, services.take_next_step, **typed):
            messages.success(request, f"{entry['name']} is at its next step from today.")
            return redirect("plans:exercises", row.episode_id)
    found = selectors_programme.cautions_of(row, today(request))
    coming = selectors_programme.next_steps(row.episode, [row], today(request))
    context = {**around(request, row.episode), "form": form, "entry": entry, "kind": KINDS[entry["kind"]], "row": row}
    context |= {"cautions": unconfirmed(found, row.precautions_met), "step": coming.get(row.pk)}
    return render(request, "plans/step.html", context, status=status_of(form))


@require_POST
@page(Permission.ADHERENCE_WRITE)
def checklist(request: ClinicRequest, prescription_id: UUID) -> HttpResponse:
    """Write down which items of a habit's checklist are in place."""
    row = open_or_404(request, selectors.prescriptions_for(request.actor), pk=prescription_id)
    sent, version = request.POST.getlist("checked"), version_sent(request)
    services.check_habit(actor=request.actor, prescription=row, checked=sent, today=today(request), if_version=version)
    messages.success(request, "The checklist is saved.")
    return redirect("plans:exercises", row.episode_id)


@require_POST
@page(Permission.EXERCISE_WRITE)
def stop(request: ClinicRequest, prescription_id: UUID) -> HttpResponse:
    """End a prescription today."""
    row = open_or_404(request, selectors.prescriptions_for(request.actor), pk=prescription_id)
    day = max(today(request), row.starts_on)
    services.end_prescription(
        actor=request.actor, prescription=row, ends_on=day, today=today(request), if_version=version_sent(request)
    )
    messages.success(request, "It is no longer due.")
    return redirect("plans:exercises", row.episode_id)


def _by_kind(entries: list[library.Entry]) -> list[tuple[str, list[library.Entry]]]:
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for entry in entries:
        found[entry["kind"]].append(entry)
    return [(KINDS[kind], rows) for kind, rows in found.items() if rows]
