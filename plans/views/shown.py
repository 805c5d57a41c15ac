"""How a plan reads on a page, and how two revisions compare."""

from plans.models import Goal, TreatmentPlan
from plans.rules.revisions import Change, amount_in_words, changes
from plans.selectors import plans as selectors
from practice import reference
from practice.counting import counted
from practice.days import day_words


def types_of(row: TreatmentPlan) -> list[str]:
    """The types of care in words, in their order."""
    return [str(kind.label) for kind in TreatmentPlan.TreatmentType if kind in row.treatment_types]


def changes_between(before: TreatmentPlan, after: TreatmentPlan) -> list[Change]:
    """What the later of two revisions changed."""
    return changes(_lines(before), _lines(after))


def _lines(row: TreatmentPlan) -> dict[str, str]:
    """Everything that a revision says, a line for each part and goal."""
    said = {
        "Starts on": day_words(row.starts_on),
        "Duration": counted(row.duration_weeks, "week") if row.duration_weeks else "",
        "Frequency": f"{counted(row.visits_per_week, 'visit')} a week" if row.visits_per_week else "",
        "Amount": amount_in_words(row.times_per_day),
        "Type of treatment": ", ".join(types_of(row)),
        "Planned": row.interventions,
        "Note": row.note,
    }
    return {**said, **{_goal_name(goal): _goal_words(goal) for goal in selectors.goals_of(row)}}


def _goal_name(goal: Goal) -> str:
    return f"Goal: {reference.measures()[goal.measure]['name']}"


def _goal_words(goal: Goal) -> str:
    due = f", due {day_words(goal.due_on)}" if goal.due_on else ""
    words = f" “{goal.text}”" if goal.text else ""
    return f"{goal.get_comparison_display()} {goal.target.normalize():f}{due}{words}"
