"""Where the files of reports lie: paths without names, written whole or not at all."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

FOLDER = "reports"


def path_of(clinic_id: UUID, report_id: UUID) -> str:
    """The path of a report's file below the media folder: one report, one file, whoever makes it."""
    return f"{FOLDER}/{clinic_id}/{report_id}.pdf"


def set_aside(path: str, attempt: int, content: bytes) -> Path:
    """Write the content beside its place, safely on the disk, for this attempt alone."""
    waiting = _waiting(path, attempt)
    waiting.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return waiting


def put_in_place(path: str, attempt: int) -> None:
    """Give the content its name in one step, and clear away what earlier attempts left beside it."""
    _waiting(path, attempt).replace(settings.MEDIA_ROOT / path)
    clear(path)


def clear(path: str) -> None:
    """Remove what attempts left beside the place."""
    place: Path = settings.MEDIA_ROOT / path
    for left in place.parent.glob(f"{place.stem}.*.part"):
        with suppress(FileNotFoundError):
            left.unlink()


def discard(path: str, attempt: int) -> None:
    """Remove what one attempt left beside the place."""
    _waiting(path, attempt).unlink(missing_ok=True)


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _waiting(path: str, attempt: int) -> Path:
    place: Path = settings.MEDIA_ROOT / path
    return place.with_name(f"{place.stem}.{attempt}.part")
