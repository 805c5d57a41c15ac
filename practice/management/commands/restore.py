"""Put a backup in the place of what is here: every checksum first, then all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from practice.backups.database import in_words
from practice.backups.refusals import BackupRefused
from practice.backups.restoring import restore_backup
from practice.management.stopping import stopped_as_by_hand


class Command(BaseCommand):
    """Restore, migrate, verify."""

    help = "Restores a file that `backup` has written: all of it, or nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path, help="the backup")
        parser.add_argument("--force", action="store_true", help="replace everything that this system holds")

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        """Says what was restored, then whether every signed record still says what was signed."""
        try:
            with stopped_as_by_hand():
                found = restore_backup(file.absolute(), force=force, say=self._tell)
        except (BackupRefused, OSError) as problem:
            raise CommandError(str(problem)) from None
        self._tell(f"Restored the state of {found.made_at}: {in_words(found.rows, found.files)}.")
        call_command("verify_records", stdout=self.stdout)
        self._tell("Everybody has to sign in again. Start the web server and the workers anew if they ran meanwhile.")

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
