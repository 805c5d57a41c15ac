"""What was measured in an episode, visit by visit."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from patients.models import EpisodeOfCare, Measurement
from patients.rules.measured import of_visit
from patients.rules.measurements import nprs_average

FIELDS = ("visit_id", "measure", "side", "phase", "value")


def values_by_visit(episode: EpisodeOfCare) -> Iterator[Mapping[str, Decimal]]:
    """Each visit's values by measure and side, the earliest visit first; average pain where its parts were taken."""
    rows = Measurement.objects.filter(visit__episode=episode, value__isnull=False)
    ordered = rows.order_by("visit__occurred_at", "visit_id", "pk").values(*FIELDS)
    for _, of_one in groupby(ordered, key=lambda row: row["visit_id"]):
        found: dict[str, Decimal] = {key: row["value"] for key, row in of_visit(of_one).items()}
        average = nprs_average(*(found.get(part) for part in ("nprs_current", "nprs_best", "nprs_worst")))
        yield found if average is None else {**found, "nprs_average": average}
