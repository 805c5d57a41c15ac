"""Who may work on a report: a lease that ends by itself when its worker is gone.

Source: project choice: a job that three workers left lying is a fault and not bad luck.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

MOST_ATTEMPTS: Final = 3
UNNOTICED: Final = timedelta(seconds=5)  # a message is usually taken within moments; after this it is looked for

WORKER_GONE = "The worker stopped each time it made this report. Try again; if it fails again, tell the operator."
CANNOT_BE_MADE = "Something in this record keeps the report from being made. The operator's log says what."
NOT_ALLOWED_ANY_MORE = "The person who asked for this report may no longer do so."


class Turn(Enum):
    """What a worker that was sent to a report should do."""

    TAKE = "take"
    LEAVE = "leave"
    GIVE_UP = "give up"


@dataclass(frozen=True, slots=True)
class Work:
    """How far a report is: its state, how often it was tried, and until when somebody works on it."""

    state: str
    attempts: int
    leased_until: datetime | None


def turn(work: Work, now: datetime) -> Turn:
    """Take what waits or was left lying; leave what is finished or in other hands; give up after three attempts."""
    if work.state not in ("queued", "running"):
        return Turn.LEAVE
    if work.state == "running" and work.leased_until is not None and work.leased_until > now:
        return Turn.LEAVE
    return Turn.GIVE_UP if work.attempts >= MOST_ATTEMPTS else Turn.TAKE
