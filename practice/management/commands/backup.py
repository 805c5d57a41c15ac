"""Write the whole system, database and report files, into one file; works while the system runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practice.backups import archive
from practice.backups.database import in_words
from practice.backups.making import make_backup
from practice.backups.manifest import Manifest
from practice.backups.refusals import BackupRefused
from practice.management.stopping import stopped_as_by_hand


class Command(BaseCommand):
    """Back up, or check a backup."""

    help = "Writes the whole system, database and report files, into one file; --verify checks such a file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path, help="where the backup goes, or lies")
        parser.add_argument("--force", action="store_true", help="replace a file of that name")
        parser.add_argument("--verify", action="store_true", help="only check every byte of the file")

    def handle(self, *args: Any, file: Path, force: bool, verify: bool, **options: Any) -> None:
        """Says what is in it."""
        try:
            with stopped_as_by_hand():
                if verify:
                    self._say("Every byte is as it was written", archive.read(file), file)
                    return
                found = make_backup(file.absolute(), now=timezone.now(), force=force, say=self._tell)
        except (BackupRefused, OSError) as problem:
            raise CommandError(str(problem)) from None
        self._say("Backed up and checked", found, file)
        if found.missing:
            self.stderr.write(
                f"{len(found.missing)} files that the database names are not under MEDIA_ROOT and so not in the backup,"
                f" for instance {found.missing[0]}. Is MEDIA_ROOT the one of the running system?"
            )

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _say(self, what: str, found: Manifest, file: Path) -> None:
        words = in_words(found.rows, found.files)
        size = file.stat().st_size / 1_000_000
        self.stdout.write(f"{what}: {words}; {size:,.1f} MB, Myoplan {found.version}, {found.made_at}.")
