"""The plans app."""

from importlib import import_module

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Label and start-up of the plans app."""

    name = "plans"
    label = "plans"
    verbose_name = "Plans"

    def ready(self) -> None:
        """Load the follow-ups, what is asked before care goes on, and the diary: every process knows them."""
        import_module("plans.tasks")
        import_module("plans.selectors.lapse")
        import_module("plans.selectors.diary")
