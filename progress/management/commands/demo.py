"""Loads the demo clinics; safe to run twice."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from progress.services import demo

CASES = Path(settings.BASE_DIR, "progress", "reference", "cases.json")


class Command(BaseCommand):
    """demo [--if-empty] [--force]."""

    help = "Load the demo clinics harbor and summit, with synthetic people whose password is known to everybody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """When to leave it."""
        parser.add_argument("--if-empty", action="store_true", help="only when there is no clinic yet")
        parser.add_argument("--force", action="store_true", help="also where DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses where strangers could reach it: the password is public."""
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                "The demo's password is public, so it is refused with DEBUG=false. Add --force if you mean it."
            )
        if options["if_empty"] and demo.demo_is_there():
            return
        cases = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
        demo.make_demo(cases, now=timezone.now(), say=self.stdout.write)
