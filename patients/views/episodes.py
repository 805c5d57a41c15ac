"""Starting, changing and moving a course of care; it is ended where its progress is shown."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from patients import selectors, services
from patients.forms import EpisodeChangeForm, EpisodeForm, LeadForm, ReasonForm, ReopenForm, ResumeForm
from patients.models import EpisodeOfCare, Patient
from patients.opening import home_of, of_patient
from patients.rules.episodes import require_in_care
from practice import selectors as practice
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_read, version_sent
from practice.doors.returning import way_back, with_way_back
from practice.errors import RuleViolation


def episode_url(episode: EpisodeOfCare) -> str:
    """The episode's page belongs to a higher app; only its address is known here."""
    return f"/episodes/{episode.pk}/"


def about(request: ClinicRequest, episode: EpisodeOfCare) -> dict[str, Any]:
    """What every page of an episode shows: the banner and the way back."""
    clinical = request.actor.may(Permission.CHART_VIEW)
    return {
        "episode": episode,
        "patient": episode.patient,
        "banner": selectors.banner_of(episode.patient, episode, practice.today_in(request.clinic), clinical=clinical),
        "home": episode_url(episode) if clinical else home_of(episode.patient),
        "clinical": clinical,
    }


def led_from(request: ClinicRequest, episode: EpisodeOfCare) -> dict[str, Any]:
    """As `about`, on a page to which a note leads: it leads back there, and so does every page that it offers."""
    around, back = about(request, episode), way_back(request)
    return {**around, "home": back or around["home"], "back": back, "and_back": with_way_back("", back)[1:]}


def care_has_ended(request: ClinicRequest, episode: EpisodeOfCare, called: str) -> HttpResponse | None:
    """The page in place of a form for what an ended episode does not take; `called` is what was to be written.

    It says what the service would answer in the end, before anybody writes anything; None while care goes on.
    """
    try:
        require_in_care(episode.state)
    except RuleViolation as problem:
        told = {"called": called, "refused": problem.blockers[0], **about(request, episode)}
        return render(request, "patients/closed.html", told, status=409)
    return None


@require_http_methods(["GET", "POST"])
@page(Permission.EPISODE_WRITE)
@of_patient
def start_episode(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """A new course of care."""
    today = practice.today_in(request.clinic)
    form = EpisodeForm(request.POST or None, initial={"started_on": today, "therapist": request.actor.membership_id})
    if form.is_valid():
        typed = {"actor": request.actor, "patient": patient, "today": today, **form.cleaned_data}
        if episode := attempt(form, services.start_episode, **typed):
            messages.success(request, "The episode has begun. Screen the patient next.")
            return redirect("patients:record_screening", episode.pk)
    context = {
        "form": form, "patient": patient, "home": home_of(patient),
        "banner": selectors.banner_of(patient, None, today),
    }  # fmt: skip
    return render(request, "patients/start_episode.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.EPISODE_WRITE)
def change_episode(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Another condition, code, therapist or first day."""
    episode = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    names = ("condition", "started_on", "icd10", "payer_rule")
    initial = {name: getattr(episode, name) for name in names} | {"therapist": episode.therapist_id}
    form = EpisodeChangeForm(request.POST or None, initial=initial)
    if form.is_valid():
        typed = {"actor": request.actor, "today": practice.today_in(request.clinic), **form.cleaned_data}
        if attempt(form, services.change_episode, episode=episode, if_version=version_sent(request), **typed):
            messages.success(request, "Saved.")
            return redirect(episode_url(episode))
    context = {"form": form, "version": version_read(request, episode), **about(request, episode)}
    return render(request, "patients/change_episode.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.EPISODE_HAND_OVER)
def name_therapist(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Somebody else leads care whose therapist is gone."""
    episode = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    form = LeadForm(request.POST or None)
    if form.is_valid():
        typed = {"actor": request.actor, "if_version": version_sent(request), **form.cleaned_data}
        if changed := attempt(form, services.name_therapist, episode=episode, **typed):
            messages.success(request, f"{changed.therapist.name} leads this care now.")
            return redirect(episode_url(episode))
    context = {"form": form, "version": version_read(request, episode), **about(request, episode)}
    return render(request, "patients/name_therapist.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.EPISODE_WRITE)
def hold_episode(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Care pauses."""
    words = {
        "heading": "Put care on hold", "verb": "Put on hold", "done": "Care is on hold.",
        "lead": "No needling until somebody lets care go on: sessions of later days cannot be signed.",
    }  # fmt: skip
    today = practice.today_in(request.clinic)
    return _moved(request, pk, ReasonForm, services.hold_episode, words, today=today)


@require_http_methods(["GET", "POST"])
@page(Permission.EPISODE_WRITE)
def refer_out(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Care goes to somebody else."""
    words = {
        "heading": "Refer to someone else", "verb": "Refer out", "done": "Referred out.",
        "lead": "Name the person who receives the patient, and why.",
    }  # fmt: skip
    return _moved(request, pk, ReasonForm, services.refer_out, words, now=timezone.now())


@require_http_methods(["GET", "POST"])
@page(Permission.EPISODE_WRITE)
def resume_episode(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Care goes on."""
    words = {
        "heading": "Go on with care", "verb": "Go on", "done": "Care goes on.",
        "lead": "Possible once a named clinician has cleared every red flag and every serious event, and while the "
        "plan is certified, where the payer asks for that.",
    }  # fmt: skip
    today = practice.today_in(request.clinic)
    return _moved(request, pk, ResumeForm, services.resume_episode, words, today=today)


def _moved(
    request: ClinicRequest, pk: UUID, form_class: Any, service: Any, words: dict[str, str], **extra: Any
) -> HttpResponse:
    episode = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = {"actor": request.actor, "episode": episode, **extra, **form.cleaned_data}
        if attempt(form, service, if_version=version_sent(request), **typed):
            messages.success(request, words["done"])
            return redirect(episode_url(episode))
    context = {"form": form, "words": words, "version": version_read(request, episode), **about(request, episode)}
    return render(request, "patients/move_episode.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.EPISODE_WRITE)
def reopen_episode(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Care goes on after discharge, in a new episode."""
    ended = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    today = practice.today_in(request.clinic)
    form = ReopenForm(request.POST or None, initial={"started_on": today, "therapist": ended.therapist_id})
    if form.is_valid():
        typed = {"actor": request.actor, "episode": ended, "today": today, **form.cleaned_data}
        if episode := attempt(form, services.reopen_episode, **typed):
            messages.success(request, "A new episode has begun. Screen the patient next.")
            return redirect("patients:record_screening", episode.pk)
    context = {"form": form, **about(request, ended)}
    return render(request, "patients/reopen_episode.html", context, status=status_of(form))
