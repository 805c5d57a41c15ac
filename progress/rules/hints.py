"""Whether the diary knows more than what was measured last.

Source: measures.json headache_days_28 (interval: rolling); from how many new days on it is said is a project choice.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

NEW_DAYS: Final = 7


def diary_is_newer(recorded_on: Iterable[date], measured_on: date | None) -> bool:
    """At least seven days of the diary were recorded after the last measured value, or there is no value yet.

    A window that has moved by less says nearly the same. Source: project choice.
    """
    new = sum(measured_on is None or on > measured_on for on in recorded_on)
    return new >= NEW_DAYS
