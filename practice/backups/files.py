"""The files under MEDIA_ROOT: which belong into a backup, and how those of a backup get there."""

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from practice.backups.refusals import Damaged

UNFINISHED = ".part"  # how the name of a file ends that somebody still writes
STAGING = ".restoring-"


def names() -> list[str]:
    """Every finished file, as a path below MEDIA_ROOT."""
    found = (path.relative_to(settings.MEDIA_ROOT) for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if path.suffix != UNFINISHED and not path.parts[0].startswith("."))


def named_by_the_database() -> set[str]:
    """What the rows call their files, in all clinics; asked by the owner of the tables."""
    return set().union(*(_names_in(model, field) for model in apps.get_models() for field in _file_fields(model)))


def _file_fields(model: type[models.Model]) -> list[models.FileField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.FileField)]


def _names_in(model: type[models.Model], field: models.FileField) -> set[str]:
    """By hand, because the manager of a clinic's rows shows one clinic."""
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        table, column = quoted(model._meta.db_table), quoted(str(field.column))
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} <> ''")  # noqa: S608  (names of our own)
        return {name for (name,) in cursor.fetchall()}


@contextmanager
def staging() -> Iterator[Path]:
    """A folder inside MEDIA_ROOT, so that a file is put in place by a rename; what a killed restore left goes first."""
    root: Path = settings.MEDIA_ROOT
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in root.glob(f"{STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=STAGING, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def opened_in(folder: Path, name: str) -> IO[bytes]:
    """A new file of this name in the folder; a name that leads out of it is refused."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise Damaged(f"“{name}” is no name of a file.")
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def put_in_place(folder: Path) -> None:
    """Move every file of the folder to its name under MEDIA_ROOT; what else is there stays."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        place: Path = settings.MEDIA_ROOT / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.replace(place)


def keep_only(kept: Collection[str]) -> None:
    """Remove every file but these, and the folders that are empty then."""
    root: Path = settings.MEDIA_ROOT
    for name in set(names()).difference(kept):
        (root / name).unlink(missing_ok=True)
        for folder in (root / name).parents:
            if folder == root:
                break
            with suppress(OSError):
                folder.rmdir()
