"""The progress app."""

from importlib import import_module

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """Label and start-up of the progress app."""

    name = "progress"
    label = "progress"
    verbose_name = "Progress"

    def ready(self) -> None:
        """Load the tasks, so that web processes know the follow-ups too."""
        import_module("progress.tasks")
