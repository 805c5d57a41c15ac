"""The dump of the database: written by pg_dump, and carried back into one transaction of our own connection."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from django.conf import settings
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

from practice.backups.database import ONLY_FOR_NOW
from practice.backups.programs import program, running, server_version
from practice.backups.refusals import BackupRefused

BUSY = (
    "Somebody uses the database just now, and a restore needs it alone. Nothing was changed. "
    "Stop the web server and the workers, then restore again."
)
COPY = re.compile(rb"COPY public\.(.+) FROM stdin;\n")
END_OF_COPY = b"\\.\n"
FOR_PSQL = re.compile(rb"\\(un)?restrict \w+\n")
SET_BY_DUMPS = ("search_path", "check_function_bodies", "row_security", "client_min_messages", "xmloption")
OURS = "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')"  # no part of an extension
OBJECTS = f"""
SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
       format('public.%I', relname), relkind = 'S' AS last
  FROM pg_class o WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S') AND {OURS}
UNION ALL
SELECT 'ROUTINE', format('public.%I(%s)', proname, pg_get_function_identity_arguments(oid)), true
  FROM pg_proc o WHERE pronamespace = 'public'::regnamespace AND {OURS}
 ORDER BY last, 2
"""  # noqa: S608  (nothing in it comes from outside)


def dump(path: Path, snapshot: str, tell: Callable[[int], None]) -> None:
    """Write everything as the snapshot sees it; `tell` hears the bytes so far, every two seconds."""
    unsaid = [f"--exclude-table-data=public.{table}" for table in ONLY_FOR_NOW]
    words = ["--format=custom", "--schema=public", f"--snapshot={snapshot}", "--lock-wait-timeout=60s", *unsaid]
    pg_dump = program("pg_dump", server_version())
    with running([pg_dump, *words, "-f", path], stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            try:
                process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                tell(path.stat().st_size if path.exists() else 0)


def replace_tables(path: Path, tell: Callable[[str], None]) -> None:
    """Drop what is there and put the dump in its place; inside the caller's transaction, as the owner."""
    pg_restore = program("pg_restore", server_version())
    words = ["--schema=public", "--no-owner", "--no-privileges", "-f", "-"]
    with _alone(), connection.cursor() as cursor:
        _drop_everything(cursor)
        for section, does in (("pre-data", _execute), ("data", _copy), ("post-data", _execute)):
            tell({"pre-data": "tables", "data": "rows", "post-data": "indexes, keys and triggers"}[section])
            with running([pg_restore, *words, f"--section={section}", path], stdout=subprocess.PIPE) as process:
                does(cursor, cast(IO[bytes], process.stdout))
        cursor.execute("".join(f"RESET {name};" for name in SET_BY_DUMPS) + "SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def _alone() -> Iterator[None]:
    """Waits for others a while, then says so."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{settings.RESTORE_PATIENCE}s'")
    try:
        yield
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", "") in ("55P03", "40P01"):  # lock not available, deadlock
            raise BackupRefused(BUSY) from None
        raise


def _drop_everything(cursor: CursorWrapper) -> None:
    cursor.execute(OBJECTS)
    for kind, name, _ in cursor.fetchall():
        cursor.execute(f"DROP {kind} IF EXISTS {name} CASCADE")


def _execute(cursor: CursorWrapper, script: IO[bytes]) -> None:
    """A script without rows, at once."""
    cursor.execute(b"".join(line for line in script if not FOR_PSQL.fullmatch(line)).decode())


def _copy(cursor: CursorWrapper, script: IO[bytes]) -> None:
    """A script in which rows follow each COPY up to a line with a dot; little stands between them."""
    between: list[bytes] = []
    for line in script:
        if not COPY.fullmatch(line):
            between += [] if FOR_PSQL.fullmatch(line) else [line]
            continue
        cursor.execute(b"".join(between).decode())
        between = []
        with cursor.copy(line.decode()) as copy:
            for row in iter(script.readline, END_OF_COPY):
                if not row:
                    raise BackupRefused("The rows of the dump end too early. Nothing was changed.")
                copy.write(row)
    cursor.execute(b"".join(between).decode())
