"""Reads on the way of every session: the ORM writes their SQL once, and the driver hands the rows out as they are."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

import orjson
from django.db import connection, models

from practice import scoping

Row = TypeVar("Row", bound=models.Model)


class JSONRows(models.Subquery):
    """The rows of a subquery (`values(...)`, in order) as the text of a JSON list; NULL when there are none.

    PostgreSQL writes nested rows as JSON for a fraction of what it costs to load each value into Python.
    """

    template = "(SELECT json_agg(listed)::text FROM (%(subquery)s) AS listed)"
    output_field = models.TextField()


class Given(models.Expression):
    """A value that is only known when the statement runs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:  # type: ignore[override]
        """A placeholder; this mark stands for its value until `Statement.rows` has it."""
        return "%s", [self]


class AnyOf(models.Func):
    """That a column has one of the values in a list which is given as one: `AnyOf(F("pk"), Given("ids"))`."""

    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = models.BooleanField()


class Statement:
    """A queryset of plain values (`values_list`) that differs from run to run in nothing but its `Given` values.

    Building a queryset and writing its SQL costs several times what running it does (docs/adr/0017). The clinic in
    force is one of the given values, so the fence stands as for every queryset, and without one nothing runs.
    """

    def __init__(self, queryset: Callable[[], Any]) -> None:
        self.queryset = queryset

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        with scoping.clinic_said_later(Given("clinic")):
            sql, params = self.queryset().query.sql_with_params()
        return sql, params

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows as the driver reads them: ids, days, moments and lists are Python's, JSON is text."""
        sql, params = self._written
        given["clinic"] = scoping.clinic_id_in_force()
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[value.name] if isinstance(value, Given) else value for value in params])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def loaded(text: str | None) -> list[dict[str, Any]]:
    """The rows of a `JSONRows`."""
    return orjson.loads(text) if text else []  # type: ignore[no-any-return]


def records(model: type[Row], text: str | None) -> list[Row]:
    """The rows of a `JSONRows` as records that know the columns in it; any other would be asked for when it is read."""
    return [_record(model, row) for row in loaded(text)]


def _record(model: type[Row], row: dict[str, Any]) -> Row:
    known = [field for field in model._meta.concrete_fields if field.attname in row]
    values = [field.to_python(row[field.attname]) for field in known]
    return model.from_db(connection.alias, [field.attname for field in known], values)


def columns(model: type[models.Model]) -> list[str]:
    """The columns of a model, for `values_list`."""
    return [field.attname for field in model._meta.concrete_fields]
