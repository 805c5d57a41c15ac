"""Django's `migrate`, which also loads the catalogues: that a new one is missing yet must not stop it."""

from typing import Any

from django.core.management.commands import migrate


class Command(migrate.Command):
    """As Django's; what it is about to put right in the database is not checked before."""

    def get_check_kwargs(self, options: Any) -> Any:
        """Without the checks that look into the database: it is checked when the system starts."""
        kwargs = super().get_check_kwargs(options)
        kwargs["databases"] = None
        return kwargs
