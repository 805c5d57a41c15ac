"""The chart of a patient: where they stand, what is due, what happened, and the records."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from patients.models import EpisodeOfCare, Patient
from patients.opening import of_patient
from patients.selectors import banner_of, consents_shown, same_person
from patients.selectors.appointments import to_come
from practice import selectors as practice
from practice.access import Permission
from practice.doors.pages import ClinicRequest, page
from progress import selectors
from progress.selectors.matters import matters_of
from progress.selectors.needled import with_needles
from progress.selectors.timeline import needled_in
from progress.selectors.unsigned import unsigned_visits_of
from progress.selectors.work import items_of, unsigned_item
from progress.views.figures import figure
from progress.views.moments import as_moments
from progress.views.needled import heat_of
from progress.views.next_step import moves, next_step


@page(Permission.CHART_VIEW, Permission.PATIENT_VIEW)
@of_patient
def chart(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """The whole chart for those who may open it; contact data and consents for the front desk."""
    known = same_person(request.actor, patient, timezone.now())
    if not request.actor.may(Permission.CHART_VIEW):
        return render(request, "progress/desk_patient.html", known | _for_the_desk(request, patient))
    return render(request, "progress/chart.html", known | _chart(request, patient))


def episodes_of(patient: Patient) -> list[EpisodeOfCare]:
    """The newest first; the one in care before those that ended."""
    rows = EpisodeOfCare.objects.filter(patient=patient).select_related("patient", "therapist")
    return sorted(rows.order_by("-started_on", "-pk"), key=lambda row: row.state == EpisodeOfCare.State.DISCHARGED)


def _for_the_desk(request: ClinicRequest, patient: Patient) -> dict[str, Any]:
    today, episodes = practice.today_in(request.clinic), episodes_of(patient)
    current = episodes[0] if episodes else None
    return {
        "patient": patient, "today": today, "episode": current, "several": len(episodes) > 1,
        "consents": consents_shown(request.actor, episodes, today),
        "appointments": to_come(patient.pk, timezone.now()),
        "banner": banner_of(patient, current, today, clinical=False),
    }  # fmt: skip


def _chart(request: ClinicRequest, patient: Patient) -> dict[str, Any]:
    today, episodes = practice.today_in(request.clinic), episodes_of(patient)
    current = episodes[0] if episodes else None
    told: dict[str, Any] = {
        "patient": patient, "episodes": episodes, "episode": current, "today": today, "several": len(episodes) > 1,
        "consents": consents_shown(request.actor, episodes, today),
        "appointments": to_come(patient.pk, timezone.now()),
        "banner": banner_of(patient, current, today),
    }  # fmt: skip
    return told | (
        _episode(request, current, told["banner"])
        if current
        else {"step": next_step(request.actor, patient, None, [], [], flagged=False)}
    )


def _episode(request: ClinicRequest, episode: EpisodeOfCare, banner: dict[str, Any]) -> dict[str, Any]:
    standing = selectors.standing_of(episode, clinic=request.clinic, now=timezone.now())
    drafts = unsigned_visits_of(episode)
    due = items_of(request.actor, episode, standing.facts, timezone.now(), drafts)
    grave = matters_of(request.actor, episode, banner["matters"])
    needled = needled_in(episode)
    deciding = standing.numbers[0].key if standing.numbers else ""
    return {
        "standing": standing, "due": [*grave, *(unsigned_item(visit, standing.facts) for visit in drafts), *due],
        "figure": next((figure(trend) for trend in standing.trends((deciding,))), None),
        "moments": as_moments(selectors.timeline(episode, needled), episode, request.clinic),
        **heat_of(with_needles(needled), None, ()),
        "step": next_step(
            request.actor, episode.patient, episode, due, drafts, flagged=banner["referral"] is not None
        ),
        "moves": moves(request.actor, episode),
    }  # fmt: skip
