"""Restoring a backup: every checksum first, then all of it in one transaction, or nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.core.management import call_command
from django.db import transaction

from practice.backups import archive, database, dumps, files
from practice.backups.making import DATABASE, MEDIA, MEGABYTE
from practice.backups.manifest import Manifest, known_migrations, require_not_newer
from practice.backups.programs import server_version
from practice.backups.refusals import BackupRefused, Damaged
from practice.database import as_owner

Say = Callable[[str], None]


def restore_backup(path: Path, *, force: bool, say: Say) -> Manifest:
    """Put the backup in the place of what is here; refuses a system that holds anything unless `force`."""
    require_not_newer(archive.manifest_of(path), known_migrations())
    say("Checking every byte …")
    manifest = archive.read(path, tell=_every_gigabyte(say))
    with as_owner(), files.staging() as folder:
        _require_server(manifest)
        _require_empty(force)
        _unpack(path, folder)
        _put_in_place(manifest, folder, say)
    return manifest


def _put_in_place(manifest: Manifest, folder: Path, say: Say) -> None:
    """New files come before the commit and old ones go after it, so that the rows in force always find theirs."""
    before = files.names()
    try:
        with transaction.atomic():
            dumps.replace_tables(folder / DATABASE, lambda step: say(f"Database … {step}"))
            _require_same_rows(manifest)
            say("Migrations, fences and catalogues …")
            call_command("migrate", interactive=False, verbosity=0)
            say(f"Files … {manifest.files}")
            files.put_in_place(folder / MEDIA)
    except BaseException:
        files.keep_only(before)
        raise
    files.keep_only([part.name.removeprefix(MEDIA) for part in manifest.parts if part.name.startswith(MEDIA)])


def _require_server(manifest: Manifest) -> None:
    if manifest.postgres > server_version():
        raise BackupRefused(
            f"The backup comes from PostgreSQL {manifest.postgres}, and this server is PostgreSQL {server_version()}. "
            f"Restore into PostgreSQL {manifest.postgres} or newer."
        )


def _require_empty(force: bool) -> None:
    rows, stored = database.what_is_there(), len(files.names())
    if (rows or stored) and not force:
        raise BackupRefused(
            f"This system is not empty: {database.in_words(rows, stored)}. Nothing was changed. "
            f"A restore replaces all of it; if that is what you want, back it up first and add --force."
        )


def _require_same_rows(manifest: Manifest) -> None:
    """As many in each table as the backup counted."""
    restored = database.row_counts()
    for table, count in manifest.rows.items():
        if restored.get(table) != count:
            raise BackupRefused(
                f"{table} should hold {count} rows and holds {restored.get(table, 'none')}. Nothing was changed."
            )


def _unpack(path: Path, folder: Path) -> None:
    """Into the staging folder; hashed once more, because a file can change between two readings."""

    def sink(name: str) -> IO[bytes]:
        if name != DATABASE and not name.startswith(MEDIA):
            raise Damaged(f"“{name}” does not belong into a backup.")
        return files.opened_in(folder, name)

    (folder / MEDIA).mkdir(mode=0o700)
    archive.read(path, sink)


def _every_gigabyte(say: Say) -> Callable[[int], None]:
    said = 0

    def tell(done: int) -> None:
        nonlocal said
        if done // (1000 * MEGABYTE) > said:
            said = done // (1000 * MEGABYTE)
            say(f"  {done / MEGABYTE:,.0f} MB")

    return tell
