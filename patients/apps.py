"""People, episodes, screening, consent, visits, assessments and measurements."""

from importlib import import_module

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    """Label and start-up of the patients app."""

    name = "patients"
    label = "patients"
    verbose_name = "Patients"

    def ready(self) -> None:
        """Load the tasks, so that web processes know the follow-ups too."""
        import_module("patients.tasks")
        import_module("patients.reminders")
