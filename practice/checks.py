"""What must hold before the system works: checked by `manage.py check --database default` and on start."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from practice import reference
from practice.database import working_role_problem
from practice.models import ReferenceSet

_about_to_load: ContextVar[bool] = ContextVar("about_to_load", default=False)


@contextmanager
def about_to_load() -> Iterator[None]:
    """Inside it the reference data may lack a catalogue: what runs loads it. An update that brings one can migrate."""
    token = _about_to_load.set(True)
    try:
        yield
    finally:
        _about_to_load.reset(token)


@register(Tags.database)
def role_stays_behind_the_fences(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The role at work is neither superuser nor owner, nor allowed to pass row-level security."""
    problem = working_role_problem() if databases else ""
    return [Error(problem, id="practice.E001")] if problem else []


@register(Tags.database)
def reference_data_is_loaded(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every catalogue is there; a database that was never migrated is Django's to report."""
    if not databases or _about_to_load.get():
        return []
    try:
        loaded = set(ReferenceSet.objects.values_list("kind", flat=True))
    except DatabaseError:
        return []
    missing = sorted(set(reference.FILES) - loaded)
    text = f"These catalogues are not loaded: {', '.join(missing)}. Run manage.py migrate."
    return [Error(text, id="practice.E002")] if missing else []
