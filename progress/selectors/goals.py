"""How far the goals of an episode's plan are, for the progress page and for the plan's own page."""

from dataclasses import dataclass
from datetime import date

from patients.rules.measurements import Number
from plans.models import Goal
from plans.rules.plans import planned_until
from plans.selectors.force import plan_to_show
from plans.selectors.plans import goals_of, revisions_of
from practice import reference
from practice.models import Clinic
from progress.rules.facts import GoalFacts
from progress.rules.goals import GoalProgress, GoalState, goal_progress
from progress.rules.series import points
from progress.rules.words import MeasureWords, measure_words
from progress.selectors.standing import Standing


@dataclass(frozen=True, slots=True)
class GoalStanding:
    """A goal with the words of its measure, where it started and how far it is."""

    goal: Goal
    words: MeasureWords
    baseline: Number | None
    progress: GoalProgress
    overdue: bool


def goal_standings(standing: Standing, clinic: Clinic, today: date) -> list[GoalStanding]:
    """The goals of the plan in force, else of one to come, else of the draft, in the plan's order."""
    plan = plan_to_show(revisions_of(standing.episode), today, clinic)
    if plan is None:
        return []
    ends = planned_until(plan.starts_on, plan.duration_weeks)
    return [_standing_of(goal, standing, today, ends) for goal in goals_of(plan)]


def _standing_of(goal: Goal, standing: Standing, today: date, ends: date | None) -> GoalStanding:
    """A goal without a day of its own is due by the end of its plan."""
    series = points(standing.facts.ordered_visits, goal.measure)
    first = series[0].value if series else None
    baseline = first if goal.baseline is None else goal.baseline
    facts = GoalFacts(measure=goal.measure, op=goal.comparison, value=goal.target)
    progress = goal_progress(facts, series, baseline)
    due = goal.due_on or ends
    late = due is not None and due < today and progress.state != GoalState.MET
    words = measure_words(goal.measure, reference.measures()[goal.measure]["name"])
    return GoalStanding(goal, words, baseline, progress, late)
