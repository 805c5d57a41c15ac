"""Measures that stand beside the outcomes and decide about nothing: pressure pain thresholds, VAS and GROC.

Source: domain.md (e), 'Cautions': pressure thresholds support but never decide; VAS and GROC likewise, project choice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from patients.rules.measurements import exact
from progress.rules.reference import ReferenceTables

PRESSURE: Final = "ppt_"
GROC: Final = "groc"
SUPPORTING: Final = frozenset({"neck_pain_vas", GROC})


@dataclass(frozen=True, slots=True)
class Supporting:
    """One supporting measure: first and latest value, the change, and whether that is better (None: the same, or none).

    A rating of change has no baseline: its latest value is the change.
    """

    measure: str
    baseline: float | None
    latest: float
    change: float | None
    better: bool | None
    drafts: tuple[bool, bool] = (False, False)


def supports(measure: str) -> bool:
    """Whether a measure supports and never decides. Source: domain.md (e), 'Cautions'."""
    return measure in SUPPORTING or measure.startswith(PRESSURE)


def supporting(series: Mapping[str, Sequence[Mapping[str, Any]]], reference: ReferenceTables) -> list[Supporting]:
    """The supporting measures with a value, in the order of the series; points as the progress API tells them."""
    return [_supporting(key, points, reference) for key, points in series.items() if supports(key)]


def _supporting(measure: str, points: Sequence[Mapping[str, Any]], reference: ReferenceTables) -> Supporting:
    first, last = points[0], points[-1]
    baseline = None if measure == GROC else first["value"]
    change = last["value"] if baseline is None else None
    if baseline is not None and len(points) > 1:
        change = float(exact(last["value"]) - exact(baseline))
    better = (change > 0) == reference.higher_is_better(measure) if change else None
    return Supporting(measure, baseline, last["value"], change, better, (not first["signed"], not last["signed"]))
