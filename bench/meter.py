"""What a piece of work costs: CPU of this process, CPU of its database backends, time on the wall, SQL statements."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

ROUNDS: Final = 25
NANO: Final = 1e6  # nanoseconds in a millisecond
TRANSACTION_WORDS: Final = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds for one piece of work; `database` is None when the server's processes cannot be seen from here."""

    application: float
    database: float | None
    wall: float

    @property
    def cpu(self) -> float:
        """Application and database together."""
        return self.application + (self.database or 0.0)


@dataclass(frozen=True, slots=True)
class Work:
    """Something to measure: `run` does it once; `backend` is the process of PostgreSQL that serves it."""

    name: str
    run: Callable[[], object]
    backend: int
    times: int = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """The work and its floor, each in its quietest round, and how many times the floor the work costs.

    The ratio is the middle one of all rounds: a busy machine slows both down, so it swings far less than milliseconds.
    """

    cost: Cost
    floor: Cost
    ratio: float


def compare(work: Work, floor: Work) -> Measured:
    """The two in turn, in many short rounds, so that the machine's moods hit both."""
    measure(work, rounds=1), measure(floor, rounds=1)
    rounds = [(_round(work), _round(floor)) for _ in range(ROUNDS)]
    ratio = median(cost.cpu / bare.cpu for cost, bare in rounds if bare.cpu)
    return Measured(_quietest(cost for cost, _ in rounds), _quietest(bare for _, bare in rounds), ratio)


def measure(work: Work, rounds: int = ROUNDS) -> Cost:
    """Something without a floor, in its quietest round, warm."""
    _round(work)
    return _quietest([_round(work) for _ in range(rounds)])


def _quietest(costs: Iterable[Cost]) -> Cost:
    return min(costs, key=lambda cost: cost.cpu)


def _round(work: Work) -> Cost:
    backend, own, wall = cpu_of(work.backend), time.process_time_ns(), time.perf_counter_ns()
    for _ in range(work.times):
        work.run()
    used = time.process_time_ns() - own
    passed = time.perf_counter_ns() - wall
    after = cpu_of(work.backend)
    database = None if backend is None or after is None else (after - backend) / NANO / work.times
    return Cost(used / NANO / work.times, database, passed / NANO / work.times)


def cpu_of(pid: int) -> int | None:
    """Nanoseconds of CPU that a process of PostgreSQL has used, says the kernel; None when it is not on this host."""
    place = Path("/proc", str(pid))
    try:
        if not (place / "comm").read_text().startswith("postgres"):
            return None
        return int((place / "schedstat").read_text().split()[0])
    except OSError:
        return None


def statements(run: Callable[[], object]) -> int:
    """How many SQL statements one piece of work sends over Django's connection; transaction control is not counted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        run()
    sent = [query["sql"].lstrip().upper() for query in captured.captured_queries]
    return sum(not words.startswith(TRANSACTION_WORDS) for words in sent)
