"""Reads on the way of every session: the ORM writes their SQL once, and the driver hands the rows out as they are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import orjson
from django.db import connection, models

from practice import scoping

CLINIC: Final = "clinic"
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
    force is one of the given values wherever the rows are a clinic's, so the fence stands as for every queryset, and
    without one nothing runs.
    """

    def __init__(self, queryset: Callable[[], Any]) -> None:
        self.queryset = queryset

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        with scoping.clinic_said_later(Given(CLINIC)):
            sql, params = self.queryset().query.sql_with_params()
        return sql, params

    @cached_property
    def _asks_for_clinic(self) -> bool:
        return any(isinstance(value, Given) and value.name == CLINIC for value in self._written[1])

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows as the driver reads them: ids, days, moments and lists are Python's, JSON is text."""
        sql, params = self._written
        if self._asks_for_clinic:
            given[CLINIC] = scoping.clinic_id_in_force()
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[value.name] if isinstance(value, Given) else value for value in params])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@contextmanager
def planned_for_its_values() -> Iterator[None]:
    """PostgreSQL plans what runs inside for the values that it has: how a sum over a period is best read depends on
    how long that is. Else a statement that ran often has one plan for whatever its values are.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        yield
        cursor.execute("SET LOCAL plan_cache_mode = auto")


def as_json(text: str | None) -> Any:
    """What a JSON column holds."""
    return None if text is None else orjson.loads(text)


def json_fields(model: type[models.Model]) -> frozenset[str]:
    """The columns of a model that hold JSON: a statement reads them as text."""
    return frozenset(field.attname for field in model._meta.concrete_fields if isinstance(field, models.JSONField))


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


class ById(Generic[Row]):
    """One row of a model by its id, with rows that it points to (`"visit", "visit__episode"`); `for_update` locks it.

    As `objects.select_related(*related).get(pk=…)` finds it, for a third of what that costs.
    """

    def __init__(self, model: type[Row], *related: str, for_update: bool = False) -> None:
        self.model, self.related, self.for_update = model, related, for_update
        self.statement = Statement(self._queryset)

    def get(self, pk: UUID) -> Row:
        """The row; raises the model's DoesNotExist when the clinic in force has none."""
        found = self.statement.rows(pk=pk)
        if not found:
            raise self.model.DoesNotExist  # type: ignore[attr-defined]
        values = iter(found[0])
        row = _loaded(self.model, values)
        for name in self.related:
            owner, last = row, name
            while "__" in last:
                first, last = last.split("__", 1)
                owner = getattr(owner, first)
            behind = _loaded(_model_behind(self.model, name), values)
            setattr(owner, last, behind if behind.pk is not None else None)
        return row

    def _queryset(self) -> Any:
        rows: Any = self.model._default_manager.filter(pk=Given("pk"))
        there = ((name, columns(_model_behind(self.model, name))) for name in self.related)
        wanted = rows.values_list(*columns(self.model), *(f"{name}__{of}" for name, known in there for of in known))
        return wanted.select_for_update() if self.for_update else wanted


@cache
def by_id(model: type[Row], *related: str, for_update: bool = False) -> ById[Row]:
    """The `ById` of a model, one for all who ask."""
    return ById(model, *related, for_update=for_update)


def _model_behind(model: type[models.Model], name: str) -> type[models.Model]:
    found: Any = model
    for step in name.split("__"):
        found = found._meta.get_field(step).related_model
    return found  # type: ignore[no-any-return]


def _loaded(model: type[Row], values: Iterator[Any]) -> Row:
    """A record of the next values, each as its field reads it."""
    read = [_as_read(field, next(values)) for field in model._meta.concrete_fields]
    return model.from_db(connection.alias, columns(model), read)


def _as_read(field: Any, value: Any) -> Any:
    convert = getattr(field, "from_db_value", None)
    return value if convert is None else convert(value, field.cached_col, connection)


def columns(model: type[models.Model]) -> list[str]:
    """The columns of a model, for `values_list`."""
    return [field.attname for field in model._meta.concrete_fields]
