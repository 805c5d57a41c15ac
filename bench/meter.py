"""What a piece of work costs: CPU of this process, CPU of its database backends, time on the wall, SQL statements."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROUNDS: Final = 9
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
    run: Callable[[], None]
    backend: int
    times: int = 20


def compare(works: Sequence[Work], rounds: int = ROUNDS) -> list[Cost]:
    """Each work in turn, round after round, so that the machine's moods hit all; the quietest round of each counts."""
    for work in works:
        for _ in range(min(5, work.times)):
            work.run()
    taken = [[_round(work) for work in works] for _ in range(rounds)]
    return [min((found[index] for found in taken), key=lambda cost: cost.cpu) for index in range(len(works))]


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


def statements(run: Callable[[], None]) -> int:
    """How many SQL statements one piece of work sends over Django's connection; transaction control is not counted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        run()
    sent = [query["sql"].lstrip().upper() for query in captured.captured_queries]
    return sum(not words.startswith(TRANSACTION_WORDS) for words in sent)
