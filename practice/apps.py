"""The clinic's own app: wiring that waits until every model is known."""

from django.apps import AppConfig, apps


class PracticeConfig(AppConfig):
    """Label and start-up of the practice app."""

    name = "practice"
    verbose_name = "Practice"

    def ready(self) -> None:
        """Tell signable models their parts; no model is complete before this moment."""
        from practice import checks, expiry, invitations, moments, signing, start  # noqa: F401
        from practice.doors import accounts  # noqa: F401  (its receivers)

        signing.register_parts(apps.get_models())
