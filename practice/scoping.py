"""Which clinic's rows can be seen: the only place that decides it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, ClassVar, Final, Self
from uuid import UUID

import structlog
import uuid_utils.compat
from django.db import connection, models, transaction

from practice.errors import CrossesClinics, NoClinicInScope, StaleVersion

log = structlog.get_logger(__name__)

EVERY_CLINIC: Final = "every"
MOST_PARAMETERS: Final = 65_535  # of one statement: PostgreSQL's protocol counts them in two bytes
Scope = UUID | str | None
_scope: ContextVar[Scope] = ContextVar("clinic in force", default=None)
_at_hand: ContextVar[Any] = ContextVar("the clinic's row, as the door read it", default=None)


def new_id() -> UUID:
    """A UUID of version 7: sorts by time, and a client may make it as well as we."""
    return uuid_utils.compat.uuid7()


def clinic_id_in_force() -> UUID:
    """The one clinic in force; raises when there is none, or when every clinic is."""
    scope = _scope.get()
    if not isinstance(scope, UUID):
        raise NoClinicInScope("No single clinic is in force.")
    return scope


def enter(clinic_id: UUID, *, by: Mapping[str, str] | None = None) -> None:
    """Put a clinic in force until the boundary around it ends; only doors call this.

    `by` says who is at the door; the row history keeps it beside every change of the transaction.
    """
    _put_in_force(clinic_id, by)


def leave() -> None:
    """Take the clinic out of force again: whoever was let in turned out to have no right to be there."""
    _scope.set(None)
    _tell_database(None)


def enter_every_clinic(*, reason: str) -> None:
    """For the operator's admin site; logged."""
    log.warning("scope.every_clinic", reason=reason)
    _put_in_force(EVERY_CLINIC)


@contextmanager
def boundary() -> Iterator[None]:
    """One unit of work in one transaction: whatever clinic is entered inside is left at its end."""
    before = _scope.get()
    with transaction.atomic():
        token, row = _scope.set(None), _at_hand.set(None)
        try:
            yield
        finally:
            _scope.reset(token)
            _at_hand.reset(row)
    if before is not None or connection.in_atomic_block:
        _tell_database(before)


def keep_at_hand(clinic: Any) -> None:
    """The clinic's row, read with the membership: until the boundary ends, nobody has to ask for it again."""
    _at_hand.set(clinic)


def clinic_at_hand() -> Any:
    """The row of the clinic in force when a door read it already, else None."""
    row = _at_hand.get()
    return row if row is not None and row.pk == _scope.get() else None


@contextmanager
def clinic_in_force(clinic_id: UUID) -> Iterator[None]:
    """Work inside one clinic, in one transaction."""
    with boundary():
        _put_in_force(clinic_id)
        yield


@contextmanager
def every_clinic(*, reason: str) -> Iterator[None]:
    """The one way out of the fence, for sign-in, sweepers and commands; the reason is logged."""
    log.info("scope.every_clinic", reason=reason)
    with boundary():
        _put_in_force(EVERY_CLINIC)
        yield


@contextmanager
def clinic_said_later(mark: Any) -> Iterator[None]:
    """For statements.py, which writes SQL once and says the clinic each time it runs: the mark keeps its place."""
    token = _scope.set(mark)
    try:
        yield
    finally:
        _scope.reset(token)


def _put_in_force(scope: UUID | str, by: Mapping[str, str] | None = None) -> None:
    _scope.set(scope)
    _tell_database(scope, by)


def _tell_database(scope: Scope, by: Mapping[str, str] | None = None) -> None:
    """Only local to the transaction: a session-level SET would leak to the next user of the connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.clinic_id', %s, true), set_config('pghistory.context_metadata', %s, true)",
            [str(scope or ""), json.dumps(dict(by)) if by else ""],
        )


class InScope(models.Func):
    """A WHERE condition that looks up the clinic when SQL is written, not when the queryset is built."""

    output_field = models.BooleanField()

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:  # type: ignore[override]
        """The clinic's condition on the one source expression, a clinic_id column."""
        scope = _scope.get()
        if scope is None:
            raise NoClinicInScope("Clinic data was queried with no clinic in force.")
        if scope == EVERY_CLINIC:
            return "1 = 1", []
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"{column} = %s", [*params, scope]


def rows_at_once(model: type[models.Model]) -> int:
    """How many rows of a model one INSERT may carry: each column of each row is a parameter."""
    return MOST_PARAMETERS // len(model._meta.concrete_fields)


