"""The plan of care: read, drafted, signed, revised."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.models import EpisodeOfCare
from patients.selectors.assessments import draft_of
from patients.selectors.diagnosis import diagnosis_of, diagnosis_words
from patients.selectors.payer import payer_rule_of
from plans import forms, services
from plans.models import Goal, TreatmentPlan
from plans.rules.plans import fitting_comparison, planned_until, signing_blockers
from plans.rules.revisions import amount_in_words
from plans.selectors import plans as selectors
from plans.selectors.certifications import certified
from plans.selectors.force import begun_among, newest_signed
from plans.views import shown
from plans.views.around import around, episode_at, today
from practice import reference
from practice.access import Permission
from practice.days import day_words
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_sent
from practice.units import unit_of


@require_GET
@page(Permission.CHART_VIEW)
def plan(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """The plan in force, the revision or draft that may follow it, and how long it is certified."""
    episode = episode_at(request, episode_id)
    revisions = selectors.revisions_of(episode)
    first = selectors.baselines(episode)
    signed = [row for row in revisions if row.is_signed]
    draft = next((row for row in revisions if not row.is_signed), None)
    payer = payer_rule_of(episode, request.clinic)
    begun = begun_among(signed, today(request), request.clinic)
    current = begun[-1].plan if begun else None
    coming = signed[0] if signed and signed[0] != current else None
    context = {
        "payer": payer,
        "plan_changes": _changed_by(current, signed),
        "coming_changes": _changed_by(coming, signed),
        "draft_changes": shown.changes_between(signed[0], draft) if signed and draft else [],
        "plan": _shown(current, first) if current else None,
        "coming": _shown(coming, first) if coming else None,
        "draft": _shown(draft, first) if draft else None,
        "earlier": [row for row in signed if row not in (current, coming)],
        "blockers": _blockers(request, draft) if draft else [],
        "certifications": certified(episode, payer),
    }
    return render(request, "plans/plan.html", {**around(request, episode), **context})


@require_GET
@page(Permission.CHART_VIEW)
def revision(request: ClinicRequest, episode_id: UUID, number: int) -> HttpResponse:
    """One signed revision, as it was and stays."""
    episode = episode_at(request, episode_id)
    found = get_object_or_404(selectors.plans_for(request.actor), episode=episode, revision=number)
    before = next((row for row in selectors.revisions_of(episode) if row.revision == number - 1), None)
    context = {
        "plan": _shown(found, selectors.baselines(episode)),
        "changes": shown.changes_between(before, found) if before else [],
    }
    return render(request, "plans/revision.html", {**around(request, episode), **context})


@require_http_methods(["GET", "POST"])
@page(Permission.PLAN_WRITE)
def edit(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Write the draft: a new one, or the one that is there."""
    episode = episode_at(request, episode_id)
    draft = selectors.open_plan(episode)
    form, rows = _forms(request, episode, draft)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        form.rows = {"goals": list(rows.filled())}
        typed = {**form.cleaned_data, "goals": [row.as_goal() for row in rows.filled()], "today": today(request)}
        if _saved(request, form, episode, draft, typed):
            return redirect("plans:plan", episode.pk)
    first = [(reference.measures()[key], value) for key, value in selectors.baselines(episode).items()]
    context = {**around(request, episode), "form": form, "formset": rows, "draft": draft, "first": first}
    return render(request, "plans/edit.html", context, status=status_of(form, rows))


