"""The two roles of the database: one owns the tables and migrates, the other one works behind the fences."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

from practice.server_version import too_old

LOGIN = ("USER", "PASSWORD", "HOST", "PORT")


@contextmanager
def as_owner() -> Iterator[None]:
    """Reconnect as the role that owns the tables, for migrations and the fences; then come back.

    Inside another such block it is that one's connection and transaction.
    """
    here: dict[str, Any] = connection.settings_dict
    before = {key: here[key] for key in (*LOGIN, "OPTIONS")}
    owner = {key: settings.DATABASE_OWNER.get(key, "") for key in LOGIN}
    owner["OPTIONS"] = dict(settings.DATABASE_OWNER.get("OPTIONS", {}))
    if before == owner:
        yield
        return
    here.update(owner)
    connection.close()
    try:
        yield
    finally:
        connection.close()
        here.update(before)


def server_problem() -> str:
    """Why the server is too old to be worked with; '' when it is not. It is asked before any role is taken on."""
    asked = connection.get_new_connection(connection.get_connection_params())
    try:
        return too_old(asked.info.server_version)
    finally:
        asked.close()


def working_role_problem() -> str:
    """Why the role at work could pass the fences; '' when it cannot."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls,"
            " (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner = r.oid)"
            " FROM pg_roles r WHERE rolname = current_user"
        )
        superuser, bypasses, owns = cursor.fetchone()
    if superuser or bypasses or owns:
        return "The application works under a database role that can pass row-level security. Use its own role."
    return ""
