"""The floor: the same rows written and read by a bare WSGI application on psycopg, behind the same fences."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson
import psycopg
from django.db import connection as django_connection
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from practice.scoping import new_id

VISIT, SESSION, TARGET, MEASUREMENT = (
    "patients_visit",
    "needling_needlingsession",
    "needling_target",
    "patients_measurement",
)
# table, and the column that leads to the session
ROWS = ((VISIT, "id"), (SESSION, "id"), (TARGET, "session_id"), (MEASUREMENT, "visit_id"))
LIST = f"""
    SELECT coalesce(json_agg(found), '[]')::text FROM (
        SELECT s.*, v.occurred_at, v.minutes, v.note, v.signed_at, v.therapist_id, v.episode_id,
            (SELECT coalesce(json_agg(t ORDER BY t.position), '[]') FROM {TARGET} t WHERE t.session_id = s.id)
                AS targets,
            (SELECT coalesce(json_agg(m), '[]') FROM {MEASUREMENT} m WHERE m.visit_id = s.id) AS measurements
        FROM {SESSION} s JOIN {VISIT} v ON v.id = s.visit_id
        ORDER BY v.occurred_at DESC, s.id DESC LIMIT 50
    ) found
"""
Start = Callable[[str, list[tuple[str, str]]], Any]


class Floor:
    """One connection of its own under the same role; `clinic_id` is in force in each transaction."""

    def __init__(self, clinic_id: UUID) -> None:
        self.clinic_id = clinic_id
        words = django_connection.get_connection_params()
        known = {name: words[name] for name in ("dbname", "user", "password", "host", "port") if words.get(name)}
        self.connection = psycopg.connect(**known, row_factory=dict_row)
        self.inserts: list[tuple[sql.Composed, list[dict[str, Any]]]] = []

    @property
    def backend(self) -> int:
        """The process of PostgreSQL behind the connection."""
        return self.connection.info.backend_pid

    def close(self) -> None:
        """End the connection."""
        self.connection.close()

    def learn(self, session_id: UUID) -> None:
        """Keep the rows of a session that the API wrote, to write the same ones again under other ids."""
        with self.connection.transaction():
            self._enter()
            self.inserts = [_insert(table, self._rows(table, column, session_id)) for table, column in ROWS]

    def write(self, environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
        """POST: one session with its targets and measurements."""
        sent = orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        session_id = UUID(sent["id"])
        with self.connection.transaction(), self.connection.cursor() as cursor:
            self._enter()
            for statement, rows in self.inserts:
                cursor.execute(statement, [value for row in rows for value in _renamed(row, session_id)])
        start("201 Created", [("Content-Type", "application/json")])
        return [orjson.dumps(sent)]

    def read(self, environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
        """GET: the last 50 sessions with their targets and measurements."""
        with self.connection.transaction():
            self._enter()
            row = self.connection.execute(LIST).fetchone()  # type: ignore[arg-type]
        start("200 OK", [("Content-Type", "application/json")])
        return [str(row["coalesce"] if row else "").encode()]

    def _enter(self) -> None:
        self.connection.execute("SELECT set_config('app.clinic_id', %s, true)", [str(self.clinic_id)])

    def _rows(self, table: str, column: str, session_id: UUID) -> list[dict[str, Any]]:
        statement = sql.SQL("SELECT * FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column))
        return self.connection.execute(statement, [session_id]).fetchall()


def _insert(table: str, rows: list[dict[str, Any]]) -> tuple[sql.Composed, list[dict[str, Any]]]:
    """One statement for all rows of a table."""
    names = sql.SQL(", ").join(sql.Identifier(name) for name in rows[0])
    places = sql.SQL("({})").format(sql.SQL(", ").join(sql.Placeholder() for _ in rows[0]))
    values = sql.SQL(", ").join([places] * len(rows))
    return sql.SQL("INSERT INTO {} ({}) VALUES {}").format(sql.Identifier(table), names, values), rows


def _renamed(row: dict[str, Any], session_id: UUID) -> Iterable[Any]:
    """The row's values with the new session's id; a part gets an id of its own."""
    is_part = row.get("session_id") is not None or "measure" in row
    for name, value in row.items():
        if name == "id":
            yield new_id() if is_part else session_id
        elif name in ("visit_id", "session_id"):
            yield session_id
        else:
            yield Jsonb(value) if isinstance(value, dict) else value
