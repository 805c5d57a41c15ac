"""What may stand in a log: never a name, never a free text, never a value of a record."""

import logging
import traceback
from collections.abc import MutableMapping
from functools import cache
from types import TracebackType
from typing import Any

from django.apps import apps

from practice.privacy import Sensitivity, sensitivity

REDACTED = "[redacted]"
ALWAYS = frozenset({"password", "token", "cookie", "authorization", "q", "login"})
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


@cache
def secret_keys() -> frozenset[str]:
    """The names of all fields that identify a person or say something clinical, from the one classification."""
    found = set(ALWAYS)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if sensitivity(model, field.name) in (Sensitivity.IDENTIFYING, Sensitivity.CLINICAL):
                found.add(field.name)
    return frozenset(found - {"kind", "state"})


def redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A step of structlog: values under the name of a sensitive field are taken out."""
    if apps.models_ready:
        for key in secret_keys().intersection(event):
            event[key] = REDACTED
    return event


class Discreet(logging.Formatter):
    """Tells where something broke and of what kind, without the message: databases repeat whole rows in theirs."""

    def format(self, record: logging.LogRecord) -> str:
        """As the library's; Celery puts the message of an exception into the line itself, so it is taken out there."""
        if isinstance(record.args, dict) and "exc" in record.args:
            record = logging.makeLogRecord({**record.__dict__, "args": {**record.args, "exc": REDACTED}})
        return super().format(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802
        """The frames and the kinds of the errors, innermost last."""
        problem = ei[1]
        lines: list[str] = []
        while problem is not None:
            lines.append("".join(traceback.format_tb(problem.__traceback__)) + _kind_of(problem))
            problem = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
        return "\n".join(reversed(lines))


def _kind_of(problem: BaseException) -> str:
    """The class, and for the database's refusals the code and the promise that was broken."""
    promise = getattr(getattr(problem, "diag", None), "constraint_name", None)
    code = getattr(problem, "sqlstate", None)
    details = " ".join(str(part) for part in (code, promise) if part)
    return f"{type(problem).__module__}.{type(problem).__qualname__}{': ' + details if details else ''}"
