"""Row history: database triggers keep every row as it was before and after each change."""

from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

Model = TypeVar("Model", bound=type[models.Model])


def tracked(model: Model) -> Model:
    """Have triggers keep what each row was; no road around Python is silent, and history itself never changes."""
    track = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        obj_field=None,
        context_field=pghistory.ContextJSONField(null=True),
        context_id_field=None,  # type: ignore[arg-type]
        append_only=True,
        level=pgtrigger.Statement,
    )
    return track(model)  # type: ignore[no-any-return]
