"""The body chart: which mark stands where, for every muscle of the catalogue and each of its sides."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from practice import reference
from practice.body_views import HEIGHT, SIDES, WIDTH, BodyChart, Mark, View


def body_chart(edition: int | None = None) -> BodyChart:
    """The chart of one version of the catalogue, of the newest unless said otherwise."""
    return _chart(reference.current_edition("muscles") if edition is None else edition)


def chart_to_choose_from() -> BodyChart:
    """The chart of the newest version, its crowded marks drawn beside their places where a finger tells them apart."""
    return _to_choose_from(reference.current_edition("muscles"))


@cache
def _to_choose_from(edition: int) -> BodyChart:
    return _chart(edition).to_choose_from()


@cache
def _chart(edition: int) -> BodyChart:
    """The places are layout, not insertion guidance (muscles.json meta)."""
    muscles = reference.entries("muscles", edition).values()
    lateral = "_parts/body/lateral.html"
    return BodyChart(
        (
            View("posterior", "From behind", "_parts/body/posterior.html", tuple(_both_sides(muscles, "posterior"))),
            View("anterior", "From the front", "_parts/body/anterior.html", tuple(_both_sides(muscles, "anterior"))),
            View("right", "Right side", lateral, tuple(_lateral(muscles, "right"))),
            View("left", "Left side", lateral, tuple(_lateral(muscles, "left")), mirrored=True),
        )
    )


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
