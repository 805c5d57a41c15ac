"""The file itself: a tar with the parts, a manifest, and at its very end the SHA-256 of all of it."""

import hashlib
import io
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from practice.backups.manifest import Manifest, Part
from practice.backups.refusals import BackupRefused, Damaged

MANIFEST = "manifest.json"
SEAL = re.compile(rb"\nsha256:([0-9a-f]{64})\n")
SEAL_LENGTH = 73
BLOCK = 1024 * 1024
Sink = Callable[[str], IO[bytes] | None]
DAMAGED = "{} is damaged or incomplete: {} It cannot be restored, and nothing was changed."


class Writer:
    """Writes parts one after the other and remembers what they were."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.whole, self.parts = file, hashlib.sha256(), list[Part]()
        through: Any = self
        self.tar = tarfile.open(fileobj=through, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 (see `seal`)

    def write(self, block: bytes) -> int:
        """For tarfile: everything passes the hash of the whole."""
        self.whole.update(block)
        return self.file.write(block)

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """One part of exactly `size` bytes."""
        through = _Hashing(content)
        self._put(name, through, size)
        self.parts.append(Part(name, size, through.digest.hexdigest()))

    def seal(self, manifest: Manifest) -> None:
        """The manifest, the end of the tar, and the hash of everything before it."""
        text = manifest.as_json()
        self._put(MANIFEST, io.BytesIO(text), len(text))
        self.tar.close()
        self.file.write(b"\nsha256:" + self.whole.hexdigest().encode() + b"\n")

    def _put(self, name: str, content: Any, size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        self.tar.addfile(entry, content)


class _Hashing:
    """Hashes what is read through it, up to `limit` bytes."""

    def __init__(self, file: IO[bytes], limit: int | None = None) -> None:
        self.file, self.left, self.digest = file, limit, hashlib.sha256()

    def read(self, size: int) -> bytes:
        """For tarfile."""
        block = self.file.read(size if self.left is None else min(size, self.left))
        self.digest.update(block)
        if self.left is not None:
            self.left -= len(block)
        return block


def manifest_of(path: Path) -> Manifest:
    """What the file says of itself, found without reading all of it; its truth is `read`'s to prove."""
    with _damage_named(path), tarfile.open(path, "r:") as tar:
        found = tar.extractfile(MANIFEST)
        return Manifest.from_json(found.read() if found else b"")


def read(path: Path, sink: Sink = lambda name: None, tell: Callable[[int], None] = lambda done: None) -> Manifest:
    """Read every byte and compare every hash; each part is written to `sink(name)`. `tell` hears the bytes so far."""
    with _damage_named(path), path.open("rb") as file:
        sealed = _sealed_hash(file)
        whole = _Hashing(file, path.stat().st_size - SEAL_LENGTH)
        parts, text = _read_parts(whole, sink, lambda: tell(file.tell()))
        while whole.read(BLOCK):
            pass
        manifest = Manifest.from_json(text)
        wrong = sorted({part.name for part in set(parts).symmetric_difference(manifest.parts)})
        if wrong:
            raise Damaged(f"“{wrong[0]}” is not what was written.")
        if whole.digest.hexdigest() != sealed:
            raise Damaged("its bytes are not those that were written.")
        return manifest


def _read_parts(whole: Any, sink: Sink, tell: Callable[[], None]) -> tuple[list[Part], bytes]:
    parts, text = list[Part](), b""
    with tarfile.open(fileobj=whole, mode="r|") as tar:
        for entry in tar:
            content = tar.extractfile(entry)
            if content is None:
                raise Damaged(f"“{entry.name}” is no file.")
            if entry.name == MANIFEST:
                text = content.read()
                continue
            parts.append(Part(entry.name, entry.size, _copied(content, sink(entry.name))))
            tell()
    return parts, text


def _copied(content: IO[bytes], target: IO[bytes] | None) -> str:
    digest = hashlib.sha256()
    while block := content.read(BLOCK):
        digest.update(block)
        if target is not None:
            target.write(block)
    if target is not None:
        target.close()
    return digest.hexdigest()


def _sealed_hash(file: IO[bytes]) -> str:
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - SEAL_LENGTH))
    found = SEAL.fullmatch(file.read())
    file.seek(0)
    if found is None:
        raise Damaged("it does not end as a backup does.")
    return found[1].decode()


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise BackupRefused(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise BackupRefused(f"{path} is a folder, not a backup.") from None
    except Damaged as problem:
        raise Damaged(DAMAGED.format(path, problem)) from None
    except (tarfile.TarError, KeyError, EOFError, UnicodeError, TypeError, ValueError):
        raise Damaged(DAMAGED.format(path, "it cannot be read as a backup.")) from None
