"""How a clinic's rate of adverse events stands beside what studies found: amber above the upper one, and never red.

Source: adverse_events.json, meta.benchmark_use and meta.study_totals.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

PER_100: Final = "per 100 treatments"
PERCENT: Final = re.compile(r"^(\d+(?:\.\d+)?) percent")


def usable(benchmarks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The studies that found a rate; an entry without one says nothing to compare with.

    Source: adverse_events.json, benchmarks.
    """
    names = ("rate", "per", "citation")
    return [{name: study[name] for name in names} for study in benchmarks if study["rate"] is not None]


def totals(study_totals: Iterable[Mapping[str, Any]], citations: Mapping[str, str]) -> list[dict[str, Any]]:
    """Of each study in how many of 100 treatments something went wrong, which its sentence begins with.

    Source: adverse_events.json, meta.study_totals.
    """
    return [
        {"rate": float(found.group(1)), "per": PER_100, "citation": citations.get(study["study"], study["study"])}
        for study in study_totals
        if (found := PERCENT.match(study["total"]))
    ]


def above_studies(share: Mapping[str, Any] | None, studies: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the clinic's rate per 100 lies above the upper study; without a rate, or a study per 100, it does not.

    Source: adverse_events.json, meta.benchmark_use: 'amber if above the upper study'.
    """
    rates = [study["rate"] for study in studies if study["per"] == PER_100]
    percent = share["percent"] if share else None
    return bool(rates) and percent is not None and percent > max(rates)
