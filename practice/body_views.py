"""What a body chart consists of: plain values, no catalogue and no database."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

WIDTH, HEIGHT = 500, 600
SIDES: Final = ("right", "left")
ROOM: Final = 48.0  # between the middles of two marks of heat, which are 44 wide
MARGIN: Final = 24.0  # to the edge of the picture
ROUNDS: Final = 60  # of moving apart; what is crowded still stands closer then
RISKS: Final[Mapping[str, str]] = {"standard": "", "caution": ", with caution", "high": ", high risk"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One muscle on one side, at its layout place in a view of 500 × 600 units."""

    muscle: str
    side: str
    name: str
    risk: str
    do_not_needle: bool
    x: float
    y: float
    sign: str = ""
    said: str = ""
    ringed: bool = False
    heat: int = 0
    off: tuple[float, float] = (0.0, 0.0)

    @property
    def shown_at(self) -> tuple[float, float]:
        """Where it is drawn: beside its place, where a neighbour would lie over it."""
        return (round(self.x + self.off[0], 1), round(self.y + self.off[1], 1))

    @property
    def is_moved(self) -> bool:
        """Whether a line leads from its place to where it is drawn."""
        return math.hypot(*self.off) > 4

    @property
    def is_wide(self) -> bool:
        """Whether the sign is a word and no number, and needs more room than a circle has."""
        return len(self.sign) > 3

    @property
    def words(self) -> str:
        """Name, side and risk, and what is said of a chosen one, as they are read aloud."""
        risk = ", not to be needled" if self.do_not_needle else RISKS[self.risk]
        return f"{self.name}, {self.side}{risk}{f': {self.said}' if self.said else ''}"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the marks of a chosen muscle show: a few characters, the words for them, a ring, a step of heat (1-8)."""

    muscle: str
    side: str
    sign: str
    said: str = ""
    ringed: bool = False
    heat: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """One picture of the chart; `mirrored` when it is drawn as the mirror image of `drawing`."""

    key: str
    title: str
    drawing: str
    marks: tuple[Mark, ...]
    mirrored: bool = False

    @property
    def is_chosen(self) -> bool:
        """Whether a mark of it is chosen."""
        return any(mark.sign for mark in self.marks)


@dataclass(frozen=True, slots=True)
class BodyChart:
    """The four views."""

    views: tuple[View, ...]

    def with_chosen(self, chosen: Iterable[tuple[str, str]]) -> "BodyChart":
        """The same chart with (muscle, side) numbered from 1 in their order."""
        return self.with_shown(Shown(*pair, sign=str(number)) for number, pair in enumerate(chosen, 1))

    def with_shown(self, chosen: Iterable[Shown]) -> "BodyChart":
        """The same chart with what is chosen in its marks; both sides are two marks that show the same."""
        found: dict[tuple[str, str], Shown] = {}
        for one in chosen:
            for side in SIDES if one.side == "bilateral" else (one.side,):
                found.setdefault((one.muscle, side), one)
        return BodyChart(tuple(_marked(view, found) for view in self.views))

    def only_chosen(self) -> "BodyChart":
        """Only the pictures that show something chosen."""
        return BodyChart(tuple(view for view in self.views if view.is_chosen))

    def apart(self) -> "BodyChart":
        """The same chart, the chosen marks of each picture drawn so far apart that none lies over another."""
        return BodyChart(tuple(replace(view, marks=_apart(view.marks)) for view in self.views))


def _apart(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The chosen ones push each other away, a little in each round; the others stay."""
    chosen = [at for at, mark in enumerate(marks) if mark.sign]
    places = {at: [marks[at].x, marks[at].y] for at in chosen}
    for _ in range(ROUNDS):
        pushed = [_pushed(places[one], places[other]) for one, other in combinations(chosen, 2)]
        if not any(pushed):
            break
        for place in places.values():
            place[:] = [_within(place[0], WIDTH), _within(place[1], HEIGHT)]
    moved = {at: (x - marks[at].x, y - marks[at].y) for at, (x, y) in places.items()}
    return tuple(replace(mark, off=moved.get(at, mark.off)) for at, mark in enumerate(marks))


def _pushed(one: list[float], other: list[float]) -> bool:
    """Whether two places were too near; each goes half of the way that is missing."""
    across, down = other[0] - one[0], other[1] - one[1]
    far = math.hypot(across, down)
    if far >= ROOM - 0.5:
        return False
    across, down = (across / far, down / far) if far else (0.0, 1.0)
    step = (ROOM - far) / 2
    one[:] = [one[0] - across * step, one[1] - down * step]
    other[:] = [other[0] + across * step, other[1] + down * step]
    return True


def _within(at: float, size: int) -> float:
    return min(size - MARGIN, max(MARGIN, at))


def _marked(view: View, shown: Mapping[tuple[str, str], Shown]) -> View:
    return replace(view, marks=tuple(_told(mark, shown.get((mark.muscle, mark.side))) for mark in view.marks))


def _told(mark: Mark, one: Shown | None) -> Mark:
    return mark if one is None else replace(mark, sign=one.sign, said=one.said, ringed=one.ringed, heat=one.heat)
