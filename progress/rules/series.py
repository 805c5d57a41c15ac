"""Each measure's values over the visits of an episode.

Source: domain.md (e), 'Derived values' and 'Baseline'.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from patients.rules.measurements import exact, nprs_average
from progress.rules.facts import RecordKind, VisitFacts

NPRS_PARTS = ("nprs_current", "nprs_best", "nprs_worst")
AT_THE_VISIT = "visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value: the visit's number counted from 1, its day, when in the visit, and the record it came from.

    `from_diary` says that somebody took it from the diary of the days up to the visit, `signed` that its note is.
    """

    visit: int
    on: date
    value: Decimal
    phase: str = AT_THE_VISIT
    source_type: RecordKind | None = None
    source_id: str | None = None
    from_diary: bool = False
    signed: bool = True


def value_of(visit: VisitFacts, measure: str) -> Decimal | None:
    """A measure's value at one visit, None when missing.

    `nprs_average` comes from its three parts where all are there, else from a recorded average.
    """
    recorded = visit.measures.get(measure)
    if measure == "nprs_average":
        average = nprs_average(*(visit.measures.get(part) for part in NPRS_PARTS))
        if average is not None:
            return average
    return None if recorded is None else exact(recorded)


def phase_of(visit: VisitFacts, measure: str) -> str:
    """When in the visit a value was taken; a mean was when its first part was."""
    return next((visit.phases[key] for key in (measure, *NPRS_PARTS[:1]) if key in visit.phases), AT_THE_VISIT)


def points(visits: Sequence[VisitFacts], measure: str) -> tuple[Point, ...]:
    """The values of a measure over visits in their order; missing ones are skipped, never carried forward.

    Source: domain.md (e), 'Baseline'.
    """
    found = ((number, visit, value_of(visit, measure)) for number, visit in enumerate(visits, start=1))
    return tuple(
        Point(
            visit=number, on=visit.on, value=value, phase=phase_of(visit, measure),
            source_type=visit.source_type, source_id=visit.source_id, from_diary=measure in visit.from_diary,
            signed=visit.signed,
        )
        for number, visit, value in found
        if value is not None
    )  # fmt: skip


def pairs(series: Sequence[Point]) -> list[list[int | float]]:
    """A series as [visit number, value] pairs."""
    return [[point.visit, float(point.value)] for point in series]
