"""What must hold before the system works: checked by `manage.py check --database default` and on start."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from practice import reference
from practice.database import server_problem, working_role_problem
from practice.models import ReferenceSet


@register(Tags.database)
def server_is_new_enough(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The server knows what the fences are made of."""
    problem = server_problem() if databases else ""
    return [Error(problem, id="practice.E003")] if problem else []


@register(Tags.database)
def role_stays_behind_the_fences(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The role at work is neither superuser nor owner, nor allowed to pass row-level security."""
    problem = working_role_problem() if databases else ""
    return [Error(problem, id="practice.E001")] if problem else []


@register(Tags.database)
def reference_data_is_loaded(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every catalogue is there; a database that was never migrated is Django's to report."""
    if not databases:
        return []
    try:
        loaded = set(ReferenceSet.objects.values_list("kind", flat=True))
    except DatabaseError:
        return []
    missing = sorted(set(reference.FILES) - loaded)
    text = f"These catalogues are not loaded: {', '.join(missing)}. Run manage.py migrate."
    return [Error(text, id="practice.E002")] if missing else []
