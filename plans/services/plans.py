"""Everything that changes a plan of care and its goals."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from patients import episodes, visits
from patients.models import EpisodeOfCare
from patients.selectors.diagnosis import diagnosis_signed
from plans import fields
from plans.episodes import locked_open
from plans.models import Goal, TreatmentPlan
from plans.rules import plans as rules
from plans.selectors import plans as selectors
from practice import reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import RuleViolation, StaleVersion, require
from practice.scoping import new_id

State = EpisodeOfCare.State
GoalValues = Mapping[str, Any]


@action(needs=Permission.PLAN_WRITE, logs="plan.drafted")
def draft_plan(
    *,
    actor: Actor,
    episode: EpisodeOfCare,
    today: date,
    id: UUID | None = None,
    goals: Iterable[GoalValues] = (),
    if_revision: int | None = None,
    **details: Any,
) -> TreatmentPlan:
    """A new revision of the episode's plan; `details` are fields.PLAN, each goal the fields of fields.GOAL.

    A goal sent without a baseline gets the first value measured in the episode; a plan that says nothing about the
    type of treatment gets the types that the catalogues suggest for the condition. `if_revision` is the number that it
    was written as: where another revision took that number meanwhile, it is stale.
    """
    episode = locked_open(episode)
    if if_revision is not None:
        _require_next(episode, if_revision)
    latest = _require_no_draft(episode)
    if not details.get("interventions"):
        details.setdefault("treatment_types", selectors.likely_types_of(episode))
    plan = TreatmentPlan(id=id or new_id(), episode=episode, revision=latest + 1, **details)
    return _store(plan, list(goals), today)


@action(needs=Permission.PLAN_WRITE, logs="plan.revised")
def revise_plan(*, actor: Actor, plan: TreatmentPlan, today: date, id: UUID | None = None) -> TreatmentPlan:
    """A new draft that starts as a copy of a signed plan; the signed one stays in force until this one is signed."""
    require(plan.is_signed, "plan_open", "This plan is still a draft: change it as it is.", "signed_at")
    episode = locked_open(plan.episode)
    latest = _require_no_draft(episode)
    copied = {name: getattr(plan, name) for name in fields.PLAN}
    goals = [_copied(goal) for goal in selectors.goals_of(plan)]
    draft = TreatmentPlan(id=id or new_id(), episode=episode, revision=latest + 1, **copied)
    return _store(draft, goals, today, copied=True)


@action(needs=Permission.PLAN_WRITE, logs="plan.changed")
def change_plan(
    *,
    actor: Actor,
    plan: TreatmentPlan,
    today: date,
    if_version: int | None = None,
    goals: Iterable[GoalValues] | None = None,
    **details: Any,
) -> TreatmentPlan:
    """Changed details of a draft; `goals`, when given, take the place of all earlier ones."""
    plan = TreatmentPlan.objects.locked(plan.pk, if_version=if_version)
    plan.require_open()
    rules.require_care_goes_on(plan.episode.state)
    for name, value in details.items():
        setattr(plan, name, value)
    kept = [{name: getattr(goal, name) for name in fields.GOAL} for goal in selectors.goals_of(plan)]
    return _store(plan, kept if goals is None else list(goals), today)


@action(needs=Permission.PLAN_WRITE, logs="goal.changed")
def change_goal(*, actor: Actor, goal: Goal, if_version: int | None = None, **details: Any) -> Goal:
    """One changed goal of a draft; the plan counts as changed with it."""
    plan = TreatmentPlan.objects.locked(goal.plan_id)
    plan.require_open()
    rules.require_care_goes_on(plan.episode.state)
    goal = Goal.objects.locked(goal.pk, if_version=if_version)
    for name, value in details.items():
        setattr(goal, name, value)
    others = [{"measure": other.measure} for other in selectors.goals_of(plan) if other.pk != goal.pk]
    changed = {name: getattr(goal, name) for name in fields.GOAL}
    rules.require_sound_goal(changed, others, reference.measures(), plan.starts_on, plan.duration_weeks)
    goal.save()
    plan.touch()
    return goal


@action(needs=Permission.PLAN_SIGN, logs="plan.signed")
def sign_plan(*, actor: Actor, plan: TreatmentPlan, now: datetime, if_version: int | None = None) -> TreatmentPlan:
    """Close the revision for good; it is in force from its first day on, and the episode is in treatment."""
    plan = TreatmentPlan.objects.locked(plan.pk, if_version=if_version)
    plan.require_open()
    episode = plan.episode = locked_open(plan.episode)
    if blockers := rules.signing_blockers(selectors.signing_facts(plan, actor)):
        raise RuleViolation(blockers)
    plan.diagnosis_noted = diagnosis_signed(episode, _day_of(now))
    plan.sign(by_id=actor.membership_id, at=now, signer=visits.signer_on(actor.membership_id, _day_of(now)))
    episodes.move_on_from(episode, State.ASSESSMENT, to=State.PLAN_DRAFT)
    episodes.move_on_from(episode, State.PLAN_DRAFT, to=State.ACTIVE)
    return plan


def _copied(goal: Goal) -> GoalValues:
    """A goal for the next revision; where it had no baseline, the first measured value is looked up again."""
    values = {name: getattr(goal, name) for name in fields.GOAL}
    return {name: value for name, value in values.items() if name != "baseline" or value is not None}


def _require_next(episode: EpisodeOfCare, revision: int) -> None:
    newest = selectors.newest_revision(episode)
    if revision != (newest.revision if newest else 0) + 1:
        raise StaleVersion


def _require_no_draft(episode: EpisodeOfCare) -> int:
    """The newest revision's number, 0 without any; refuses while there is a draft."""
    newest = selectors.newest_revision(episode)
    require(
        newest is None or newest.is_signed, "draft_exists",
        "There is a draft of this plan already. Change that one, or sign it first.", "episode",
    )  # fmt: skip
    return newest.revision if newest else 0


