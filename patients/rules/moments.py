"""When a recorded moment can have been: not in the future, though clocks differ.

Source: project choice: a record of care tells what has happened.
"""

from datetime import datetime, timedelta

from practice.errors import BadInput, require

CLOCK_TOLERANCE = timedelta(minutes=15)  # tablets and phones whose clocks are ahead of ours


def require_come(moment: datetime, now: datetime, field: str) -> None:
    """What is recorded has happened."""
    require(
        moment <= now + CLOCK_TOLERANCE, "in_the_future", "The time lies in the future. Check date and time.", field,
        kind=BadInput,
    )  # fmt: skip
