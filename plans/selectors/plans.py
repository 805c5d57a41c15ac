"""Reads of plans and goals."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from patients.models import EpisodeOfCare, Measurement, Screening, Visit
from patients.rules.screening import labels
from patients.selectors.measured import values_by_visit
from patients.selectors.safety import safety_of
from plans.models import Goal, TreatmentPlan
from plans.rules.plans import PlanFacts
from plans.rules.revisions import likely_types
from practice import access, reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.models import Credential


def plans_for(actor: Actor) -> "QuerySet[TreatmentPlan]":
    """The plans that the actor may see, with their goals; patients see their own, once signed."""
    own = access.only_own(actor, Permission.CHART_VIEW)
    rows: QuerySet[TreatmentPlan] = TreatmentPlan.objects.select_related("episode").prefetch_related("goals")
    rows = rows.annotate(
        measured=Case(When(signed_at__isnull=True, then=ArraySubquery(_measured(OuterRef("episode"))))),
        licensed=Exists(_licences(actor)),
        was_flagged=_flagged(),
    )
    return rows if own is None else rows.filter(episode__patient_id=own, signed_at__isnull=False)


def goals_for(actor: Actor) -> "QuerySet[Goal]":
    """The goals of the plans that the actor may see."""
    own = access.only_own(actor, Permission.CHART_VIEW)
    rows: QuerySet[Goal] = Goal.objects.select_related("plan__episode")
    return rows if own is None else rows.filter(plan__episode__patient_id=own, plan__signed_at__isnull=False)


def open_plan(episode: EpisodeOfCare) -> TreatmentPlan | None:
    """The revision that is still a draft, with its goals."""
    return _revisions(episode).filter(signed_at__isnull=True).first()


def newest_revision(episode: EpisodeOfCare) -> TreatmentPlan | None:
    """The newest revision, signed or not."""
    return _revisions(episode).first()


def revisions_of(episode: EpisodeOfCare) -> list[TreatmentPlan]:
    """Every revision with its goals, the newest first."""
    return list(_revisions(episode))


def _revisions(episode: EpisodeOfCare) -> "QuerySet[TreatmentPlan]":
    rows: QuerySet[TreatmentPlan] = TreatmentPlan.objects.filter(episode=episode).order_by("-revision")
    return rows.select_related("episode").prefetch_related("goals")


def goals_of(plan: TreatmentPlan) -> list[Goal]:
    """The goals of a plan in its order; reads what was fetched with the plan."""
    return sorted(plan.goals.all(), key=lambda goal: (goal.position, goal.pk))


def signing_facts(plan: TreatmentPlan, actor: Actor) -> PlanFacts:
    """What the rule of signing looks at; who may not sign at all is told nothing of licences."""
    episode, goals = plan.episode, len(plan.goals.all())
    return PlanFacts(
        episode.state, episode.icd10, goals, plan.duration_weeks, plan.visits_per_week, plan.treatment_types,
        plan.interventions, unmeasured(plan), _licensed(plan, actor), _open_red_flags(plan),
    )  # fmt: skip


def _open_red_flags(plan: TreatmentPlan) -> list[str]:
    """The patient's red flags that nobody cleared, in words; a list has read along whether there ever was one."""
    if not getattr(plan, "was_flagged", True):
        return []
    words = labels(reference.current("screening"))
    today = practice.today_in(practice.clinic())
    return [words.get(key, key) for key in safety_of(plan.episode, today).open_red_flags]


def _flagged() -> Q:
    """Whether a screen or a visit of the plan's patient ever told of a red flag."""
    person = {"episode__patient": OuterRef("episode__patient")}
    told = (model.objects.filter(**person).exclude(red_flags=[]) for model in (Screening, Visit))
    return Q(*map(Exists, told), _connector=Q.OR)


def _licensed(plan: TreatmentPlan, actor: Actor) -> bool:
    """Whether the actor holds a licence today; a list has read it along."""
    known: bool | None = getattr(plan, "licensed", None)
    if not actor.may(Permission.PLAN_SIGN):
        return True
    return _licences(actor).exists() if known is None else known


def _licences(actor: Actor) -> "QuerySet[Credential]":
    return practice.licences_on(actor.membership_id, practice.today_in(practice.clinic()))


def _measured(episode: Any) -> "QuerySet[Any, Any]":
    """The measures that have a value in an episode, from a note that is signed or not."""
    rows: QuerySet[Any, Any] = Measurement.objects.filter(visit__episode=episode, value__isnull=False)
    return rows.values_list("measure", flat=True).distinct()


def unmeasured(plan: TreatmentPlan) -> str:
    """The name of the episode's primary measure while it has no value; a list has read what was measured along."""
    primary = reference.primary_measure(plan.episode.condition)
    if not primary:
        return ""
    known = getattr(plan, "measured", None)
    measured = known if known is not None else _measured(plan.episode)
    return "" if primary in measured else str(reference.measures()[primary]["name"])


def likely_types_of(episode: EpisodeOfCare) -> list[str]:
    """The types of care that the catalogues suggest for an episode's condition."""
    condition = reference.conditions()[episode.condition]
    group = condition["group"]
    kinds = [row["kind"] for row in reference.exercises().values() if group in row["groups"]]
    return likely_types(condition, kinds)


def baselines(episode: EpisodeOfCare) -> Mapping[str, Decimal]:
    """The first value of each measure in the episode; average pain where one visit took its three parts."""
    found: dict[str, Decimal] = {}
    for values, _ in values_by_visit(episode):
        for measure, value in values.items():
            found.setdefault(measure, value)
    return found
