"""Which revision of an episode's plan is in force on a day, by the rule in `plans.rules.force`."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from patients.models import EpisodeOfCare
from plans.models import TreatmentPlan
from plans.rules.force import Begun, Signed, begun_by, in_force
from practice import selectors as practice
from practice.models import Clinic
from practice.statements import Given

SIGNED = ("pk", "revision", "starts_on", "signed_at", "treatment_types", "interventions")


def signed_plans(episode_id: UUID | Given) -> "QuerySet[TreatmentPlan]":
    """The signed revisions of an episode, in their order."""
    rows: QuerySet[TreatmentPlan] = TreatmentPlan.objects.filter(episode_id=episode_id, signed_at__isnull=False)
    return rows.order_by("revision")


def plan_in_force(episode: EpisodeOfCare, day: date, clinic: Clinic | None = None) -> TreatmentPlan | None:
    """The revision that counts on a day; None before the first."""
    return plan_among(signed_plans(episode.pk), day, clinic or practice.clinic())


def newest_signed(episode: EpisodeOfCare) -> TreatmentPlan | None:
    """The newest signed revision, though its first day may be still to come: what is certified, or revised."""
    return signed_plans(episode.pk).last()


def plan_among(plans: Iterable[TreatmentPlan], day: date, clinic: Clinic) -> TreatmentPlan | None:
    """As `plan_in_force`, of revisions that are at hand; drafts among them count for nothing."""
    return in_force(_signed(plans, ZoneInfo(clinic.timezone)), day)


def plan_to_show(plans: Iterable[TreatmentPlan], day: date, clinic: Clinic) -> TreatmentPlan | None:
    """Of revisions at hand the one in force on a day, else a signed one that is to begin, else the draft."""
    rows = sorted(plans, key=lambda plan: plan.revision)
    signed = [plan for plan in rows if plan.is_signed]
    return plan_among(signed, day, clinic) or next(iter(signed or rows), None)


def begun_among(plans: Iterable[TreatmentPlan], day: date, clinic: Clinic) -> list[Begun[TreatmentPlan]]:
    """Of revisions at hand those that had begun by a day, each with the day from which it was in force."""
    return begun_by(_signed(plans, ZoneInfo(clinic.timezone)), day)


def has_plan(told: Iterable[Mapping[str, Any]], day: date, clinic: Clinic) -> bool:
    """Whether a plan is in force on a day, from rows of `SIGNED` that were read as JSON."""
    return plan_told(told, day, clinic) is not None


def plan_told(told: Iterable[Mapping[str, Any]], day: date, clinic: Clinic) -> Mapping[str, Any] | None:
    """The row of the plan in force on a day, from rows as of `has_plan`."""
    zone = ZoneInfo(clinic.timezone)
    signed = [
        Signed(row, row["revision"], date.fromisoformat(row["starts_on"]), _day(row["signed_at"], zone)) for row in told
    ]
    return in_force(signed, day)


def _signed(plans: Iterable[TreatmentPlan], zone: ZoneInfo) -> list[Signed[TreatmentPlan]]:
    return [
        Signed(plan, plan.revision, plan.starts_on, plan.signed_at.astimezone(zone).date())
        for plan in plans
        if plan.signed_at is not None
    ]


def _day(moment: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(moment).astimezone(zone).date()
