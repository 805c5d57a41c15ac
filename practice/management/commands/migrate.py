"""Django's migrate, run by the owner of the tables, with the fences put up and the reference data loaded at its end."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from practice import checks, fences, reference
from practice.database import as_owner


class Command(DjangoMigrate):
    """Migrate, fence, load the reference data."""

    def check(self, *args: Any, **options: Any) -> None:
        """As Django's; catalogues that are new are loaded at the end of this very command."""
        with checks.about_to_load():
            super().check(*args, **options)

    def handle(self, *args: Any, **options: Any) -> str | None:
        """As Django's; a plan or a check is left at that."""
        with as_owner():
            answer = super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"] or options["app_label"]):
                fences.raise_fences()
                reference.load_all()
        return answer
