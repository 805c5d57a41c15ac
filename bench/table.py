"""The figures as lines of a table."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.meter import Cost

HEAD = f"{'':45}{'× floor':>8}{'app CPU':>9}{'db CPU':>8}{'CPU':>8}{'wall':>8}{'SQL':>5}"


@dataclass(frozen=True, slots=True)
class Aim:
    """What a piece of work should cost at most: times its floor, milliseconds of CPU or on the wall, statements."""

    ratio: float | None = None
    cpu: float | None = None
    wall: float | None = None
    sql: int | None = None

    def judged(self, line: "Line") -> str:
        """Each of them, met or missed: on a shared machine the milliseconds may be missed while the ratio is met."""
        return ", ".join(f"{words} {'met' if met else 'missed'}" for words, met in self._told(line))

    def _told(self, line: "Line") -> Iterator[tuple[str, bool]]:
        if self.ratio is not None and line.ratio is not None:
            yield f"≤ {self.ratio:g} ×", line.ratio <= self.ratio
        if self.cpu is not None:
            yield f"≤ {self.cpu:g} ms", line.cost.cpu <= self.cpu
        if self.wall is not None:
            yield f"≤ {self.wall:g} ms wall", line.cost.wall <= self.wall
        if self.sql is not None:
            yield f"≤ {self.sql} SQL", line.sql <= self.sql


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of work: its cost and statements, how many times its floor it costs, its target and a later goal."""

    name: str
    cost: Cost
    sql: int
    ratio: float | None = None
    target: Aim | None = None
    goal: Aim | None = None

    def __str__(self) -> str:
        cost = self.cost
        database = "?" if cost.database is None else f"{cost.database:.2f}"
        ratio = "" if self.ratio is None else f"{self.ratio:.1f}"
        figures = f"{ratio:>8}{cost.application:9.2f}{database:>8}{cost.cpu:8.2f}{cost.wall:8.2f}{self.sql:5}"
        judged = [f"{word}: {aim.judged(self)}" for word, aim in self._aims()]
        return "\n".join([f"{self.name:45}{figures}", *(f"    {words}" for words in judged)])

    def _aims(self) -> Iterator[tuple[str, Aim]]:
        if self.target:
            yield "target", self.target
        if self.goal:
            yield "goal", self.goal
