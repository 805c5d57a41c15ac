"""Which kind of JSON value each field takes: what merely looks like it, as "yes" or 1 for true, is refused."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from rest_framework import serializers

from practice.rules import YEARS

DAY = re.compile(r"(\d{4})-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(r"(\d{4})-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def wrong_kind(field: Any, sent: Any) -> Any:
    """What is wrong with the kind of a value, as DRF nests it; None when nothing is, or the field says it itself."""
    if sent is None:
        return None
    if isinstance(field, serializers.ListField) and isinstance(sent, list):
        found = {at: wrong for at, item in enumerate(sent) if (wrong := wrong_kind(field.child, item))}
        return found or None
    if isinstance(field, serializers.DictField) and isinstance(sent, dict):
        return {key: wrong for key, item in sent.items() if (wrong := wrong_kind(field.child, item))} or None
    check = _check_of(type(field))  # type: ignore[arg-type]
    problem = check(sent) if check else ""
    return [problem] if problem else None


@cache
def _check_of(field_class: type) -> Callable[[Any], str] | None:
    """The first check that is for this class of fields."""
    return next((check for kinds, check in CHECKS if issubclass(field_class, kinds)), None)


def _truth(sent: Any) -> str:
    return "" if isinstance(sent, bool) else "Send true or false."


def _text(sent: Any) -> str:
    return "" if isinstance(sent, str) else "Send text."


def _whole(sent: Any) -> str:
    fits = isinstance(sent, int) or (isinstance(sent, float) and sent.is_integer())
    return "" if fits and not isinstance(sent, bool) else "Enter a whole number."


def _number(sent: Any) -> str:
    return "" if isinstance(sent, (int, float)) and not isinstance(sent, bool) else "Enter a number."


def _day(sent: Any) -> str:
    found = DAY.fullmatch(sent) if isinstance(sent, str) else None
    return "" if found and int(found[1]) in YEARS else "Enter a day as YYYY-MM-DD, for example 2026-11-22."


def is_moment(sent: Any) -> bool:
    """Whether this is a date and time with their offset, in years that every calendar can count with."""
    found = MOMENT.fullmatch(sent) if isinstance(sent, str) else None
    return found is not None and int(found[1]) in YEARS


def _moment(sent: Any) -> str:
    words = "Enter date and time with their offset, for example 2026-11-22T10:00:00-08:00."
    return "" if is_moment(sent) else words


def _id(sent: Any) -> str:
    if not isinstance(sent, str):
        return "Send an id."
    return "" if ID.fullmatch(sent) else "This is not an id: send a UUID."


def _choice(sent: Any) -> str:
    return "" if isinstance(sent, (str, int)) and not isinstance(sent, bool) else "Choose one of the values."


CHECKS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (serializers.BooleanField, _truth),
    ((serializers.UUIDField, serializers.PrimaryKeyRelatedField), _id),
    (serializers.ChoiceField, _choice),
    (serializers.CharField, _text),
    (serializers.IntegerField, _whole),
    ((serializers.DecimalField, serializers.FloatField), _number),
    (serializers.DateTimeField, _moment),
    (serializers.DateField, _day),
)
