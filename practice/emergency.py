"""The number that people dial in an emergency, where a text of a catalogue names one."""

import re
from typing import Any, Final

from practice import selectors

IN_CATALOGUES: Final = "911"  # they are written for the United States
NAMED: Final = re.compile(rf"\b{IN_CATALOGUES}\b")


def localized(told: Any) -> Any:
    """Words of a catalogue, in whatever lists and tables they stand, with the number of the clinic in force."""
    return with_number(told, selectors.clinic().emergency_number)


def with_number(told: Any, number: str) -> Any:
    """The same words with a number that is said."""
    return told if number == IN_CATALOGUES else _with(told, number)


def _with(told: Any, number: str) -> Any:
    if isinstance(told, str):
        return NAMED.sub(number, told)
    if isinstance(told, dict):
        return {key: _with(value, number) for key, value in told.items()}
    return [_with(item, number) for item in told] if isinstance(told, list) else told
