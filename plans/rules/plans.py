"""What must hold for a plan of care and its goals, and what still keeps it from being signed.

Source: domain.md (a), plan of care; measures.json (range and direction of goals).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from patients.rules.assessments import baseline_missing
from patients.rules.measurements import value_problems
from patients.vocabulary import EpisodeState as State
from plans.vocabulary import GoalComparison
from practice.days import day_words
from practice.errors import BadInput, Blocker, require
from practice.rules import licence_blockers

FURTHEST_START = timedelta(days=365)
LATEST_DUE = timedelta(days=730)
NEEDLING: Final = "needling"  # the type of treatment in models.plans
AT_MOST, AT_LEAST = GoalComparison.AT_MOST, GoalComparison.AT_LEAST
GOAL_TWICE = "There is a goal for this measure already."


class PlanFacts(NamedTuple):
    """What signing looks at; `unmeasured` names the primary measure while the episode has no value of it.

    `licensed` says whether who is to sign holds a licence on the day, `open_red_flags` are those of the patient that
    nobody cleared, in words.

    Source: domain.md (a), guards of assessment → plan_draft and of plan_draft → plan_active (Noridian).
    """

    state: str
    icd10: Sequence[str]
    goals: int
    duration_weeks: int | None
    visits_per_week: Decimal | None
    treatment_types: Sequence[str] = ()
    interventions: str = ""
    unmeasured: str = ""
    licensed: bool = False
    open_red_flags: Sequence[str] = ()


def signing_blockers(facts: PlanFacts) -> list[Blocker]:
    """Why the plan cannot be signed yet; empty when it can.

    Source: domain.md (a), plan_draft -> plan_active, and plan_active -> on_hold 'red flag': treatment does not begin
    under one; step 2 'no open red flag'.
    """
    found = [
        Blocker("screening_missing", "Record the screening first: the episode is still at screening.", "episode.state")
        if facts.state == State.SCREENING else None,
        Blocker("diagnosis_missing", "Add the diagnosis (ICD-10) to the episode.", "episode.icd10")
        if not facts.icd10 else None,
        baseline_missing(facts.unmeasured, "episode.measurements") if facts.unmeasured else None,
        Blocker("goal_missing", "Add at least one measurable goal.", "goals") if not facts.goals else None,
        Blocker("frequency_missing", "Say how many visits a week are planned.", "visits_per_week")
        if not facts.visits_per_week else None,
        Blocker("duration_missing", "Say for how many weeks the plan runs.", "duration_weeks")
        if not facts.duration_weeks else None,
        Blocker("type_missing", "Choose the types of treatment, or describe what is planned.", "treatment_types")
        if not facts.treatment_types and not facts.interventions.strip() else None,
    ]  # fmt: skip
    flags = [
        Blocker("red_flag_open", f"Red flag not cleared: {words}. A named clinician must clear it in writing first.",
                "episode.screening")
        for words in facts.open_red_flags
    ]  # fmt: skip
    return [*flags, *(blocker for blocker in found if blocker), *licence_blockers(licensed=facts.licensed)]


def planned_until(starts_on: date, weeks: int | None) -> date | None:
    """The day to which a plan's own weeks reach, as a certification counts them; its certification may end before."""
    return None if weeks is None else starts_on + timedelta(weeks=weeks)


def names_needling(types: Collection[str], words: str) -> bool:
    """Whether needling is among what a plan names: as a type of treatment, or in its words where it names no types.

    Source: domain.md (d), Florida s. 486.117: needling must be in the plan of care.
    """
    return NEEDLING in types if types else NEEDLING.removesuffix("ing") in words.lower()


def require_care_goes_on(state: str) -> None:
    """Nothing is planned or prescribed in an episode that has ended."""
    ended = (State.DISCHARGED, State.REFERRED_OUT)
    require(state not in ended, "episode_closed", "Care in this episode has ended. Start a new episode.", "episode")


