"""What a patient's diary says, which a higher app keeps: asked where a value is said to come from it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from practice.asking import Question

# Of a patient and the last of 28 days: each measure as it is taken from them.
SAID_BY_THE_DIARY: Final[Question[[UUID, date], Mapping[str, Mapping[str, Any]]]] = Question()


def offered_by_the_diary(patient_id: UUID, until: date) -> dict[str, Mapping[str, Any]]:
    """By measure what may be taken from the 28 days up to a day; empty where the diary says too little."""
    return {key: row for said in SAID_BY_THE_DIARY.ask(patient_id, until) for key, row in said.items()}
