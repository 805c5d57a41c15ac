"""What a patient's diary says, which a higher app keeps: asked where a value is said to come from it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

Offered = Callable[[UUID, date], Mapping[str, Mapping[str, Any]]]
KEEPERS: list[Offered] = []


def tells_the_diary(offered: Offered) -> Offered:
    """Mark what knows the diary: of a patient and the last of 28 days, each measure as it is taken from them."""
    KEEPERS.append(offered)
    return offered


def offered_by_the_diary(patient_id: UUID, until: date) -> dict[str, Mapping[str, Any]]:
    """By measure what may be taken from the 28 days up to a day; empty where the diary says too little."""
    return {key: row for offered in KEEPERS for key, row in offered(patient_id, until).items()}
