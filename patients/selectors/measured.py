"""What was measured in an episode, visit by visit."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from patients.models import EpisodeOfCare, Measurement
from patients.rules.measured import of_visit
from patients.rules.measurements import nprs_average

FIELDS = ("visit_id", "measure", "side", "phase", "value", "visit__signed_at")


class OfVisit(NamedTuple):
    """The values of one visit by measure and side, and whether its note is signed."""

    values: Mapping[str, Decimal]
    signed: bool


def values_by_visit(episode: EpisodeOfCare) -> Iterator[OfVisit]:
    """Each visit's values, the earliest visit first; average pain where its parts were taken."""
    rows = Measurement.objects.filter(visit__episode=episode, value__isnull=False)
    ordered = rows.order_by("visit__occurred_at", "visit_id", "pk").values(*FIELDS)
    for _, of_one in groupby(ordered, key=lambda row: row["visit_id"]):
        told = list(of_one)
        found: dict[str, Decimal] = {key: row["value"] for key, row in of_visit(told).items()}
        average = nprs_average(*(found.get(part) for part in ("nprs_current", "nprs_best", "nprs_worst")))
        whole = found if average is None else {**found, "nprs_average": average}
        yield OfVisit(whole, signed=told[0]["visit__signed_at"] is not None)
