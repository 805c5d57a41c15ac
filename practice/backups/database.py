"""What stands in the database: its tables, their rows and their migrations, seen at one moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from practice.backups.refusals import BackupRefused
from practice.models import Clinic, ReferenceSet, User

ONLY_FOR_NOW = ("django_session", "usersessions_usersession")  # who is signed in just now: a restore signs nobody in
BOOKKEEPING = {"django_migrations", "django_content_type", "auth_permission", ReferenceSet._meta.db_table}

TABLES = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1
"""


@contextmanager
def one_moment() -> Iterator[str]:
    """A transaction that sees the database as it is now, whoever writes meanwhile; the name of its snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def row_counts() -> dict[str, int]:
    """Table → rows, without what belongs to this moment only."""
    with connection.cursor() as cursor:
        return {table: _count(cursor, table) for table in _tables(cursor) if table not in ONLY_FOR_NOW}


def what_is_there() -> dict[str, int]:
    """Table → rows where somebody has stored something; empty for a system that was only just set up."""
    found = {table: count for table, count in row_counts().items() if count and table not in BOOKKEEPING}
    return {table: count for table, count in found.items() if not table.startswith("django_celery_beat_")}


def in_words(rows: Mapping[str, int], files: int) -> str:
    """'2 clinics, 11 accounts, 4,120 rows, 3 files'."""
    clinics, accounts = (rows.get(model._meta.db_table, 0) for model in (Clinic, User))
    counted = {"clinic": clinics, "account": accounts, "row": sum(rows.values()), "file": files}
    return ", ".join(f"{count:,} {word}{'' if count == 1 else 's'}" for word, count in counted.items())


def applied_migrations() -> dict[str, list[str]]:
    """App → names of the migrations that the tables have seen."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        if "django_migrations" not in _tables(cursor):
            raise BackupRefused("There are no tables to back up. Run manage.py migrate first.")
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        for app, name in cursor.fetchall():
            found.setdefault(app, []).append(name)
    return found


def _tables(cursor: CursorWrapper) -> list[str]:
    cursor.execute(TABLES)
    return [name for (name,) in cursor.fetchall()]


def _count(cursor: CursorWrapper, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM public.{connection.ops.quote_name(table)}")  # noqa: S608
    return int(cursor.fetchone()[0])
