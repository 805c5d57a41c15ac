"""What the person at the terminal reads: progress lines, and refusals in plain words."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TAIL_LINES = 15


class Trouble(Exception):
    """Something that the person can do something about, in a sentence."""


def say(text: str = "") -> None:
    """Print at once. A terminal that went away must not keep anything from being stopped."""
    _print(f"\n{text}" if _Line.is_open else text)
    _Line.is_open = False


class _Line:
    """Whether the cursor stands behind 'PostgreSQL … '."""

    is_open = False


def _print(text: str, end: str = "\n") -> None:
    with suppress(OSError):
        print(text, end=end, flush=True)


def complain(text: str) -> None:
    """Say what went wrong, where errors are said."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """One line per step: 'PostgreSQL … ready in 0.8 s'; begun anew when something was said meanwhile."""
    began = time.monotonic()
    _print(f"{name} … ", end="")
    _Line.is_open = True
    try:
        yield
        _print(f"{'' if _Line.is_open else f'{name} … '}ready in {time.monotonic() - began:.1f} s")
    except BaseException:
        _print("" if _Line.is_open else f"{name} … failed")
        raise
    finally:
        _Line.is_open = False


def last_lines(log: Path | None, count: int = TAIL_LINES) -> str:
    """The end of a log, indented, for the person who has to find out what happened."""
    try:
        lines = log.read_text(errors="replace").splitlines() if log else []
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in lines[-count:])


def failure(what: str, log: Path) -> Trouble:
    """A sentence, the last lines of the log, and where the rest of it is."""
    tail = last_lines(log)
    if says_disk_is_full(tail):
        what = f"{disk_full(log.parent)}\n{what}"
    return Trouble(f"{what}\n{tail}\nThe whole log: {log}" if tail else f"{what} Its log is empty: {log}")


def says_disk_is_full(text: str) -> bool:
    """Whether a log ends with what pip, PostgreSQL and Redis say when there is no room."""
    return any(words in text for words in ("No space left on device", "Disk quota exceeded", "disk is full"))


def disk_full(folder: Path) -> str:
    """The sentence for a disk without room."""
    return f"The disk that holds {folder} is full. Free some space and start again."


def from_the_system(error: OSError) -> Trouble:
    """What the operating system refused, without a traceback."""
    where = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else Path.cwd()
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Trouble(disk_full(where))
    if isinstance(error, PermissionError):
        return Trouble(f"This user may not write {where}. Whoever made it can start Myoplan, or remove it.")
    return Trouble(f"The system refused: {error}")
