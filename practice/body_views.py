"""What a body chart consists of: plain values, no catalogue and no database."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

WIDTH, HEIGHT = 500, 600
SIDES: Final = ("right", "left")
ROOM: Final = 48.0  # between the middles of two marks of heat, which are 44 wide
MARGIN: Final = 24.0  # to the edge of the picture
FINGER: Final = 32.0  # between two marks that are chosen from: a finger on one of them does not mean the other
ROUNDS: Final = 120  # of moving apart; what is crowded still stands closer then
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
    def leader(self) -> str:
        """The line from its place to where it is drawn, as the numbers of a path."""
        return f"{self.x:.0f} {self.y:.0f}L{self.drawn_at}"

    @property
    def drawn_at(self) -> str:
        """Where it is drawn, as the numbers of a shift; a hundred of them travel with each page, so whole ones."""
        x, y = self.shown_at
        return f"{x:.0f} {y:.0f}"

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
    def is_moved(self) -> bool:
        """Whether a mark of it is drawn beside its place."""
        return any(mark.is_moved for mark in self.marks)

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

    def to_choose_from(self) -> "BodyChart":
        """The same chart, all marks of each picture drawn so far apart that a finger on one means this one."""
        everywhere = [range(len(view.marks)) for view in self.views]
        moved = [_moved(view.marks, all_of, FINGER) for view, all_of in zip(self.views, everywhere, strict=True)]
        return BodyChart(tuple(replace(view, marks=marks) for view, marks in zip(self.views, moved, strict=True)))


def _apart(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return _moved(marks, [at for at, mark in enumerate(marks) if mark.sign], ROOM)


def _moved(marks: tuple[Mark, ...], which: Sequence[int], room: float) -> tuple[Mark, ...]:
    """Some marks push each other away, a little in each round, both sides of a body alike; the others stay."""
    places = {at: (marks[at].x, marks[at].y) for at in which}
    for _ in range(ROUNDS):
        pushes = _pushes(places, room)
        if not pushes:
            break
        for at, (across, down) in pushes.items():
            x, y = places[at]
            places[at] = (_within(x + across, WIDTH), _within(y + down, HEIGHT))
    off = {at: (x - marks[at].x, y - marks[at].y) for at, (x, y) in places.items()}
    return tuple(replace(mark, off=off.get(at, mark.off)) for at, mark in enumerate(marks))


def _pushes(places: Mapping[int, tuple[float, float]], room: float) -> dict[int, tuple[float, float]]:
    """How far each place goes that is too near to others: half of the way that is missing, from each of them."""
    found: dict[int, tuple[float, float]] = {}
    for one, other in combinations(places, 2):
        across, down = places[other][0] - places[one][0], places[other][1] - places[one][1]
        far = math.hypot(across, down)
        if far >= room - 0.5:
            continue
        across, down = (across / far, down / far) if far else (0.0, 1.0)
        step = (room - far) / 2
        for at, way in ((one, -step), (other, step)):
            x, y = found.get(at, (0.0, 0.0))
            found[at] = (x + across * way, y + down * way)
    return found


def _within(at: float, size: int) -> float:
    return min(size - MARGIN, max(MARGIN, at))


def _marked(view: View, shown: Mapping[tuple[str, str], Shown]) -> View:
    return replace(view, marks=tuple(_told(mark, shown.get((mark.muscle, mark.side))) for mark in view.marks))


def _told(mark: Mark, one: Shown | None) -> Mark:
    return mark if one is None else replace(mark, sign=one.sign, said=one.said, ringed=one.ringed, heat=one.heat)
