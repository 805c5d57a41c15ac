"""Ending a course of care, with a summary that begins with what the record says."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from patients import services
from patients.forms import DischargeForm
from patients.models import EpisodeOfCare
from patients.rules import episodes as rules
from patients.selectors import banner_of, episodes_for
from plans.selectors.exercises import programme_of
from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_read, version_sent
from practice.models import Clinic
from progress import selectors
from progress.rules.discharge import Change, Course, Since, likely_outcome, summary
from progress.rules.facts import DISCHARGE
from progress.rules.goals import GoalState
from progress.selectors.goals import GoalStanding, goal_standings
from progress.selectors.left_open import left_open
from progress.selectors.standing import Standing


@require_http_methods(["GET", "POST"])
@page(Permission.DISCHARGE)
def discharge(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Care ends for good: first the page asks, and names what stays open, for it cannot be undone."""
    episode = open_or_404(request, episodes_for(request.actor), pk=pk)
    today = practice.today_in(request.clinic)
    standing = selectors.standing_of(episode, clinic=request.clinic, now=timezone.now())
    form = DischargeForm(
        request.POST or None, initial=_initial(request.clinic, episode, standing, today),
        offered=rules.outcomes_offered(episode.state),
    )  # fmt: skip
    banner = banner_of(episode.patient, episode, today)
    left = left_open(request.actor, episode, banner["matters"], request.clinic, timezone.now())
    if form.is_valid() and "change" not in request.POST:  # before the question, not after its answer
        said = {name: form.cleaned_data[name] for name in ("outcome", "reason")}
        attempt(form, rules.require_outcome_explained, **said)
    asked = request.method == "POST" and form.is_valid() and not request.POST.keys() & {"confirmed", "change"}
    if "confirmed" in request.POST and form.is_valid():
        typed = {"actor": request.actor, "episode": episode, "today": today, **form.cleaned_data}
        if attempt(form, services.discharge, if_version=version_sent(request), **typed):
            messages.success(request, "Discharged.")
            return redirect("progress:episode", episode.pk)
    context = {
        "form": form, "episode": episode, "version": version_read(request, episode),
        "banner": banner, "left": left, "asked": asked,
        "outcome": dict(EpisodeOfCare.Outcome.choices).get(form["outcome"].value(), ""),
        "assessed": any(visit.kind == DISCHARGE for visit in standing.facts.visits),
    }  # fmt: skip
    return render(request, "progress/discharge.html", context, status=status_of(form))


def _initial(clinic: Clinic, episode: EpisodeOfCare, standing: Standing, today: date) -> dict[str, Any]:
    results = standing.results
    return {
        "discharged_on": today,
        "outcome": likely_outcome(all_goals_met=results["all_goals_met"], plateau=results["plateau"]),
        "discharge_summary": summary(_course(episode, standing, clinic, today)),
    }


def _course(episode: EpisodeOfCare, standing: Standing, clinic: Clinic, today: date) -> Course:
    visits = standing.facts.ordered_visits
    return Course(
        first=episode.started_on,
        last=visits[-1].on if visits else today,
        visits=len(visits),
        needled=standing.results["needling_sessions"],
        changes=[
            Change(*row.words, row.result["baseline"], row.result["latest"], row.drafts[1])
            for row in standing.measures
            if row.result.get("n", 0) > 1
        ],
        goals=[(_goal(goal), goal.progress.state == GoalState.MET) for goal in goal_standings(standing, clinic, today)],
        events=standing.events,
        home=[item.entry["name"] for item in programme_of(episode, today)],
        since=_since(standing),
    )


def _since(standing: Standing) -> Since | None:
    """What came after the last progress report."""
    reported_on = max(standing.facts.report_dates, default=None)
    if reported_on is None:
        return None
    visits = [visit for visit in standing.facts.visits if visit.on > reported_on]
    kinds = reference.adverse_events()
    events = [kinds[event.key]["label"] for event in standing.facts.events if event.on > reported_on]
    return Since(reported_on, len(visits), sum(visit.needled for visit in visits), list(dict.fromkeys(events)))


def _goal(shown: GoalStanding) -> str:
    target = f"{shown.goal.target.normalize():f}"
    return f"{shown.words.label} {shown.goal.get_comparison_display()} {target} {shown.words.unit}".strip()
