"""Signed means final: the Python guard, the database freeze and the content hash; the only place for it."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from practice.audit import digest
from practice.errors import RecordIsFinal, StaleVersion
from practice.scoping import ClinicManager, ClinicOwned, ClinicQuerySet

NOT_HASHED = frozenset({"version", "created_at", "updated_at", "content_hash", "signed_at", "signed_by", "signer"})

EMPTY: tuple[Any, ...] = (None, "", [], {})


SEALS: dict[type[models.Model], Callable[[Any], str]] = {}


def seals(model: type[models.Model]) -> Callable[[Callable[[Any], str]], Callable[[Any], str]]:
    """Mark the function that computes the content hash of a model that is final from the moment it is written."""

    def mark(computed_hash: Callable[[Any], str]) -> Callable[[Any], str]:
        SEALS[model] = computed_hash
        return computed_hash

    return mark


class SignableQuerySet(ClinicQuerySet):
    """Refuses bulk changes that reach a signed row."""

    def update(self, **kwargs: Any) -> int:
        """As Django's, for open rows only."""
        self._refuse_signed()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, for open rows only."""
        self._refuse_signed()
        return super().delete()

    def locked(self, pk: UUID, *, if_version: int | None = None, of: Sequence[str] = ("self",)) -> Any:
        """As ClinicQuerySet's; who is late for a signed row hears that it is final: reading it again would not help."""
        row = super().locked(pk, of=of)
        if if_version is not None and row.version != if_version:
            raise RecordIsFinal if row.is_signed else StaleVersion
        return row

    def _refuse_signed(self) -> None:
        if self.model.objects.filter(pk__in=self.values("pk"), signed_at__isnull=False).exists():
            raise RecordIsFinal


class SignableManager(ClinicManager.from_queryset(SignableQuerySet)):  # type: ignore[misc]
    """The clinic's rows, guarded once signed."""


class Signable(ClinicOwned):
    """A record that a member closes for good; corrections are addenda."""

    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        "practice.Membership", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    signer = models.JSONField(null=True, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = SignableManager()  # type: ignore[misc]
    parts: ClassVar[list[type["PartOfSignable"]]]
    _was_signed = False

    class Meta(ClinicOwned.Meta):
        abstract = True
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(
                name="signed_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.signed_at IS NOT NULL"),
            )
        ]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.parts = []

    @property
    def is_signed(self) -> bool:
        """Whether the record is closed for good."""
        return self.signed_at is not None

    def require_open(self) -> None:
        """Refuse when the record is signed."""
        if self.is_signed:
            raise RecordIsFinal

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any) -> Self:
        """As Django's; remembers whether the row was signed when it was read."""
        row = super().from_db(db, field_names, values, **more)
        row._was_signed = "signed_at" in field_names and row.signed_at is not None
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As ClinicOwned's, for open rows only; `sign` is the one way to close."""
        if self._was_signed:
            raise RecordIsFinal
        super().save(*args, **kwargs)
        self._was_signed = self.is_signed

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As ClinicOwned's, for open rows only."""
        self.require_open()
        return super().delete(*args, **kwargs)

    def sign(self, *, by_id: UUID, at: datetime, signer: Mapping[str, Any]) -> None:
        """Close the record: who, when, with which credentials, and the hash of everything that it says."""
        self.require_open()
        self.signed_at, self.signed_by_id, self.signer = at, by_id, dict(signer)
        self.content_hash = self.computed_hash()
        self.save()

    def computed_hash(self) -> str:
        """The hash of the canonical text of this record, its parts and its signature."""
        content = {
            "record": _as_json(self),
            "parts": {part._meta.label_lower: _rows_as_json(part.rows_of(self)) for part in type(self).parts},
            "signature": {"at": _canonical(self.signed_at), "by": str(self.signed_by_id), "signer": self.signer},
        }
        return digest(json.dumps(content, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder))


