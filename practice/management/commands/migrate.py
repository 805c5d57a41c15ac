"""Django's migrate, run by the owner of the tables, with the fences put up and the reference data loaded at its end."""

from typing import Any

from django.core.management import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate

from practice import fences, reference
from practice.database import as_owner, server_problem


class Command(DjangoMigrate):
    """Migrate, fence, load the reference data."""

    def get_check_kwargs(self, options: Any) -> Any:
        """Without the checks that look into the database: what they would find missing is what this command brings."""
        return {**super().get_check_kwargs(options), "databases": None}

    def handle(self, *args: Any, **options: Any) -> str | None:
        """As Django's, on a server that is new enough; a plan or a check is left at that."""
        with as_owner():
            if problem := server_problem():
                raise CommandError(problem)
            answer = super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"] or options["app_label"]):
                fences.raise_fences()
                reference.load_all()
        return answer