@require_POST
@page(Permission.PLAN_SIGN)
def sign(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Sign the draft."""
    episode = episode_at(request, episode_id)
    draft = get_object_or_404(selectors.plans_for(request.actor), episode=episode, signed_at=None)
    version = version_sent(request)
    services.sign_plan(actor=request.actor, plan=draft, now=timezone.now(), if_version=version)
    begins = "in force" if draft.starts_on <= today(request) else f"in force from {day_words(draft.starts_on)} on"
    messages.success(request, f"The plan is signed and {begins}.")
    return redirect("plans:plan", episode.pk)


@require_POST
@page(Permission.PLAN_WRITE)
def revise(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Begin a new revision as a copy of the newest signed plan."""
    episode = episode_at(request, episode_id)
    newest = newest_signed(episode)
    if newest is None:
        raise Http404
    services.revise_plan(actor=request.actor, plan=newest, today=today(request))
    return redirect("plans:edit", episode.pk)


def _changed_by(row: TreatmentPlan | None, signed: Sequence[TreatmentPlan]) -> list[Any]:
    """What a revision changed of the one before it; nothing for the first."""
    before = next((other for other in signed if row and other.revision < row.revision), None)
    return list(shown.changes_between(before, row)) if row and before else []


def _blockers(request: ClinicRequest, draft: TreatmentPlan) -> list[dict[str, str]]:
    """What is missing, each with the page on which it is mended."""
    found = signing_blockers(selectors.signing_facts(draft, request.actor))
    return [{**blocker.as_json(), "url": _place(request, draft, blocker.field)} for blocker in found]


def _place(request: ClinicRequest, draft: TreatmentPlan, field: str) -> str:
    """The page on which a field is mended; a measure is entered in the open assessment, or in a new one."""
    written = draft_of(request.actor, draft.episode) if field == "episode.measurements" else None
    if written:
        return reverse("patients:assessment", args=[written.pk])
    if field == "clinician":
        return "/clinic/"
    places = {
        "episode.icd10": "patients:change_episode",
        "episode.state": "patients:record_screening",
        "episode.screening": "patients:record_clearance",
        "episode.measurements": "patients:record_assessment",
    }
    return reverse(places.get(field, "plans:edit"), args=[draft.episode_id])


def _forms(
    request: ClinicRequest, episode: EpisodeOfCare, draft: TreatmentPlan | None
) -> tuple[forms.PlanForm, forms.GoalRowsBase]:
    initial = {"version": draft.version, "revision": draft.revision} if draft else _suggested(request, episode)
    form = forms.PlanForm(request.POST or None, instance=draft, initial=initial)
    goals = [_goal_values(goal) for goal in selectors.goals_of(draft)] if draft else _suggested_goals(episode)
    rows = forms.GoalRows(request.POST or None, initial=goals, prefix="goals")
    return form, cast(forms.GoalRowsBase, rows)


def _suggested(request: ClinicRequest, episode: EpisodeOfCare) -> dict[str, Any]:
    newest = selectors.newest_revision(episode)
    return {
        "starts_on": today(request),
        "treatment_types": selectors.likely_types_of(episode),
        "revision": (newest.revision if newest else 0) + 1,
    }


def _goal_values(goal: Goal) -> dict[str, Any]:
    found = {name: getattr(goal, name) for name in ("measure", "due_on", "text")}
    return {**found, "baseline": _as_typed(goal.baseline), "target": _as_typed(goal.target)}


def _suggested_goals(episode: EpisodeOfCare) -> list[dict[str, Any]]:
    """The measure that counts most in this condition, with what was measured first."""
    primary = reference.primary_measure(episode.condition)
    if not primary:
        return []
    return [{"measure": primary, "baseline": _as_typed(selectors.baselines(episode).get(primary))}]


def _as_typed(value: Decimal | None) -> str | None:
    """20.00 as a person types it: 20."""
    return None if value is None else f"{value.normalize():f}"


def _saved(
    request: ClinicRequest, form: forms.PlanForm, episode: EpisodeOfCare, draft: TreatmentPlan | None, typed: Any
) -> TreatmentPlan | None:
    """Keep what was typed in the revision that it was written for; once that one is signed, the form is stale."""
    version, revision = typed.pop("version") or 0, typed.pop("revision") or (draft.revision if draft else 1)
    if draft is None or draft.revision != revision:
        typed |= {"episode": episode, "if_revision": revision}
        return attempt(form, services.draft_plan, actor=request.actor, **typed)
    return attempt(form, services.change_plan, actor=request.actor, plan=draft, if_version=version, **typed)


def _shown(row: TreatmentPlan, first: Mapping[str, Decimal]) -> dict[str, Any]:
    """A plan with its goals as people read them."""
    weeks, visits = row.duration_weeks or 0, row.visits_per_week or 0
    return {
        "row": row,
        "goals": [_goal_shown(goal, first) for goal in selectors.goals_of(row)],
        "visits": round(weeks * visits),
        "until": planned_until(row.starts_on, row.duration_weeks),
        "amount": amount_in_words(row.times_per_day),
        "types": shown.types_of(row),
        "diagnosis": diagnosis_words(row.diagnosis_noted or diagnosis_of(row.episode)),
        "diagnosis_is_todays": row.diagnosis_noted is None,
    }


def _goal_shown(goal: Goal, first: Mapping[str, Decimal]) -> dict[str, Any]:
    measure = reference.measures()[goal.measure]
    direction = "lower is better" if fitting_comparison(measure) == "<=" else "higher is better"
    baseline = first.get(goal.measure) if goal.baseline is None else goal.baseline
    unit = unit_of(measure)
    return {"row": goal, "name": measure["name"], "unit": unit, "baseline": baseline, "direction": direction}
