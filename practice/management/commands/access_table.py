"""Write docs/access.md anew from the running system."""

from typing import Any

from django.core.management.base import BaseCommand

from practice import access_table


class Command(BaseCommand):
    """Write who may use which address."""

    help = "Writes docs/access.md: every page and API operation with the roles that may use it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Overwrites the page."""
        access_table.path_of_page().write_text(access_table.text(), encoding="utf-8")
        self.stdout.write("docs/access.md is written.")
