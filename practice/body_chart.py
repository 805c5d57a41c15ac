"""The body chart: which mark stands where, for every muscle of the catalogue and each of its sides."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from practice import reference

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
    number: int = 0

    @property
    def words(self) -> str:
        """Name, side and risk, as they are read aloud."""
        risk = ", not to be needled" if self.do_not_needle else RISKS[self.risk]
        return f"{self.name}, {self.side}{risk}"


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
        return any(mark.number for mark in self.marks)


@dataclass(frozen=True, slots=True)
class BodyChart:
    """The four views."""

    views: tuple[View, ...]

    def with_chosen(self, chosen: Iterable[tuple[str, str]]) -> "BodyChart":
        """The same chart with (muscle, side) numbered from 1 in their order; both sides are two marks of one number."""
        numbers: dict[tuple[str, str], int] = {}
        for number, (muscle, side) in enumerate(chosen, 1):
            for one in SIDES if side == "bilateral" else (side,):
                numbers.setdefault((muscle, one), number)
        return BodyChart(tuple(_numbered(view, numbers) for view in self.views))

    def only_chosen(self) -> "BodyChart":
        """Only the pictures that show something chosen."""
        return BodyChart(tuple(view for view in self.views if view.is_chosen))


@cache
def body_chart() -> BodyChart:
    """The chart of the current catalogue. The places are layout, not insertion guidance (muscles.json meta)."""
    muscles = reference.muscles().values()
    lateral = "_parts/body/lateral.html"
    return BodyChart(
        (
            View("posterior", "From behind", "_parts/body/posterior.html", tuple(_both_sides(muscles, "posterior"))),
            View("anterior", "From the front", "_parts/body/anterior.html", tuple(_both_sides(muscles, "anterior"))),
            View("right", "Right side", lateral, tuple(_lateral(muscles, "right"))),
            View("left", "Left side", lateral, tuple(_lateral(muscles, "left")), mirrored=True),
        )
    )


def _numbered(view: View, numbers: Mapping[tuple[str, str], int]) -> View:
    marks = (replace(mark, number=numbers.get((mark.muscle, mark.side), 0)) for mark in view.marks)
    return replace(view, marks=tuple(marks))


def _both_sides(muscles: Iterable[Mapping[str, Any]], view: str) -> Iterator[Mark]:
    for muscle in muscles:
        for x, y in _places(muscle, view):
            if muscle["laterality"] == "midline":
                yield _mark(muscle, "midline", x, y)
            else:
                yield from (_mark(muscle, side, x if side == "right" else 1 - x, y) for side in SIDES)


def _lateral(muscles: Iterable[Mapping[str, Any]], side: str) -> Iterator[Mark]:
    for muscle in muscles:
        for x, y in _places(muscle, "lateral_head"):
            yield _mark(muscle, side, x if side == "right" else 1 - x, y)


def _places(muscle: Mapping[str, Any], view: str) -> list[tuple[float, float]]:
    """Where a muscle stands in a view: the first of its places there, so that it has one mark a view and side."""
    found = [place for place in (muscle["body_map"], *muscle["body_map"]["alt_points"]) if place["view"] == view]
    return [(place["x"], place["y"]) for place in found[:1]]


def _mark(muscle: Mapping[str, Any], side: str, x: float, y: float) -> Mark:
    return Mark(
        muscle["key"], side, muscle["common_name"], muscle["risk_level"], muscle["do_not_needle"],
        round(x * WIDTH, 1), round(y * HEIGHT, 1),
    )  # fmt: skip
