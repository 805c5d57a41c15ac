"""The reports app."""

from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Label and start-up of the reports app."""

    name = "reports"
    label = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        """Load the tasks, so that web processes know the follow-ups too."""
        import_module("reports.tasks")
