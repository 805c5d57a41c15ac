"""The patient's own pages: today, and what the own numbers say in plain words."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from patients.models import EpisodeOfCare, Patient
from practice import selectors as practice
from practice.access import Permission
from practice.doors.pages import ClinicRequest, page
from progress.selectors.own import day_of, former_episode, own_episode, own_sentences, papers_of
from progress.selectors.standing import own_standing
from progress.views.diary import months_of
from progress.views.figures import figure


def own_patient(request: ClinicRequest) -> Patient:
    """The record of the patient who is signed in; 404 for an account without one."""
    found: Patient | None = Patient.objects.filter(pk=request.actor.patient_id).first()
    if found is None:
        raise Http404
    return found


@page(Permission.OWN_RECORD)
def me(request: ClinicRequest) -> HttpResponse:
    """The diary of today, the exercises, an open check-in, and a way to each."""
    patient, now = own_patient(request), timezone.now()
    today = practice.today_in(request.clinic)
    return render(request, "progress/me.html", {"patient": patient, "today": today, **day_of(patient, today, now)})


@page(Permission.OWN_RECORD)
def papers(request: ClinicRequest) -> HttpResponse:
    """What was taken home on paper, to be read again and printed."""
    patient, today = own_patient(request), practice.today_in(request.clinic)
    return render(request, "progress/my_papers.html", {"patient": patient, **papers_of(patient, today)})


@page(Permission.OWN_RECORD)
def progress(request: ClinicRequest) -> HttpResponse:
    """The own numbers, without clinical notes and without promises."""
    patient = own_patient(request)
    episode = own_episode(patient)
    told = _numbers(request, episode) if episode else {}
    return render(request, "progress/my_progress.html", {**told, **months_of(patient, request.clinic, own=True)})


def _numbers(request: ClinicRequest, episode: EpisodeOfCare) -> dict[str, Any]:
    standing = own_standing(episode, clinic=request.clinic, now=timezone.now())
    figures = [figure(trend) for trend in standing.own_trends()]
    told = {"standing": standing, "episode": episode, "figures": figures, "former": _former(request, episode)}
    return {**told, "sentences": own_sentences(standing.results)}


def _former(request: ClinicRequest, episode: EpisodeOfCare) -> dict[str, Any] | None:
    """What the numbers of the earlier course of care said when it ended, while another one goes on."""
    row = former_episode(episode)
    if row is None:
        return None
    standing = own_standing(row, clinic=request.clinic, now=timezone.now())
    return {"episode": row, "standing": standing, "figures": [figure(trend) for trend in standing.own_trends()]}