class PartQuerySet(ClinicQuerySet):
    """Refuses bulk changes of parts whose record is signed."""

    def update(self, **kwargs: Any) -> int:
        """As Django's, while the record is open."""
        self._refuse(self.values_list(self.model.part_of + "_id", flat=True))
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, while the record is open."""
        self._refuse(self.values_list(self.model.part_of + "_id", flat=True))
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """As Django's, while the record is open."""
        rows = list(objs)
        self._refuse({row.signable_id for row in rows if not row.known_open()})
        return super().bulk_create(rows, *args, **kwargs)

    def _refuse(self, ids: Any) -> None:
        if isinstance(ids, set) and not ids:
            return
        if self.model.signable_model().objects.filter(pk__in=ids, signed_at__isnull=False).exists():
            raise RecordIsFinal


class PartManager(ClinicManager.from_queryset(PartQuerySet)):  # type: ignore[misc]
    """The clinic's rows, guarded once their record is signed."""


class PartOfSignable(ClinicOwned):
    """A row that belongs to a signable record and is final with it.

    `part_of` names the foreign key whose id is the id of the signable record `signable` ("app.Model").
    """

    part_of: ClassVar[str]
    signable: ClassVar[str]

    objects = PartManager()  # type: ignore[misc]

    class Meta(ClinicOwned.Meta):
        abstract = True

    @classmethod
    def signable_model(cls) -> type[Signable]:
        """The model that is signed."""
        model: type[Signable] = cls._meta.apps.get_model(cls.signable)
        return model

    @classmethod
    def rows_of(cls, record: Signable) -> "models.QuerySet[PartOfSignable]":
        """The parts of one record in a stable order."""
        rows: models.QuerySet[PartOfSignable] = cls.objects.filter(**{f"{cls.part_of}_id": record.pk})
        return rows.order_by("pk")

    @property
    def signable_id(self) -> UUID:
        """The id of the record that this row is part of."""
        found: UUID = getattr(self, f"{self.part_of}_id")
        return found

    def known_open(self) -> bool:
        """Whether the record is at hand and open, so that nobody has to ask the database."""
        field: Any = self._meta.get_field(self.part_of)
        owner = field.get_cached_value(self, default=None)
        if isinstance(owner, Signable):
            return not owner.is_signed
        return isinstance(owner, PartOfSignable) and owner.known_open()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As ClinicOwned's, while the record is open."""
        self._require_open_record()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As ClinicOwned's, while the record is open."""
        self._require_open_record()
        return super().delete(*args, **kwargs)

    def _require_open_record(self) -> None:
        if not self.known_open():
            type(self).objects.none()._refuse({self.signable_id})


def frozen_with(table: str, column: str) -> pgtrigger.Trigger:
    """A trigger for a part's table: nothing is added, changed or removed once the record in `table` is signed.

    It locks the record (FOR SHARE), because a signature in the making is not to be seen yet: whoever changes a part by
    straight SQL waits for it and is refused, or the signature waits and covers the change. A key share, which the
    foreign key takes anyway, would not do: it comes after this look.
    """
    return pgtrigger.Trigger(
        name="final_with_its_record",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF (SELECT bool_or(record.signed_at IS NOT NULL) FROM (
                SELECT signed_at FROM {table} WHERE (TG_OP <> 'INSERT' AND id = OLD.{column})
                    OR (TG_OP <> 'DELETE' AND id = NEW.{column}) FOR SHARE) AS record) THEN
                RAISE EXCEPTION 'pgtrigger: Cannot change a part of a signed record in %', TG_TABLE_NAME;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608  (names of our own tables)
    )


def _as_json(row: models.Model) -> dict[str, Any]:
    """What the row says; what is empty is left out, so that a field added later keeps old hashes true."""
    said = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in NOT_HASHED}
    return {name: _canonical(value) for name, value in said.items() if value not in EMPTY}


def _canonical(value: Any) -> Any:
    """The same text before and after a trip through the database: 1.50 is 1.5, and a moment is said in UTC."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _rows_as_json(rows: Iterable[models.Model]) -> list[dict[str, Any]]:
    return [_as_json(row) for row in rows]


def register_parts(models_found: Iterable[type[models.Model]]) -> None:
    """Tell each signable model its parts; called once when all apps are ready."""
    for model in models_found:
        if issubclass(model, PartOfSignable):
            known = model.signable_model().parts
            if model not in known:
                known.append(model)
                known.sort(key=lambda part: part._meta.label_lower)
