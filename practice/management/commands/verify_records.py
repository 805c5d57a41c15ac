"""Prove that records, trail and rows say what they said; exit 1 with the list when anything was altered."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practice.counting import counted
from practice.verification import verify_everything


class Command(BaseCommand):
    """Prove that no signed record, no event of the trail and no row was altered."""

    help = (
        "Recomputes the content hash of every signed record, the chain over the audit trail, and compares every row"
        " with its history."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Hashes that somebody noted outside of this system."""
        parser.add_argument(
            "--noted", action="append", default=[], metavar="HASH",
            help="a hash that this command printed earlier: the trail must still hold it (may be given several times)",
        )  # fmt: skip

    def handle(self, *args: Any, noted: list[str], **options: Any) -> None:
        """Says how many records hold and how far each trail is linked, or what was altered."""
        told = verify_everything(noted=noted)
        if told.findings:
            lines = "\n".join(f"  {finding}" for finding in told.findings)
            raise CommandError(
                f"{counted(len(told.findings), 'problem')} in {told.records} signed records and their trail:\n{lines}",
                returncode=1,
            )
        self.stdout.write(f"All {told.records} signed records say what was signed.")
        for slug, trail in told.trails.items():
            self.stdout.write(
                f"The trail of {slug} says what it said: {counted(trail['events'], 'event')} in"
                f" {counted(trail['links'], 'link')},"
                f" {trail['waiting']} not linked yet; {trail['head'] or 'no link yet'}"
            )