def require_plausible_start(starts_on: date, *, episode_start: date, today: date) -> None:
    """A plan starts within its episode, and at most a year from now."""
    require(
        starts_on >= episode_start, "before_the_episode",
        f"The plan starts before the episode began ({day_words(episode_start)}).", "starts_on", kind=BadInput,
    )  # fmt: skip
    require(
        starts_on <= today + FURTHEST_START, "too_far_ahead",
        "The plan starts more than a year from now. Check the date.", "starts_on", kind=BadInput,
    )  # fmt: skip


def require_sound_goals(
    goals: Sequence[Mapping[str, Any]], measures: Mapping[str, Mapping[str, Any]], starts_on: date,
    weeks: int | None = None,
) -> None:  # fmt: skip
    """Every goal can be measured, points the right way and is due within the plan; one goal per measure.

    Within the plan is up to the last day of its own weeks (`planned_until`); while it says none, within two years.
    Source: domain.md (a), plan_draft -> plan_active 'measurable long-term goals, … duration'; measures.json.
    """
    span = (starts_on, planned_until(starts_on, weeks))
    found = [
        blocker for i, goal in enumerate(goals) for blocker in _goal_problems(goal, measures, span, f"goals[{i}].")
    ]
    keys = [goal["measure"] for goal in goals]
    found += [
        Blocker("goal_twice", GOAL_TWICE, f"goals[{i}].measure")
        for i, key in enumerate(keys) if key in keys[:i]
    ]  # fmt: skip
    if found:
        raise BadInput(found)


def require_sound_goal(
    goal: Mapping[str, Any], others: Sequence[Mapping[str, Any]], measures: Mapping[str, Mapping[str, Any]],
    starts_on: date, weeks: int | None = None,
) -> None:  # fmt: skip
    """As `require_sound_goals`, for one goal beside the others of its plan."""
    found = _goal_problems(goal, measures, (starts_on, planned_until(starts_on, weeks)))
    if goal["measure"] in [other["measure"] for other in others]:
        found.append(Blocker("goal_twice", GOAL_TWICE, "measure"))
    if found:
        raise BadInput(found)


def _goal_problems(
    goal: Mapping[str, Any], measures: Mapping[str, Mapping[str, Any]], span: tuple[date, date | None], at: str = ""
) -> list[Blocker]:
    measure = measures.get(goal["measure"])
    if measure is None:
        return [Blocker("unknown_measure", f"There is no measure “{goal['measure'][:64]}”.", f"{at}measure")]
    found = [
        Blocker("out_of_range", text, f"{at}{name}")
        for name in ("target", "baseline") if goal.get(name) is not None
        for text in value_problems(measure, goal[name], derived=True)
    ]  # fmt: skip
    if goal.get("comparison", fitting_comparison(measure)) != fitting_comparison(measure):
        found.append(Blocker("wrong_direction", _direction_words(measure), f"{at}comparison"))
    return [*found, *_due_problems(goal.get("due_on"), *span, f"{at}due_on")]


def _due_problems(due_on: date | None, starts_on: date, ends_on: date | None, field: str) -> Iterator[Blocker]:
    if due_on is None:
        return
    if due_on < starts_on:
        yield Blocker("due_before_start", "The goal is due before the plan starts.", field)
    elif due_on > starts_on + LATEST_DUE:
        words = "The goal is due more than two years after the plan starts. Check the date."
        yield Blocker("due_too_late", words, field)
    elif ends_on is not None and due_on > ends_on:
        words = (
            f"The goal is due after the plan ends ({day_words(ends_on)}). Choose an earlier day, or plan more weeks."
        )
        yield Blocker("due_after_plan", words, field)


def fitting_comparison(measure: Mapping[str, Any]) -> str:
    """Where lower is better a goal is 'at most', otherwise 'at least'."""
    return AT_MOST if measure["direction"] == "lower_is_better" else AT_LEAST


def _direction_words(measure: Mapping[str, Any]) -> str:
    if fitting_comparison(measure) == AT_MOST:
        return f"For “{measure['name']}” lower is better: choose “at most”."
    return f"For “{measure['name']}” higher is better: choose “at least”."
