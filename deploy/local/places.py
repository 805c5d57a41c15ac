"""Where everything lies: data that outlives a run, a throw-away folder for tests, sockets, logs, the secret key."""

import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local import register
from deploy.local.accounts import Account, make_folder
from deploy.local.messages import Trouble, disk_full

CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST_SOCKET = 107  # bytes: what the operating system keeps of a socket's path
SOCKET_NAMES = (".s.PGSQL.5432", "redis.sock")
ROOM_TO_START = 200 * 1024 * 1024
LAYOUT = {"postgres": "postgres", "redis": "redis", "media": "media", "logs": "log", "register": "running.json"}
THROW_AWAY = "myoplan-test-"


@dataclass(frozen=True)
class Places:
    """The folder of one running Myoplan and what lies in it."""

    folder: Path
    postgres: Path = field(init=False)
    redis: Path = field(init=False)
    media: Path = field(init=False)
    logs: Path = field(init=False)
    register: Path = field(init=False)

    def __post_init__(self) -> None:
        for name, inside in LAYOUT.items():
            object.__setattr__(self, name, self.folder / inside)


def system_folder(checkout: Path) -> Path:
    """Root's folder for this checkout: outside of it, so that an unprivileged account can reach it."""
    digest = hashlib.sha256(os.fsencode(checkout)).hexdigest()[:8]
    return Path("/var/lib") / f"myoplan-{digest}"


def data_folder(checkout: Path) -> Path:
    """Where the data of this checkout lies for this user."""
    return system_folder(checkout) if os.geteuid() == 0 else checkout / "var"


def prepare(folder: Path) -> Places:
    """Make the folders that Django and the logs need. Passable, not readable, for the account of the servers."""
    places = Places(make_folder(folder, mode=0o711 if os.geteuid() == 0 else 0o700))
    for private in (places.media, places.logs):
        make_folder(private, mode=0o700)
    require_room(folder)
    return places


def require_room(folder: Path, needed: int = ROOM_TO_START) -> None:
    """Refuse before a half-written file says so."""
    if shutil.disk_usage(folder).free < needed:
        raise Trouble(f"{disk_full(folder)} Myoplan needs {needed // 1024 // 1024} MB there.")


@contextmanager
def held(path: Path, refusal: str, *, wait: bool = False) -> Iterator[None]:
    """Hold a lock that ends with us, however we end. A folder can be locked as it is, without a file in it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(refusal) from None
        yield
    finally:
        os.close(descriptor)


def fits(folder: Path) -> bool:
    """Whether the paths are short enough for the operating system, and no list of hosts to PostgreSQL's clients."""
    return "," not in str(folder) and all(len(os.fsencode(folder / name)) <= LONGEST_SOCKET for name in SOCKET_NAMES)


@contextmanager
def sockets(places: Places, account: Account | None) -> Iterator[Path]:
    """A private folder for the sockets: beside the data, or in the temporary folder where that path will not do."""
    beside = places.folder / "sockets"
    folder = beside if fits(beside) else _short_folder()
    try:
        make_folder(folder, mode=0o700, account=account)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _short_folder() -> Path:
    for parent in (tempfile.gettempdir(), "/tmp"):
        folder = Path(parent) / f"myoplan-{secrets.token_hex(6)}"
        if fits(folder):
            return folder
    raise Trouble("The paths of this checkout and of the temporary folder are too long for a socket. Set TMPDIR=/tmp.")


@contextmanager
def throw_away() -> Iterator[Places]:
    """A folder of our own that is gone afterwards. Its lock says that somebody still uses it."""
    folder = Path(tempfile.mkdtemp(prefix=THROW_AWAY))
    try:
        if os.geteuid() == 0:
            folder.chmod(0o711)
        with held(folder, f"{folder} is in use."):
            yield prepare(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_throw_aways() -> None:
    """Remove what test runs that were killed left in the temporary folder, their servers included."""
    for folder in Path(tempfile.gettempdir()).glob(f"{THROW_AWAY}*"):
        with suppress(OSError, Trouble):
            if folder.stat().st_uid == os.geteuid():
                with held(folder, ""):
                    register.clear_left_overs(folder / "running.json")
                    shutil.rmtree(folder)


def secret_key(places: Places) -> str:
    """Made once, kept with the data, readable by its owner only."""
    path = places.folder / "secret-key"
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        fresh.rename(path)
    return path.read_text().strip()
