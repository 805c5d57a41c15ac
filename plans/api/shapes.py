"""What the resources of this app share: the clinic's day, and what stays where it is."""

from datetime import date
from typing import Any

from practice import selectors as practice
from practice.errors import BadInput


def today() -> date:
    """Today in the clinic in force."""
    return practice.today_in(practice.clinic())


def stays(typed: dict[str, Any], row: Any, *names: str) -> dict[str, Any]:
    """What was sent without the rows that this one hangs on; BadInput when it was to hang on another."""
    for name in names:
        if name in typed and typed.pop(name).pk != getattr(row, f"{name}_id"):
            raise BadInput.of("stays_put", f"An entry stays with its {name}.", name)
    return typed


def stays_itself(typed: dict[str, Any], row: Any) -> None:
    """The id of a record does not change."""
    if typed.pop("id", row.pk) != row.pk:
        raise BadInput.of("id_is_fixed", "The id of a record does not change.", "id")
