"""The figures as lines of a table."""

from dataclasses import dataclass

from bench.meter import Cost

HEAD = f"{'':46}{'app CPU':>9}{'db CPU':>9}{'CPU':>9}{'wall':>9}{'SQL':>5}{'× floor':>9}  target"


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of work: its cost and statements, its floor, and what it should cost at most."""

    name: str
    cost: Cost
    sql: int
    floor: Cost | None = None
    most_cpu: float | None = None
    most_sql: int | None = None

    def __str__(self) -> str:
        cost = self.cost
        database = "?" if cost.database is None else f"{cost.database:.2f}"
        ratio = f"{cost.cpu / self.floor.cpu:.1f}" if self.floor and self.floor.cpu else ""
        figures = f"{cost.application:9.2f}{database:>9}{cost.cpu:9.2f}{cost.wall:9.2f}{self.sql:5}{ratio:>9}"
        return f"{self.name:46}{figures}  {self._target()}".rstrip()

    def _target(self) -> str:
        if self.most_cpu is None:
            return ""
        wanted = [f"≤ {self.most_cpu:.0f} ms"] + ([f"≤ {self.most_sql} SQL"] if self.most_sql else [])
        return f"{', '.join(wanted)}: {'met' if self._is_met() else 'missed'}"

    def _is_met(self) -> bool:
        cheap = self.most_cpu is None or self.cost.cpu <= self.most_cpu
        return cheap and (self.most_sql is None or self.sql <= self.most_sql)
