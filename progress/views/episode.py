"""The progress page of an episode: what its numbers say."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from patients.models import EpisodeOfCare
from patients.selectors import banner_of, episodes_for
from practice import selectors as practice
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, page
from progress import selectors
from progress.charts import Bar
from progress.selectors.diary_hint import diary_hint
from progress.selectors.goals import goal_standings
from progress.selectors.muscles import episode_muscles
from progress.selectors.standing import MAIN, SECOND, Standing
from progress.selectors.unsigned import unsigned_visits_of
from progress.selectors.work import items_of
from progress.views.figures import bars, figure, multiples
from progress.views.next_step import next_step


@page(Permission.CHART_VIEW)
def episode(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Status, alerts, measures, trends, goals, clocks, muscles and codes of one episode."""
    row = open_or_404(request, episodes_for(request.actor), pk=pk)
    standing = selectors.standing_of(row, clinic=request.clinic, now=timezone.now())
    today = practice.today_in(request.clinic)
    drafts = unsigned_visits_of(row)
    banner = banner_of(row.patient, row, today)
    due = items_of(request.actor, row, standing.facts, timezone.now(), drafts)
    return render(request, "progress/episode.html", {
        "episode": row, "standing": standing, "banner": banner, **drawn(standing),
        "goals": goal_standings(standing, request.clinic, today), "helped": episode_muscles(row, standing.facts),
        "diary_hint": diary_hint(standing, today),
        "continued": EpisodeOfCare.objects.filter(continues=row).first() if row.discharged_on else None,
        "step": next_step(request.actor, row.patient, row, due, drafts, flagged=banner["referral"] is not None),
    })  # fmt: skip


@page(Permission.CHART_VIEW)
def goals(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """How far the goals of the plan are; to htmx the table alone, for the plan's page."""
    row = open_or_404(request, episodes_for(request.actor), pk=pk)
    today = practice.today_in(request.clinic)
    standing = selectors.standing_of(row, clinic=request.clinic, now=timezone.now())
    context = {"episode": row, "goals": goal_standings(standing, request.clinic, today)}
    if request.htmx:
        return render(request, "progress/_goals.html", context)
    return render(
        request,
        "progress/goals.html",
        {
            **context,
            "banner": banner_of(row.patient, row, today),
            "plan_url": f"/episodes/{pk}/plan/",
        },
    )


def drawn(standing: Standing) -> dict[str, Any]:
    """The charts of the page; a measure is drawn alone when it leads, else beside its like."""
    main = standing.trends(MAIN)
    second = [trend for trend in standing.trends(SECOND) if len(trend.recorded) > 1]
    muscles = [Bar(name, count) for name, count in standing.muscles[:12]]
    told: dict[str, Any] = {"figures": [figure(trend) for trend in main]}
    if second:
        told["others"] = multiples(second, key=f"others-{standing.episode.pk}", title="Function, medicine and movement")
    if muscles:
        told["muscles"] = bars(muscles, key="muscles", title=f"{muscles[0].label} was needled most often")
    return told
