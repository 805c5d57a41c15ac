"""What each field of each model holds: the one classification that logs, dumps and exports read."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db import models


class Sensitivity(Enum):
    """How much a field says about a person."""

    IDENTIFYING = "identifying"
    CLINICAL = "clinical"
    PLAIN = "plain"


@dataclass(frozen=True)
class Classified:
    """Field names by sensitivity, written as words in a string: `Classified(identifying="name", plain="id")`."""

    identifying: str = ""
    clinical: str = ""
    plain: str = ""
    _by_field: dict[str, Sensitivity] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for sensitivity in Sensitivity:
            for name in getattr(self, sensitivity.value).split():
                self._by_field[name] = sensitivity

    def of(self, name: str) -> Sensitivity | None:
        """The sensitivity of a field, None when nobody classified it."""
        return self._by_field.get(name)


BASE = Classified(plain="id clinic version created_at updated_at signed_at signed_by signer content_hash")


def sensitivity(model: type[models.Model], name: str) -> Sensitivity | None:
    """How sensitive a field of a model is; the fields that every clinic row has are plain."""
    own: Any = getattr(model, "classified", None)
    return (own.of(name) if own else None) or BASE.of(name)


def unclassified(model: type[models.Model]) -> list[str]:
    """The fields of a model that nobody classified."""
    return [f.name for f in model._meta.concrete_fields if sensitivity(model, f.name) is None]
