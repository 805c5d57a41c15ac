"""Which processes a run has started, on disk, so that the next run recognises what a crash left behind."""

import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from deploy.local.messages import say

PROC = Path("/proc/self")  # Linux; elsewhere `ps` is asked
PATIENCE = 10.0  # seconds until a left-over process is ended by force


@dataclass(frozen=True)
class Entry:
    """One process. A number alone may meanwhile belong to somebody else: the start time tells them apart."""

    name: str
    pid: int
    started: str


@dataclass
class Register:
    """The file in the data folder. Its folder is named in it, because people copy whole checkouts."""

    path: Path
    address: str = ""
    sockets: Path | None = None
    entries: list[Entry] = field(default_factory=list)

    def add(self, name: str, pid: int) -> None:
        """A process has started."""
        self.entries.append(Entry(name, pid, started_at(pid)))
        self._write()

    def remove(self, pid: int) -> None:
        """A process has ended."""
        self.entries = [entry for entry in self.entries if entry.pid != pid]
        self._write()

    def _write(self) -> None:
        fresh = self.path.with_suffix(".new")
        said = {
            "folder": str(self.path.parent),
            "address": self.address,
            "supervisor": os.getpid(),
            "sockets": str(self.sockets or ""),
            "processes": [asdict(entry) for entry in self.entries],
        }
        fresh.write_text(json.dumps(said))
        fresh.rename(self.path)


def read(path: Path) -> dict[str, object]:
    """What the last run wrote; empty when there was none, or when it speaks of another folder."""
    try:
        said = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) and said.get("folder") == str(path.parent) else {}


def already_running(path: Path) -> str:
    """The sentence for a second start, with where the first one is."""
    said = read(path)
    where = f" at {said['address']}" if said.get("address") else ""
    return (
        f"Myoplan already runs from this checkout{where} (process {said.get('supervisor', '?')}) "
        f"and uses {path.parent}. Stop it first with Ctrl-C in its terminal, or use a second checkout."
    )


def left_over(path: Path) -> list[Entry]:
    """The processes of the last run that still live, the youngest first."""
    processes = read(path).get("processes", [])
    entries = [Entry(**known) for known in processes] if isinstance(processes, list) else []
    return [entry for entry in reversed(entries) if entry.started and started_at(entry.pid) == entry.started]


def clear_left_overs(path: Path) -> None:
    """End what a run that was killed left behind. Call with the folder's lock held: nobody else looks after them."""
    for entry in left_over(path):
        stop = signal.SIGINT if entry.name == "PostgreSQL" else signal.SIGTERM
        end(entry, stop)
        say(f"{entry.name} (process {entry.pid}) was left over from a run that ended abruptly: stopped.")
    if sockets := read(path).get("sockets"):
        shutil.rmtree(str(sockets), ignore_errors=True)
    path.unlink(missing_ok=True)


def end(entry: Entry, stop: signal.Signals) -> None:
    """Ask a process to stop, wait, and end it and its group by force after a bound."""
    with suppress(ProcessLookupError):
        os.kill(entry.pid, stop)
    waited_until = time.monotonic() + PATIENCE
    while started_at(entry.pid) == entry.started and time.monotonic() < waited_until:
        time.sleep(0.05)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(entry.pid, signal.SIGKILL)


def started_at(pid: int) -> str:
    """When a process started, as a mark to compare; empty when there is no such process, or only its remains."""
    if not PROC.exists():
        return _started_by_ps(pid)
    fields = _fields(pid)
    return f"{_boot()}/{fields[19]}" if fields else ""


def group_lives(group: int) -> bool:
    """Whether a process of this group is left; remains that nobody has collected do not count."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    if not PROC.exists():
        return True
    found = (_fields(int(path.name)) for path in PROC.parent.iterdir() if path.name.isdigit())
    return any(fields and fields[2] == str(group) for fields in found)


def _fields(pid: int) -> list[str]:
    """What Linux says of a process from its state on; nothing when it is gone or dead."""
    try:
        fields = (PROC.parent / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [] if fields[0] in "ZX" else fields


def _boot() -> str:
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return "-"


def _started_by_ps(pid: int) -> str:
    """For systems without /proc."""
    asked = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return asked.stdout.strip()
