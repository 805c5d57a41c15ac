"""Row history: database triggers keep every row as it was before and after each change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import pghistory
import pgtrigger
from django.apps import apps
from django.db import models

Model = TypeVar("Model", bound=type[models.Model])


def tracked(model: Model) -> Model:
    """Have triggers keep what each row was; no road around Python is silent, and history itself never changes."""
    return _tracked(model, [])


def tracked_to_look_back(model: Model) -> Model:
    """As `tracked`, with an index for what `as_it_was` asks."""
    name = f"{model.__name__.lower()[:20]}_as_it_was"
    return _tracked(model, [models.Index(fields=["id", "pgh_created_at"], name=name)])


def _tracked(model: Model, indexes: list[models.Index]) -> Model:
    track = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        obj_field=None,
        context_field=pghistory.ContextJSONField(null=True),
        context_id_field=None,  # type: ignore[arg-type]
        append_only=True,
        level=pgtrigger.Statement,
        meta={"indexes": indexes} if indexes else None,
    )
    return track(model)  # type: ignore[no-any-return]


def history_of(model: type[models.Model]) -> type[models.Model]:
    """The model of the rows that the triggers write about a model."""
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")


def as_they_were(
    model: type[models.Model], ids: Iterable[UUID], names: Iterable[str], before: datetime
) -> dict[UUID, dict[str, Any]]:
    """What these fields of rows said before a moment, by id; without the rows that were not written down by then."""
    events = history_of(model)._default_manager.filter(id__in=list(ids), pgh_created_at__lt=before)
    last = events.order_by("id", "-pgh_created_at", "-pgh_id").distinct("id").values("id", *names)
    return {row.pop("id"): row for row in last}


def as_it_was(row: models.Model, names: Iterable[str], before: datetime) -> dict[str, Any]:
    """What these fields of a row said before a moment; {} where the row was not written down by then."""
    events = history_of(type(row))._default_manager.filter(id=row.pk, pgh_created_at__lt=before)
    return events.order_by("-pgh_created_at", "-pgh_id").values(*names).first() or {}
