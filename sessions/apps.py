"""The sessions app."""

from importlib import import_module

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Label and start-up of the sessions app."""

    name = "sessions"
    label = "needling"
    verbose_name = "Needling sessions"

    def ready(self) -> None:
        """Load the tasks, ties and locks: every process knows the follow-ups, what binds records, what banners tell."""
        import_module("sessions.tasks")
        import_module("sessions.selectors.ties")
        import_module("sessions.selectors.matters")
        import_module("sessions.selectors.needled")
