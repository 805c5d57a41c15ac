"""The running system for journeys: a database of its own with the demo clinics, web server, worker and beat."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
BOUND = 90.0


@contextmanager
def running_system(name: str) -> Iterator[str]:
    """The address of a whole system on a database called `name`; everything ends, and is dropped, with the block."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="myoplan-live-"))
        env = _environment(name, folder)
        stack.enter_context(_database(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"], name))
        for command in (["migrate", "--no-input", "-v", "0"], ["demo"]):
            _succeed([sys.executable, "manage.py", *command], env)
        port = _free_port()
        web = [
            "gunicorn",
            "practice.wsgi",
            "--worker-class",
            "gthread",
            "--threads",
            "4",
            "--bind",
            f"127.0.0.1:{port}",
        ]
        for label, command in (("web", [*web, "--no-control-socket"]), ("worker", WORKER), ("beat", BEAT)):
            stack.enter_context(_process(label, command, env, folder))
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: _answers(f"{address}/healthz"), "the web server answers")
        yield address


@pytest.fixture(scope="session")
def live_app(worker_id):
    """The address of the running system with the demo clinics; tests that use it share one worker (group `live`)."""
    own = urlsplit(os.environ["DATABASE_URL"]).path.strip("/")
    with running_system(f"test_{own}_live_{worker_id}") as address:
        yield address


WORKER = ["celery", "-A", "practice", "worker", "--concurrency", "1", "--without-mingle", "--without-gossip"]
BEAT = ["celery", "-A", "practice", "beat", "--pidfile="]


def wait_until(holds, what: str, bound: float = BOUND) -> None:
    """Look again and again, for at most `bound` seconds."""
    end = time.monotonic() + bound
    with closing(socket.socketpair()[0]) as never_readable:
        never_readable.settimeout(0.1)
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"Waited {bound:.0f} s in vain until {what}.")
            _rest(never_readable)


def _rest(never_readable: socket.socket) -> None:
    try:
        never_readable.recv(1)
    except TimeoutError:
        return


def _environment(name: str, folder: str) -> dict[str, str]:
    owner = os.environ.get("DATABASE_OWNER_URL")
    return os.environ | {
        "DATABASE_URL": _renamed(os.environ["DATABASE_URL"], name),
        **({"DATABASE_OWNER_URL": _renamed(owner, name)} if owner else {}),
        "REDIS_PREFIX": f"{name}:",
        "MEDIA_ROOT": f"{folder}/media",
        "DEBUG": "true",
        "LOGIN_LIMIT": "10000/m/ip",
        "LOGIN_FAILED_LIMIT": "10000/m/ip",
    }


def _renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def _database(url: str, name: str) -> Iterator[None]:
    with psycopg.connect(_renamed(url, "postgres"), autocommit=True) as server:
        wait_until(lambda: _dropped(server, name), "nobody uses the old database", bound=20)
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield
        finally:
            wait_until(lambda: _dropped(server, name), "nobody uses the database any more", bound=20)


def _dropped(server: psycopg.Connection, name: str) -> bool:
    """The last connections of processes that ended may take a moment to be noticed."""
    try:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
    except psycopg.errors.ObjectInUse:
        return False
    return True


def _succeed(command: list[str], env: dict[str, str]) -> None:
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"{' '.join(command)}: {ended.stderr[-3000:]}"


@contextmanager
def _process(label: str, command: list[str], env: dict[str, str], folder: str) -> Iterator[None]:
    """Ends politely, and by force after 15 seconds."""
    with Path(folder, f"{label}.log").open("wb") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", *command] if command[0] != "gunicorn" else [_beside_python("gunicorn"), *command[1:]],
            cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            yield
        finally:
            started.terminate()
            try:
                started.wait(15)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait(5)


def _beside_python(program: str) -> str:
    return str(Path(sys.executable).parent / program)


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
