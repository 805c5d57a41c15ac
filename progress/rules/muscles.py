"""Which muscles helped: what a measure did from a session to the next visit, with a muscle needled and without.

Source: project choice: counts, intervals and the warning that it is association; no study is behind these numbers.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from progress.rules.facts import VisitFacts
from progress.rules.outcomes import MINIMUM
from progress.rules.series import value_of

MINIMUM_SESSIONS: Final = 3  # with the muscle and without it, before a patient's numbers are compared
MINIMUM_PATIENTS: Final = MINIMUM
ASSOCIATION: Final = (
    "This is association, not cause. Which muscles were needled was a decision, high numbers tend to fall by"
    " themselves, and among many muscles some stand out by chance: take it as a question, not as proof."
)
# Student's t for 95 %, two-sided, by degrees of freedom from 1; beyond 30 the normal value is near enough.
T: Final = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
BEYOND: Final = 1.960


@dataclass(frozen=True, slots=True)
class Step:
    """What the measure did from one needling session to the next visit, and which muscles were needled."""

    change: float
    muscles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Course:
    """One episode: how many sessions needled each muscle, and the steps that can be compared."""

    sessions: Mapping[str, int]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more the measure moved with the muscle than without it, with its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OfPatient:
    """One muscle of one episode; no means and no difference below the minimum."""

    muscle: str
    sessions: int
    treated: int
    untreated: int
    change_treated: float | None = None
    change_untreated: float | None = None
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class OfClinic:
    """One muscle over many episodes; `compared` are those with sessions of both kinds."""

    muscle: str
    sessions: int
    patients: int
    compared: int
    difference: Difference | None = None


def course_of(days: Sequence[date], values: Mapping[date, Decimal], needled: Mapping[date, frozenset[str]]) -> Course:
    """A step for each day with needles and a value whose next day of visit has a value too; nothing is carried on.

    `days` are the days of all visits in their order, `values` the first value of a day. Source: domain.md (e).
    """
    counted = Counter(muscle for muscles in needled.values() for muscle in muscles)
    steps = (
        Step(float(values[following] - values[day]), needled[day])
        for day, following in pairwise(days)
        if day in needled and day in values and following in values
    )
    return Course(counted, tuple(steps))


def course_in_facts(visits: Iterable[VisitFacts], measure: str) -> Course:
    """The course of an episode from its visits. Two visits on a day are one day with the muscles of both."""
    values: dict[date, Decimal] = {}
    muscles: defaultdict[date, frozenset[str]] = defaultdict(frozenset)
    seen: dict[date, None] = {}
    for visit in sorted(visits, key=lambda one: (one.on, one.order)):
        seen[visit.on] = None
        value = value_of(visit, measure)
        if value is not None:
            values.setdefault(visit.on, value)
        if visit.needled:
            muscles[visit.on] |= {target.muscle for target in visit.targets if target.needles_in}
    return course_of(list(seen), values, muscles)


def muscles_of_patient(course: Course) -> list[OfPatient]:
    """Every needled muscle, the most frequent first; compared from 3 steps with it and 3 without it on."""
    rows = (_of_patient(muscle, number, course.steps) for muscle, number in course.sessions.items())
    return sorted(rows, key=lambda row: (-row.sessions, row.muscle))


def muscles_of_clinic(courses: Iterable[Course]) -> list[OfClinic]:
    """Every needled muscle over many episodes, the most frequent first.

    Each episode is compared with itself (mean with the muscle minus mean without it) and counts once, so that
    neither long courses nor patients who are always needled there decide; shown from 5 such episodes on.
    """
    sessions: Counter[str] = Counter()
    patients: Counter[str] = Counter()
    gains: defaultdict[str, list[float]] = defaultdict(list)
    for course in courses:
        sessions.update(course.sessions)
        patients.update(course.sessions.keys())
        for muscle, gain in _within(course).items():
            gains[muscle].append(gain)
    rows = (
        OfClinic(muscle, number, patients[muscle], len(gains[muscle]), _mean_of(gains[muscle]))
        for muscle, number in sessions.items()
    )
    return sorted(rows, key=lambda row: (-row.sessions, row.muscle))


def _within(course: Course) -> dict[str, float]:
    """For each muscle that some steps have and others have not: mean change with it minus mean change without it."""
    total, number = math.fsum(step.change for step in course.steps), len(course.steps)
    treated: defaultdict[str, list[float]] = defaultdict(list)
    for step in course.steps:
        for muscle in step.muscles:
            treated[muscle].append(step.change)
    return {
        muscle: math.fsum(changes) / len(changes) - (total - math.fsum(changes)) / (number - len(changes))
        for muscle, changes in treated.items()
        if len(changes) < number
    }


def _of_patient(muscle: str, sessions: int, steps: Sequence[Step]) -> OfPatient:
    treated = [step.change for step in steps if muscle in step.muscles]
    untreated = [step.change for step in steps if muscle not in step.muscles]
    if min(len(treated), len(untreated)) < MINIMUM_SESSIONS:
        return OfPatient(muscle, sessions, len(treated), len(untreated))
    return OfPatient(
        muscle, sessions, len(treated), len(untreated), _tenth(_mean(treated)), _tenth(_mean(untreated)),
        _welch(treated, untreated),
    )  # fmt: skip


def _welch(first: Sequence[float], second: Sequence[float]) -> Difference:
    """The difference of two means, whose spreads may differ. Source: Welch 1947."""
    parts = [_variance(values) / len(values) for values in (first, second)]
    error = math.sqrt(sum(parts))
    below = sum(part * part / (len(values) - 1) for part, values in zip(parts, (first, second), strict=True))
    freedom = int(sum(parts) ** 2 / below) if below else len(first) + len(second) - 2
    return _difference(_mean(first) - _mean(second), error * _t(freedom))


def _mean_of(gains: Sequence[float]) -> Difference | None:
    if len(gains) < MINIMUM_PATIENTS:
        return None
    error = math.sqrt(_variance(gains) / len(gains))
    return _difference(_mean(gains), error * _t(len(gains) - 1))


def _difference(mean: float, spread: float) -> Difference:
    return Difference(_tenth(mean), _tenth(mean - spread), _tenth(mean + spread))


def _t(freedom: int) -> float:
    return T[max(freedom, 1) - 1] if freedom <= len(T) else BEYOND


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _variance(values: Sequence[float]) -> float:
    middle = _mean(values)
    return math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)


def _tenth(value: float) -> float:
    return round(value, 1) + 0.0
