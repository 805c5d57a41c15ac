"""Being asked to stop: signals are noted when they come and acted upon between two steps, never within one."""

import os
import signal
import time
from pathlib import Path
from types import FrameType

HURRY_AFTER = 0.5  # seconds: a second Ctrl-C within this time is the echo of the first one


class Stopped(Exception):
    """Someone asked us to stop."""


class Starter:
    """The `make` that started us. It keeps a SIGINT to itself, and a killed one tells nobody."""

    def __init__(self) -> None:
        self.pid = os.getppid() if "MAKELEVEL" in os.environ else 0
        self.caught_interrupts = self._catches_interrupts()

    def gave_up(self) -> bool:
        """Whether it was interrupted or is gone."""
        if not self.pid:
            return False
        return os.getppid() != self.pid or (self.caught_interrupts and not self._catches_interrupts())

    def _catches_interrupts(self) -> bool:
        """From Linux's list of caught signals: make takes SIGINT off it as soon as one arrived."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return False
        caught = next((line for line in status.splitlines() if line.startswith("SigCgt:")), "SigCgt: 0")
        return bool(int(caught.split()[1], 16) & 1 << (signal.SIGINT - 1))


_heard: list[tuple[int, float]] = []
_starters: list[Starter] = []


def listen() -> None:
    """Note Ctrl-C, SIGTERM and a closed terminal; leave a hang-up ignored where nohup ignores it."""
    _heard.clear()
    _starters[:] = [Starter()]
    signal.signal(signal.SIGINT, _note)
    signal.signal(signal.SIGTERM, _note)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _note)


def _note(number: int, frame: FrameType | None) -> None:
    _heard.append((number, time.monotonic()))


def asked() -> int:
    """The signal that asked us to stop, or 0."""
    return _heard[0][0] if _heard else 0


def hurried() -> bool:
    """Whether Ctrl-C came again. Only Ctrl-C counts: `make` passes SIGTERM on, so that one comes twice by itself."""
    return any(number == signal.SIGINT and when - _heard[0][1] > HURRY_AFTER for number, when in _heard[1:])


def pause(seconds: float = 0.05) -> None:
    """Wait a moment between two looks at something; the place where a stop takes effect."""
    time.sleep(seconds)
    if any(starter.gave_up() for starter in _starters):
        _note(signal.SIGTERM, None)
    if asked():
        raise Stopped
