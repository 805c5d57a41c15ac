"""The running system for journeys: a database of its own with the demo clinics, web server, worker and beat."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.databases import ROOT, copied_database, environment_for, own_name, succeed
from tests.waiting import wait_until


@dataclass(frozen=True)
class Running:
    """A running system: where it answers, and the environment of its processes."""

    address: str
    env: dict[str, str]


@contextmanager
def running_system(name: str) -> Iterator[Running]:
    """A whole system on a database called `name`; everything ends, and is dropped, with the block."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="myoplan-live-"))
        env = live_environment(name, folder)
        stack.enter_context(copied_database(name))
        succeed([sys.executable, "manage.py", "demo"], env)
        for label, command in (("worker", WORKER), ("beat", BEAT)):
            stack.enter_context(_process(label, command, env, folder))
        yield Running(stack.enter_context(web_server(env, folder)), env)


@contextmanager
def web_server(env: dict[str, str], folder: str) -> Iterator[str]:
    """The address of a web server with this environment."""
    port = _free_port()
    with _process("web", [*WEB, "--bind", f"127.0.0.1:{port}"], env, folder):
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: _answers(f"{address}/healthz"), "the web server answers")
        yield address


class KilledServer:
    """A web server that is killed without a word, and starts again at the same address."""

    def __init__(self, env: dict[str, str], folder: str) -> None:
        self.env, self.folder, self.port = env, folder, _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._running = ExitStack()

    def start(self) -> None:
        """Until it answers."""
        command = [*WEB, "--bind", f"127.0.0.1:{self.port}"]
        self.process = self._running.enter_context(_process("killed", command, self.env, self.folder))
        wait_until(lambda: _answers(f"{self.address}/healthz"), "the killed server answers again")

    def kill(self) -> None:
        """In the middle of whatever it does, its workers too."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self._running.close()

    def stop(self) -> None:
        """For good."""
        self._running.close()


@pytest.fixture(scope="session")
def live_system(worker_id):
    """The running system with the demo clinics; tests that use it share one worker (group `live`)."""
    with running_system(f"test_{own_name()}_live_{worker_id}") as system:
        yield system


@pytest.fixture(scope="session")
def live_app(live_system):
    """Its address."""
    return live_system.address


WEB = ["gunicorn", "practice.wsgi", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
WORKER = ["celery", "-A", "practice", "worker", "--concurrency", "1", "--without-mingle", "--without-gossip"]
BEAT = ["celery", "-A", "practice", "beat", "--pidfile="]


def live_environment(name: str, folder: str) -> dict[str, str]:
    """What the processes of such a system are told."""
    return environment_for(name) | {
        "REDIS_PREFIX": f"{name}:",
        "MEDIA_ROOT": f"{folder}/media",
        "DEBUG": "true",
        "STATIC_AUTOREFRESH": "false",  # nothing changes while tests run: a browser asks for a file once
        "STATIC_SECONDS": "3600",
        "LOGIN_LIMIT": "10000/m/ip",
        "LOGIN_FAILED_LIMIT": "10000/m/ip",
    }


@contextmanager
def _process(label: str, command: list[str], env: dict[str, str], folder: str) -> Iterator[subprocess.Popen[bytes]]:
    """Ends politely, and by force after 15 seconds."""
    with Path(folder, f"{label}.log").open("wb") as log:
        started = subprocess.Popen(
            [_beside_python(command[0]), *command[1:]],
            cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            yield started
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
