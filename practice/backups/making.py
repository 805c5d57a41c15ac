"""Making a backup: database and files to one file, written beside its name and renamed when it is whole."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from practice.backups import archive, database, dumps, files
from practice.backups.manifest import Manifest, product_version
from practice.backups.programs import server_version
from practice.backups.refusals import BackupRefused
from practice.database import as_owner

DATABASE, MEDIA = "database.dump", "media/"
Say = Callable[[str], None]
MEGABYTE = 1_000_000


def make_backup(path: Path, *, now: datetime, force: bool, say: Say) -> Manifest:
    """The whole system as it is now, while it works on; refuses a name that is taken unless `force`."""
    if path.exists() and not force:
        raise BackupRefused(f"{path} exists already. Choose another name, or replace it with --force.")
    if not path.parent.is_dir():
        raise BackupRefused(f"There is no folder {path.parent}.")
    with _beside(path) as folder, as_owner():
        fresh = folder / "backup"
        manifest = _write(fresh, folder / DATABASE, now, say)
        archive.read(fresh)
        fresh.replace(path)
        _sync(path.parent)
    return manifest


def _write(fresh: Path, dump: Path, now: datetime, say: Say) -> Manifest:
    """The rows first: every file that they name is there already and stays."""
    with _private(fresh) as file:
        writer = archive.Writer(file)
        with database.one_moment() as snapshot:
            say("Database …")
            dumps.dump(dump, snapshot, lambda done: say(f"  {done / MEGABYTE:,.0f} MB of the database"))
            rows, applied, named = database.row_counts(), database.applied_migrations(), files.named_by_the_database()
        with dump.open("rb") as content:
            writer.add(DATABASE, content, dump.stat().st_size)
        dump.unlink()
        present = _add_files(writer, say)
        manifest = Manifest(
            version=product_version(), made_at=now.isoformat(), postgres=server_version(), migrations=applied,
            rows=rows, missing=sorted(named - present), parts=writer.parts,
        )  # fmt: skip
        writer.seal(manifest)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add_files(writer: archive.Writer, say: Say) -> set[str]:
    """Those that are there now; one that goes away meanwhile belongs to nobody."""
    found, added = files.names(), set[str]()
    say(f"Files … {len(found)}")
    for name in found:
        with suppress(FileNotFoundError), (settings.MEDIA_ROOT / name).open("rb") as content:
            writer.add(f"{MEDIA}{name}", content, os.fstat(content.fileno()).st_size)
            added.add(name)
            if len(added) % 1000 == 0:
                say(f"  {len(added)} of {len(found)} files")
    return added


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A folder beside the file, held by us alone; what a backup that was killed left in it goes first."""
    folder = path.with_name(f".{path.name}.unfinished")
    folder.mkdir(mode=0o700, exist_ok=True)
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in folder.iterdir():
            left.unlink()
        yield folder
        shutil.rmtree(folder)
    except BlockingIOError:
        raise BackupRefused(f"Another backup to {path} is under way.") from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        os.close(held)


def _private(path: Path) -> IO[bytes]:
    """Readable by its owner only: it holds everybody's records."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