class ClinicQuerySet(models.QuerySet[Any]):
    """A queryset whose writes stay in the clinic in force."""

    def bulk_create(self, objs: Iterable[Any], batch_size: int | None = None, *args: Any, **kwargs: Any) -> list[Any]:
        """Stamp each row with the clinic in force and refuse rows that point into another one.

        However many they are: each statement takes as many rows as it can carry, all in one transaction.
        """
        rows = list(objs)
        for row in rows:
            row.stamp_clinic()
        most = rows_at_once(self.model)
        return super().bulk_create(rows, min(batch_size or most, most), *args, **kwargs)

    def locked(self, pk: UUID, *, if_version: int | None = None, of: Sequence[str] = ("self",)) -> Any:
        """The row, locked until the transaction ends; StaleVersion when it is not the version that was read."""
        row = self.select_for_update(of=of).get(pk=pk)
        if if_version is not None and row.version != if_version:
            raise StaleVersion
        return row


class ClinicManager(models.Manager.from_queryset(ClinicQuerySet)):  # type: ignore[misc]
    """Only the rows of the clinic in force; with none in force, using it raises."""

    def get_queryset(self) -> ClinicQuerySet:
        """Every road (count, update, delete, subquery, reverse relation) starts here."""
        rows: ClinicQuerySet = _in_scope(self._queryset_class, self.model, self._db).all()
        rows._hints = self._hints  # type: ignore[attr-defined]
        return rows


@cache
def _in_scope(queryset_class: type[ClinicQuerySet], model: type[models.Model], using: str | None) -> ClinicQuerySet:
    """A model's rows behind the fence, to copy from: building the condition anew costs ten times as much."""
    return queryset_class(model=model, using=using).filter(InScope(models.F("clinic_id")))


class ClinicOwned(models.Model):
    """A row that belongs to exactly one clinic."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clinic = models.ForeignKey("practice.Clinic", on_delete=models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    objects = ClinicManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["clinic", "id"], name="%(app_label)s_%(class)s_same_clinic_target")
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stamp the clinic, refuse a way into another one, and count the version up."""
        self.stamp_clinic()
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version", "updated_at"}
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to delete a row of a clinic that is not in force."""
        self.stamp_clinic()
        return super().delete(*args, **kwargs)

    def validate_unique(self, exclude: Any = None) -> None:
        """Left to the database, which cannot be raced; so forms and serializers check shapes alone."""

    def validate_constraints(self, exclude: Any = None) -> None:
        """Left to the rules, whose words say what to do, and to the database."""

    def touch(self) -> None:
        """Count the version up: something that hangs on this row has changed."""
        self.save(update_fields=set())

    def stamp_clinic(self) -> None:
        """Give the row its clinic, and compare it with the clinic of every row that it points to."""
        scope = _scope.get()
        if scope is None:
            raise NoClinicInScope(f"A {self._meta.label} was written with no clinic in force.")
        if self.clinic_id is None:
            self.clinic_id = clinic_id_in_force()
        elif scope not in (EVERY_CLINIC, self.clinic_id):
            raise CrossesClinics(f"A {self._meta.label} of another clinic was about to be written.")
        for related in self._loaded_clinic_rows():
            if related.clinic_id != self.clinic_id:
                raise CrossesClinics(f"A {self._meta.label} was about to point into another clinic.")

    def _loaded_clinic_rows(self) -> Iterator["ClinicOwned"]:
        """Rows that are only known by id are compared by the database (fences.py)."""
        fields: Sequence[Any] = self._meta.concrete_fields
        for field in fields:
            if field.is_relation and field.is_cached(self):
                related = field.get_cached_value(self)
                if isinstance(related, ClinicOwned):
                    yield related

    def __str__(self) -> str:
        """Never a person's name: this ends up in logs and error reports."""
        return f"{self._meta.verbose_name} {self.pk}"

    @classmethod
    def clinic_models(cls) -> list[type[Self]]:
        """Every concrete model below this one, for the walks and the fences."""
        found: list[type[Self]] = []
        for model in cls.__subclasses__():
            found += model.clinic_models() if model._meta.abstract else [model, *model.clinic_models()]
        return found


def row_of_any_kind(pk: UUID) -> ClinicOwned | None:
    """The row of the clinic in force that has this id; a note, which shares its id with its visit, before the visit."""
    kinds = ClinicOwned.clinic_models()
    asked = [kind.objects.filter(pk=pk).values_list(models.Value(number)) for number, kind in enumerate(kinds)]
    found = [number for (number,) in asked[0].union(*asked[1:], all=True)]
    return kinds[max(found)].objects.get(pk=pk) if found else None
