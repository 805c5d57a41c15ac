"""What was measured in an episode, for the report: results, trends and goals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from plans.models import Goal
from progress.charts import Event, Point, Trend, written
from progress.rules.change import FOLLOWED
from progress.rules.reference import ReferenceTables
from progress.rules.series import Point as Recorded
from reports.documents.facts import GoalFacts, MeasureFacts
from reports.rules import words

MOST_CHARTS: Final = 7
COMPARED: Final = {"<=": "at most", ">=": "at least", "<": "below", ">": "above", "=": "exactly"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that a report covers, and what happened on them that a chart shows."""

    first: date
    last: date
    sessions: tuple[date, ...] = ()
    plan_changes: tuple[Event, ...] = ()
    adverse_events: tuple[Event, ...] = ()

    def holds(self, on: date) -> bool:
        """Whether a day is covered."""
        return self.first <= on <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The derived results of an episode beside the series and the catalogue that they rest on."""

    results: Mapping[str, Any]
    series: Mapping[str, Sequence[Recorded]]
    tables: ReferenceTables
    goals: Sequence[Goal]

    def measures(self) -> tuple[MeasureFacts, ...]:
        """Every followed measure that has a value, the responder measure first."""
        return tuple(self._measure(key) for key in self._in_order())

    def trends(self, span: Span) -> tuple[Trend, ...]:
        """A chart for the responder measure, which comes first, and for the measures with a course."""
        drawn = [key for key in self._in_order() if key == self._deciding or len(self.series[key]) > 1]
        return tuple(self._trend(key, span) for key in drawn[:MOST_CHARTS])

    def goal_facts(self) -> tuple[GoalFacts, ...]:
        """The goals of the plan in its order, with the latest value of each measure."""
        rows = {goal.measure: goal for goal in self.goals}
        return tuple(self._goal(found, rows.get(found["measure"])) for found in self.results["goals"])

    def responder_line(self) -> str:
        """What the responder measure says."""
        result = self.results["measures"].get(self._deciding, {})
        return words.responder_line(self._label(self._deciding), result)

    def responder_is_draft(self) -> bool:
        """Whether that rests on a value of a note that is not signed."""
        return any(self._drafts(self.series.get(self._deciding, ())))

    @property
    def _deciding(self) -> str:
        return str(self.results["responder_measure"])

    def _in_order(self) -> list[str]:
        known = [key for key in FOLLOWED if key in self.results["measures"]]
        return sorted(known, key=lambda key: key != self._deciding)

    def _label(self, key: str) -> str:
        return words.about(key, self.tables.measure_by_key[key]).label

    def _unit(self, key: str) -> str:
        return words.about(key, self.tables.measure_by_key[key]).unit

    def _measure(self, key: str) -> MeasureFacts:
        result, series = self.results["measures"][key], self.series[key]
        again = len(series) > 1
        named = ("change", "percent_change", "mcid", "mcid_met", "mdc", "reliable_change")
        baseline_draft, latest_draft = self._drafts(series)
        return MeasureFacts(
            label=self._label(key), unit_words=self._unit(key),
            lower_is_better=not self.tables.higher_is_better(key),
            baseline=result["baseline"], baseline_on=series[0].on, band_baseline=result.get("band_baseline") or "",
            latest=result["latest"] if again else None, latest_on=series[-1].on if again else None,
            band_latest=(result.get("band_latest") or "") if again else "",
            baseline_draft=baseline_draft, latest_draft=again and latest_draft,
            **{name: result.get(name) for name in named},
        )  # fmt: skip

    def _trend(self, key: str, span: Span) -> Trend:
        result, definition = self.results["measures"][key], self.tables.measure_by_key[key]
        goal = next((goal.target for goal in self.goals if goal.measure == key), None)
        return Trend(
            key, self._label(key), tuple(self._points(key, span)), definition["min"], definition["max"],
            lower_is_better=not self.tables.higher_is_better(key), unit_words=self._unit(key),
            baseline=result["baseline"] if len(self.series[key]) > 1 else None,
            goal=None if goal is None else float(goal), mcid=result.get("mcid"),
            mdc=result.get("mdc"), mcid_met=result.get("mcid_met"), sessions=span.sessions,
            plan_changes=span.plan_changes, adverse_events=span.adverse_events, until=span.last,
        )  # fmt: skip

    def _points(self, key: str, span: Span) -> Iterator[Point]:
        """The chart begins with the days covered; a baseline from before them is drawn as the baseline."""
        for point in self.series[key]:
            if span.holds(point.on):
                yield Point(point.on, float(point.value), draft=not point.signed)

    @staticmethod
    def _drafts(series: Sequence[Recorded]) -> tuple[bool, bool]:
        """Of the first and the last value whether their note is not signed."""
        return (not series[0].signed, not series[-1].signed) if series else (False, False)

    def _goal(self, found: Mapping[str, Any], row: Goal | None) -> GoalFacts:
        key, unit = found["measure"], self._unit(found["measure"])
        said = f"{self._label(key)} {COMPARED[found['op']]} {words.with_unit(found['value'], unit)}"
        return GoalFacts(
            words=f"{said}: {row.text}" if row is not None and row.text else said,
            latest="–" if found["latest"] is None else written(found["latest"]),
            met=None if found["latest"] is None else found["met"],
            due_on=row.due_on if row is not None else None,
            draft=self._drafts(self.series.get(key, ()))[1],
        )
