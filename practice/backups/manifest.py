"""What a backup says of itself, and whether this version of Myoplan may restore it."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Self

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from practice.backups.refusals import BackupRefused, Damaged

FORMAT = 1
PRODUCT = "Myoplan"
Migrations = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Part:
    """One file in the backup: its name, its bytes, and their SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Everything that has to be known before a backup is restored. `rows` counts each table; `made_at` is RFC 3339."""

    version: str
    made_at: str
    postgres: int  # major version of the server
    migrations: Migrations  # app → names of what was applied
    rows: Mapping[str, int]
    missing: Sequence[str]  # files that the database names and that were not there
    parts: Sequence[Part]
    format: int = FORMAT
    product: str = PRODUCT
    files: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", sum(part.name.startswith("media/") for part in self.parts))

    def as_json(self) -> bytes:
        """As it stands in the backup."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read it; refuses what is not one, and a form that this version does not know."""
        try:
            said: dict[str, Any] = json.loads(text)
            known = said["product"] == PRODUCT and said["format"] <= FORMAT
        except (ValueError, KeyError, TypeError):
            raise Damaged("What the file says of itself cannot be read.") from None
        if not known:
            raise BackupRefused(
                f"This file was written by a newer {said['product']} ({said.get('version', '?')}), in a form that this "
                f"version ({product_version()}) does not know. Install that version, then restore."
            )
        parts = [Part(**part) for part in said.pop("parts")]
        return cls(**{name: value for name, value in said.items() if name != "files"}, parts=parts)


@cache
def product_version() -> str:
    """The version of this checkout."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def known_migrations() -> set[tuple[str, str]]:
    """Every migration that this version brings, and those that a squashed one replaces."""
    brought = MigrationLoader(None).disk_migrations
    return set(brought).union(*(migration.replaces for migration in brought.values()))


def require_not_newer(manifest: Manifest, known: set[tuple[str, str]]) -> None:
    """Refuse a backup whose tables this version cannot understand."""
    unknown = sorted((app, name) for app, names in manifest.migrations.items() for name in names)
    unknown = [found for found in unknown if found not in known]
    if unknown:
        app, name = unknown[0]
        raise BackupRefused(
            f"This backup was made by a newer Myoplan ({manifest.version}) than this one ({product_version()}): its "
            f"tables have changes that are not known here, for instance {app} {name}. "
            f"Install Myoplan {manifest.version} or newer, then restore."
        )
