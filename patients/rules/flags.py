"""Which red flags are open, and which a named clinician cleared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Raised:
    """A red flag that a screen or a visit found on a day.

    The first screen asks about the past as well: a letter that is older than it clears what it found (`at_first`).
    """

    key: str
    on: date
    at_first: bool = False


@dataclass(frozen=True, slots=True)
class Cleared:
    """A written clearance of one key, given on a day."""

    key: str
    on: date


def open_flags(raised: Iterable[Raised], clearances: Iterable[Cleared], *, on: date) -> frozenset[str]:
    """Red flags raised by a day and not cleared by it.

    A clearance written before a flag was raised again does not clear it; a flag stays open over later screens that
    do not repeat it. Source: screening.json result_rule 2; domain.md (a), 'clearance dated after the event'.
    """
    known = [clearance for clearance in clearances if clearance.on <= on]
    return frozenset(flag.key for flag in raised if flag.on <= on and not any(_clears(c, flag) for c in known))


def _clears(clearance: Cleared, flag: Raised) -> bool:
    return clearance.key == flag.key and (flag.at_first or clearance.on >= flag.on)


def cleared_flags(raised: Iterable[Raised], clearances: Iterable[Cleared], *, on: date) -> frozenset[str]:
    """Red flags raised by a day, all of them cleared since."""
    flags = list(raised)
    return frozenset(flag.key for flag in flags if flag.on <= on) - open_flags(flags, clearances, on=on)
