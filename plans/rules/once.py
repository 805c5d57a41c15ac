"""What is kept once a day: a second row for the same day is refused and points to the first.

Source: project choice: one row a day, or 28 days would add up to more than 28.
"""

from datetime import date, timedelta
from uuid import UUID

from practice.days import day_words
from practice.errors import Blocker, RuleViolation

PATIENTS_LOOK_BACK = timedelta(days=28)


class AlreadyRecorded(RuleViolation):
    """The day has a row already; `existing` in the problem document is its id."""

    def __init__(self, existing: UUID, on: date) -> None:
        text = f"{day_words(on)} is recorded already. Change that entry."
        super().__init__([Blocker("already_recorded", text, "on")])
        self.more = {"existing": str(existing)}


def require_first(existing: UUID | None, on: date) -> None:
    """Refuse a second row for the day."""
    if existing is not None:
        raise AlreadyRecorded(existing, on)


def require_same_day(sent: date | None, on: date) -> None:
    """A row stays with its day."""
    if sent is not None and sent != on:
        raise RuleViolation.of("day_is_fixed", "An entry stays with its day. Record the other day on its own.", "on")
