"""Whether rows say what their history last kept: a change with the triggers off leaves no line there."""

from collections.abc import Iterator

from django.db import connection, models
from psycopg import sql

from practice.history import history_of
from practice.scoping import ClinicOwned

DIFFERING = """
WITH last AS (SELECT DISTINCT ON (id) * FROM {history} ORDER BY id, pgh_id DESC)
SELECT coalesce(row.id, last.id), CASE
         WHEN last.id IS NULL THEN 'has no history'
         WHEN row.id IS NULL THEN 'is gone, and nothing says that it was removed'
         ELSE 'does not say what its history last kept' END
FROM {table} AS row FULL JOIN last ON last.id = row.id
WHERE last.id IS NULL
   OR (row.id IS NULL) <> (last.pgh_label = 'delete')
   OR (row.id IS NOT NULL AND ({rows}) IS DISTINCT FROM ({kept}))
ORDER BY 1
"""


def unseen_changes() -> Iterator[str]:
    """What became of rows of the clinic in force behind the back of the triggers."""
    for model in ClinicOwned.clinic_models():
        if model._meta.managed and (history := _history(model)) is not None:
            for pk, what in _differing(model, history):
                yield f"{model._meta.verbose_name} {pk} {what}"


def _history(model: type[models.Model]) -> type[models.Model] | None:
    try:
        return history_of(model)
    except LookupError:
        return None


def _differing(model: type[models.Model], history: type[models.Model]) -> list[tuple[str, str]]:
    names = [field.column for field in model._meta.concrete_fields]
    statement = sql.SQL(DIFFERING).format(
        history=sql.Identifier(history._meta.db_table), table=sql.Identifier(model._meta.db_table),
        rows=sql.SQL(", ").join(sql.Identifier("row", str(name)) for name in names),
        kept=sql.SQL(", ").join(sql.Identifier("last", str(name)) for name in names),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement)  # type: ignore[arg-type]
        found: list[tuple[str, str]] = cursor.fetchall()
    return found