def _store(plan: TreatmentPlan, goals: Sequence[GoalValues], today: date, *, copied: bool = False) -> TreatmentPlan:
    """The draft as it was sent; assessment ends with it once the primary measure has a value.

    A copy of a signed plan may hold a goal that was due after it: the first change of the draft asks about it.

    Source: domain.md (a), assessment -> plan_draft: primary measure for the condition group present.
    """
    rules.require_plausible_start(plan.starts_on, episode_start=plan.episode.started_on, today=today)
    rules.require_sound_goals(goals, reference.measures(), plan.starts_on, None if copied else plan.duration_weeks)
    plan.save()
    _put_goals(plan, goals)
    if not selectors.unmeasured(plan):
        episodes.move_on_from(plan.episode, State.ASSESSMENT, to=State.PLAN_DRAFT)
    return plan


def _put_goals(plan: TreatmentPlan, sent: Sequence[GoalValues]) -> None:
    """A goal keeps its id as long as its measure stays in the plan."""
    known = {goal.measure: goal for goal in Goal.objects.filter(plan=plan)}
    gone = set(known) - {values["measure"] for values in sent}
    if gone:
        Goal.objects.filter(plan=plan, measure__in=gone).delete()
    suggested = selectors.baselines(plan.episode) if any("baseline" not in values for values in sent) else {}
    fresh = []
    for position, values in enumerate(sent):
        goal = known.get(values["measure"]) or Goal(id=values.get("id") or new_id(), plan=plan)
        goal.position = position
        filled = {**_unsaid(values["measure"], suggested), **values}
        for name in fields.GOAL:
            setattr(goal, name, filled[name])
        if goal._state.adding:
            fresh.append(goal)
        else:
            goal.save()
    Goal.objects.bulk_create(fresh)


def _unsaid(measure: str, suggested: Mapping[str, Decimal]) -> dict[str, Any]:
    """What a goal says where nothing was sent."""
    comparison = rules.fitting_comparison(reference.measures()[measure])
    return {"comparison": comparison, "baseline": suggested.get(measure), "due_on": None, "text": ""}


def _day_of(now: datetime) -> date:
    return practice.today_in(practice.clinic(), now)
