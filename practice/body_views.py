"""What a body chart consists of: plain values, no catalogue and no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

WIDTH, HEIGHT = 500, 600
SIDES: Final = ("right", "left")
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


def _marked(view: View, shown: Mapping[tuple[str, str], Shown]) -> View:
    return replace(view, marks=tuple(_told(mark, shown.get((mark.muscle, mark.side))) for mark in view.marks))


def _told(mark: Mark, one: Shown | None) -> Mark:
    return mark if one is None else replace(mark, sign=one.sign, said=one.said, ringed=one.ringed, heat=one.heat)
