"""The reference tables that the progress rules read, wrapped once so that each rule asks by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from patients.rules.measured import place, sides

Table = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ReferenceTables:
    """The parsed contents of measures.json, screening.json, muscles.json and adverse_events.json, unchanged."""

    measures: Table
    screening: Table
    muscles: Table
    adverse_events: Table

    @cached_property
    def measure_by_key(self) -> dict[str, Table]:
        """Measure key to its definition; what is taken on a side stands under each of its sides as well."""
        return {
            place(measure["key"], side): {**measure, "name": f"{measure['name']}, {side}"} if side else measure
            for measure in self.measures["measures"]
            for side in ("", *filter(None, sides(measure)))
        }

    @cached_property
    def cpt_keys(self) -> dict[str, str]:
        """Muscle key to the anatomical muscle that it is part of."""
        return {muscle["key"]: muscle["cpt_muscle_key"] for muscle in self.muscles["muscles"]}

    @cached_property
    def do_not_needle(self) -> frozenset[str]:
        """Muscles that the catalogue rules out."""
        return frozenset(muscle["key"] for muscle in self.muscles["muscles"] if muscle["do_not_needle"])

    @cached_property
    def serious_events(self) -> frozenset[str]:
        """Keys that are serious whatever the grade written down. Source: adverse_events.json, meta.grade_default."""
        return frozenset(event["key"] for event in self.adverse_events["events"] if event["serious"])

    def thresholds(self, group: str, measure: str) -> Table:
        """`mcid` and `mdc` of a measure for a condition group, in the measure's unit; {} where none is set."""
        found: Table = self.measures["thresholds_by_condition"].get(group, {}).get(measure, {})
        return found

    def primary_measure(self, group: str) -> str:
        """The measure that says how a condition group stands; a baseline of it begins every plan."""
        return str(self.measures["thresholds_by_condition"][group]["primary_measure"])

    def higher_is_better(self, measure: str) -> bool:
        """The direction of a measure; raises KeyError for one that the reference does not have."""
        return bool(self.measure_by_key[measure]["direction"] == "higher_is_better")
