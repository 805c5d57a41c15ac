"""Real Celery processes beside the tests, and waiting for what they do without sleeping."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import connection
from redis import Redis

BOUND = 90.0  # seconds that a slow machine may need
WORKER = ("worker", "--concurrency", "1", "--loglevel", "INFO", "--without-mingle", "--without-gossip")
BEAT = ("beat", "--loglevel", "INFO", "--pidfile=", "--max-interval", "1")


def wait_until(condition, *, seconds: float = BOUND, every: float = 0.05):
    """The first true answer of the condition; fails when there is none in time."""
    never = Event()
    for _ in range(int(seconds / every)):
        if found := condition():
            return found
        never.wait(every)
    raise AssertionError(f"{getattr(condition, '__name__', condition)} did not come true in {seconds:.0f} s.")


@dataclass(frozen=True)
class Queue:
    """What Celery keeps in Redis under a prefix."""

    prefix: str

    def empty(self) -> None:
        """Everything under the prefix is gone, as after a flush."""
        with Redis.from_url(settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")) as redis:
            for key in redis.scan_iter(f"{self.prefix}*"):
                redis.delete(key)


@dataclass
class Crew:
    """The processes of one test, on its database and in its folder."""

    folder: Path
    prefix: str
    lease_seconds: int = 3
    started: list = field(default_factory=list)

    def worker(self):
        """A worker that is ready."""
        return self._start(*WORKER, "--hostname", f"{uuid4().hex}@test", ready="ready.")

    def beat(self):
        """The clock that sends the sweeper."""
        return self._start(*BEAT, ready="beat: Starting")

    def kill(self, process) -> None:
        """As the power cut does: the worker and its children, with no chance to say goodbye."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop_all(self) -> None:
        for process in self.started:
            self.kill(process)

    def _start(self, *words: str, ready: str):
        log = self.folder / f"{words[0]}-{len(self.started)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "practice", *words], env=self._env(), cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        wait_until(lambda: self._is_ready(process, log, ready))
        return process

    def _is_ready(self, process, log: Path, words: str) -> bool:
        said = log.read_text(errors="replace")
        assert process.poll() is None, said
        return words in said

    def _env(self) -> dict[str, str]:
        here = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        return os.environ | {
            "DATABASE_URL": here,
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "REPORT_LEASE_SECONDS": str(self.lease_seconds),
            "REDIS_PREFIX": self.prefix,
            "LOG_LEVEL": "INFO",
        }


class in_the_way:  # noqa: N801  (read as words: with in_the_way(table))
    """Holds a table locked; `with … as somebody_waits` asks whether a worker stands before it."""

    def __init__(self, table: str) -> None:
        self.table = table

    def __enter__(self):
        self.other = connection.copy()
        self.other.set_autocommit(False)
        with self.other.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(self.table)} IN ACCESS EXCLUSIVE MODE")
        return self.somebody_waits

    def somebody_waits(self) -> bool:
        with self.other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [self.table])
            return cursor.fetchone()[0] > 0

    def __exit__(self, *_) -> None:
        self.other.rollback()
        self.other.close()
