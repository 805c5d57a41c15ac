"""How a plan reads on a page, and how two revisions compare."""

from plans.models import Goal, TreatmentPlan
from plans.rules.revisions import Change, amount_in_words, changes, goal_changes
from plans.selectors import plans as selectors
from practice import reference
from practice.counting import counted
from practice.days import day_words


def types_of(row: TreatmentPlan) -> list[str]:
    """The types of care in words, in their order."""
    return [str(kind.label) for kind in TreatmentPlan.TreatmentType if kind in row.treatment_types]


def changes_between(before: TreatmentPlan, after: TreatmentPlan) -> list[Change]:
    """What the later of two revisions changed."""
    return [*changes(_lines(before), _lines(after)), *goal_changes(_goals(before), _goals(after))]


def _lines(row: TreatmentPlan) -> dict[str, str]:
    """What a revision says beside its goals, a line for each part."""
    return {
        "Starts on": day_words(row.starts_on),
        "Duration": counted(row.duration_weeks, "week") if row.duration_weeks else "",
        "Frequency": f"{counted(row.visits_per_week, 'visit')} a week" if row.visits_per_week else "",
        "Amount": amount_in_words(row.times_per_day),
        "Type of treatment": ", ".join(types_of(row)),
        "Planned": row.interventions,
        "Note": row.note,
    }


def _goals(row: TreatmentPlan) -> dict[str, dict[str, str]]:
    """The points of each goal of a revision, in words."""
    return {f"Goal: {reference.measures()[goal.measure]['name']}": _points(goal) for goal in selectors.goals_of(row)}


def _points(goal: Goal) -> dict[str, str]:
    return {
        "baseline": "as first measured" if goal.baseline is None else f"{goal.baseline.normalize():f}",
        "target": f"{goal.get_comparison_display()} {goal.target.normalize():f}",
        "due": day_words(goal.due_on) if goal.due_on else "end of plan",
        "in the patient's words": f"“{goal.text}”" if goal.text else "",
    }
