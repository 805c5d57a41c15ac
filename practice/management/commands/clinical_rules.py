"""Write docs/clinical-rules.md anew from the code."""

from typing import Any

from django.core.management.base import BaseCommand

from practice import clinical_rules


class Command(BaseCommand):
    """Write which rules there are, on whose word, and which tests hold them."""

    help = "Writes docs/clinical-rules.md: every clinical rule with its source, its function and its tests."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Overwrites the page."""
        clinical_rules.path_of_page().write_text(clinical_rules.text(), encoding="utf-8")
        self.stdout.write("docs/clinical-rules.md is written.")
