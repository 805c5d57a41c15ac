"""Uploaded documents: what may be one, and how it gets its place on the disk, written whole or not at all."""

import hashlib
import os
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from practice.errors import BadInput, require

FOLDER: Final = "credentials"
MOST_BYTES: Final = 5 * 1024 * 1024
BEGINNINGS: Final = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
ENDINGS: Final = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def require_size(size: int | None) -> None:
    """Not empty, and at most 5 MB."""
    require(bool(size), "document_empty", "The file is empty. Choose another one.", "document", kind=BadInput)
    fits = size is not None and size <= MOST_BYTES
    require(fits, "document_too_big", "The file has more than 5 MB. Choose a smaller one.", "document", kind=BadInput)


def type_of(content: bytes) -> str:
    """The type that the content itself says; its name and what the browser calls it count for nothing."""
    require_size(len(content))
    found = next((kind for beginning, kind in BEGINNINGS.items() if content.startswith(beginning)), "")
    text = "This is no PDF, PNG or JPEG. Scan or photograph the document."
    require(bool(found), "document_type", text, "document", kind=BadInput)
    return found


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def path_of(clinic_id: UUID, credential_id: UUID, content: bytes, kind: str) -> str:
    """The path below the media folder: no name in it, and another one for another content."""
    return f"{FOLDER}/{clinic_id}/{credential_id}-{digest(content)[:16]}.{ENDINGS[kind]}"


def keep(path: str, content: bytes) -> None:
    """Put the content at its path in one step, safely on the disk, readable by this system alone."""
    place: Path = settings.MEDIA_ROOT / path
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    waiting = place.with_suffix(".part")
    with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(place)
