"""Prints the derived results of one episode as JSON."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from patients.models import EpisodeOfCare
from practice import scoping
from progress import selectors


class Command(BaseCommand):
    """show_progress EPISODE."""

    help = "Print the derived results of one episode: the same object as GET /api/v1/episodes/{id}/progress/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The id of the episode."""
        parser.add_argument("episode", type=UUID)

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the episode in whichever clinic it is."""
        with scoping.every_clinic(reason="show_progress"):
            episode = EpisodeOfCare.objects.select_related("patient", "clinic").filter(pk=options["episode"]).first()
            if episode is None:
                raise CommandError("There is no such episode.")
            scoping.enter(episode.clinic_id)
            found = selectors.episode_progress(episode, clinic=episode.clinic, now=timezone.now())
        self.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
