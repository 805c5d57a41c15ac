"""The processes of a run: each in its own group with its own log, stopped in reverse order, by force if need be."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from deploy.local import signals
from deploy.local.accounts import Account, popen_options
from deploy.local.messages import Trouble, complain, failure, say
from deploy.local.register import Register, group_lives

TELL_EVERY = 8.0  # seconds between two signs of life
GROUP_PATIENCE = 2.0  # seconds that the rest of a group may outlive its leader
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(frozen=True)
class Task:
    """What to start, and how to stop it."""

    name: str
    command: Sequence[str]
    log: Path | None = None  # None: it writes to our own terminal
    env: Mapping[str, str] | None = None
    folder: Path | None = None
    account: Account | None = None
    stop: signal.Signals = signal.SIGTERM
    patience: float = 10.0  # seconds between asking it to stop and ending it by force
    serves: bool = False  # the others need it, so it stops after them


@dataclass
class Child:
    """A task that was started."""

    task: Task
    process: "subprocess.Popen[bytes]"

    def ended(self) -> bool:
        """Whether the process itself is gone."""
        return self.process.poll() is not None

    def group_lives(self) -> bool:
        """Whether anything that it started is still there."""
        return group_lives(self.process.pid)

    def signal_group(self, number: signal.Signals) -> None:
        """To the process and to everything that it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


@dataclass
class Crew:
    """All processes of this run. Leaving the `with` block stops them, however it is left."""

    register: Register | None = None
    children: list[Child] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()

    def start(self, task: Task) -> Child:
        """Start and look after it from now on."""
        child = Child(task, _spawn(task))
        self.children.append(child)
        if self.register:
            self.register.add(task.name, child.process.pid)
        return child

    def finish(self, task: Task, tell: Callable[[], str] | None = None) -> int:
        """Run something to its end, with a sign of life now and then. A stop ends it like everything else."""
        child = self.start(task)
        told = time.monotonic()
        while not child.ended():
            signals.pause(0.02)
            if tell and time.monotonic() - told > TELL_EVERY:
                told = time.monotonic()
                say(f"  {tell()}")
        self._forget(child)
        return child.process.returncode

    def succeed(self, task: Task, refusal: str, tell: Callable[[], str] | None = None) -> None:
        """Run something that must go well."""
        if self.finish(task, tell) != 0:
            raise failure(refusal, task.log) if task.log else Trouble(refusal)

    def wait_until(self, ready: Callable[[], bool], child: Child, bound: float) -> None:
        """Look until it is ready, has died, or the bound in seconds is over."""
        deadline = time.monotonic() + bound
        while not ready():
            self.require_alive()
            if time.monotonic() > deadline:
                raise _failed(child, f"{child.task.name} was not ready after {bound:.0f} s.")
            signals.pause()

    def require_alive(self) -> None:
        """Say which one has died, with its last lines."""
        for child in self.children:
            if child.ended():
                raise _failed(child, f"{child.task.name} ended by itself ({_outcome(child.process.returncode)}).")

    def stop_all(self) -> None:
        """The youngest first, and the servers last: what needs the database is gone before the database is."""
        for serves in (False, True):
            wave = [child for child in reversed(self.children) if child.task.serves is serves]
            for child in wave:
                _ask_to_stop(child)
            for child in wave:
                _see_it_gone(child)
                self._forget(child)

    def _forget(self, child: Child) -> None:
        self.children.remove(child)
        if self.register:
            try:
                self.register.remove(child.process.pid)
            except OSError as error:  # a full disk must not keep the others running
                complain(f"Could not note that {child.task.name} has stopped: {error}")


def _spawn(task: Task) -> "subprocess.Popen[bytes]":
    output = _fresh_log(task.log) if task.log else None
    options: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output} if task.log else {}
    try:
        return subprocess.Popen(
            task.command,
            env=task.env,
            cwd=task.folder,
            start_new_session=True,
            preexec_fn=_follow_us_into_death(task.stop),  # noqa: PLW1509 (this program has one thread)
            **options,
            **popen_options(task.account),
        )
    finally:
        if output is not None:
            os.close(output)


def _fresh_log(log: Path) -> int:
    """A new log for this run; the one before it stays as '.previous'."""
    with suppress(FileNotFoundError):
        log.rename(log.with_suffix(".previous"))
    return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _follow_us_into_death(stop: signal.Signals) -> Callable[[], None] | None:
    """Let Linux stop the child when we are killed with SIGKILL and can stop nobody any more."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(SET_PARENT_DEATH_SIGNAL, int(stop))


def _ask_to_stop(child: Child) -> None:
    if not child.ended():
        with suppress(ProcessLookupError):
            child.process.send_signal(child.task.stop)


def _see_it_gone(child: Child) -> None:
    """Wait, then end the whole group: workers of a worker must not stay behind."""
    _wait_while(lambda: not child.ended(), child.task.patience)
    if child.ended():
        child.signal_group(child.task.stop)
        _wait_while(child.group_lives, GROUP_PATIENCE)
    child.signal_group(signal.SIGKILL)
    child.process.wait()
    _wait_while(child.group_lives, GROUP_PATIENCE)


def _wait_while(busy: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while busy() and time.monotonic() < deadline and not signals.hurried():
        time.sleep(0.02)


def _failed(child: Child, sentence: str) -> Trouble:
    return failure(sentence, child.task.log) if child.task.log else Trouble(sentence)


def _outcome(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
