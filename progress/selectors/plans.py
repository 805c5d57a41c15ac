"""The plans of many episodes as the facts that the rules look at."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from plans.models import Certification, TreatmentPlan
from plans.selectors.force import plan_to_show
from practice.models import Clinic
from progress.rules import facts as f


def plans_of(ids: list[UUID]) -> "QuerySet[TreatmentPlan]":
    """Every revision with its goals, the oldest first."""
    rows: QuerySet[TreatmentPlan] = TreatmentPlan.objects.filter(episode_id__in=ids)
    return rows.order_by("revision").prefetch_related("goals")


def certifications_of(ids: list[UUID]) -> "QuerySet[Certification]":
    """Every certification, the oldest first."""
    rows: QuerySet[Certification] = Certification.objects.filter(episode_id__in=ids)
    return rows.order_by("certified_on")


def plan_facts(
    plans: list[TreatmentPlan], certifications: list[Certification], clinic: Clinic, day: date
) -> f.PlanFacts | None:
    """The span of the first signed plan, frequency and goals of the one in force; a draft while there is no other.

    The first certification, whenever it is signed, covers from the first treatment: only renewals add to the span.
    """
    renewals = [row for row in certifications if row.kind == Certification.Kind.RENEWAL]
    first = next((plan for plan in plans if plan.is_signed), plans[0] if plans else None)
    current = plan_to_show(plans, day, clinic)
    if first is None or current is None or not first.duration_weeks:
        return None
    goals = sorted(current.goals.all(), key=lambda goal: (goal.position, goal.pk))
    return f.PlanFacts(
        start=first.starts_on,
        duration_weeks=first.duration_weeks,
        visits_per_week=current.visits_per_week,
        goals=tuple(f.GoalFacts(measure=g.measure, op=g.comparison, value=_number(g.target)) for g in goals),
        recertifications=tuple(
            f.RecertificationFacts(on=row.certified_on, duration_weeks=row.duration_weeks) for row in renewals
        ),
    )


def _number(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)
