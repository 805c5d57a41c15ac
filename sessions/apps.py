"""The sessions app."""

from importlib import import_module

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Label and start-up of the sessions app."""

    name = "sessions"
    label = "needling"
    verbose_name = "Needling sessions"

    def ready(self) -> None:
        """Load the tasks, so that web processes know the follow-ups too, and the lock that banners tell first."""
        import_module("sessions.tasks")
        import_module("sessions.selectors.locks")
