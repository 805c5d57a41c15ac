"""Where the screen keeps needles out: which muscles, on which sides, are not to be needled, and in which words.

Source: screening.json, result_rule 4 ('the listed muscles/areas are blocked'); relative items by a named override.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from sessions.rules.facts import LimitedArea, OverrideFacts


class Place(Protocol):
    """A muscle on a side, and the region that it belongs to."""

    @property
    def muscle(self) -> str:
        """Its key in muscles.json."""

    @property
    def side(self) -> str:
        """Left, right, bilateral, midline; '' while nobody has said."""

    @property
    def region(self) -> str:
        """Its region in muscles.json."""


@dataclass(frozen=True, slots=True)
class Where:
    """A muscle on a side as somebody may choose it."""

    muscle: str
    side: str
    region: str = ""


def in_force(limits: Iterable[LimitedArea], overrides: Iterable[OverrideFacts]) -> tuple[LimitedArea, ...]:
    """The limits of the day: without those of an item that a member decided against by name."""
    decided = {override.item for override in overrides}
    return tuple(limit for limit in limits if limit.item not in decided)


def is_limited(place: Place, limit: LimitedArea) -> bool:
    """Whether a limited area covers a place; a bilateral or midline target touches both sides."""
    sides = {None, "bilateral", place.side}
    touches = limit.side in sides or place.side in {"bilateral", "midline"}
    return touches and limit.area in {place.muscle, place.region}


def limits_at(place: Place, limits: Iterable[LimitedArea]) -> list[LimitedArea]:
    """The limits that cover a place."""
    return [limit for limit in limits if is_limited(place, limit)]


def because(limits: Iterable[LimitedArea]) -> str:
    """Why no needle goes in at a place, in the clinic's words; '' where no limit covers it."""
    reasons = dict.fromkeys(limit.reason for limit in limits)
    if not reasons:
        return ""
    said = "; ".join(filter(None, reasons))
    return f"not to be needled here, because {'the screening says: ' + said if said else 'the screening rules it out'}"


def ruled_out(places: Iterable[Where], limits: Iterable[LimitedArea]) -> Iterator[tuple[Where, str]]:
    """Of the places that somebody may choose those where no needle goes in, each with its words."""
    known = tuple(limits)
    for place in places:
        if words := because(limits_at(place, known)):
            yield place, words
