"""Loads the demo clinics; safe to run twice."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from patients.models import EpisodeOfCare
from practice import scoping, selectors
from practice.models import Clinic, Membership
from progress.services import demo
from reports import services
from reports.models import Report

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
        for clinic in demo.make_demo(cases, now=timezone.now(), say=self.stdout.write):
            ask_for_a_report(clinic)


def ask_for_a_report(clinic: Clinic) -> None:
    """One progress report that the worker makes when it comes up."""
    with scoping.clinic_in_force(clinic.pk):
        episode = EpisodeOfCare.objects.exclude(case_key="").order_by("case_key").first()
        therapist = Membership.objects.get(pk=episode.therapist_id)
        services.request_report(
            actor=selectors.actor_of(therapist), kind=Report.Kind.PROGRESS, now=timezone.now(), episode=episode
        )
