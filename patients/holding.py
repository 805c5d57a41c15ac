"""What a patient's record holds: each kind of row says how it hangs on the patient, whatever app it lives in.

Higher apps register their models here, so that records of one person are compared and merged without the lower app
knowing the higher one.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

Model = TypeVar("Model", bound=type[Any])
DIRECTLY: Final = "patient"


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of row: its words for one and many, the road from it to the patient, and the field of which a patient
    has one row each.

    Rows that hang on the patient directly move when records are merged; all others are carried by those.
    """

    model: Any
    one: str
    many: str
    road: str
    one_a: str

    @property
    def label(self) -> str:
        """How a merge names the kind: 'plans.diaryday'."""
        return str(self.model._meta.label_lower)

    def said(self, number: int) -> str:
        """'1 diary day', '2 diary days'."""
        return f"{number} {self.one if number == 1 else self.many}"

    @property
    def moves(self) -> bool:
        """Whether its rows name the patient themselves."""
        return self.road == DIRECTLY


@dataclass(frozen=True, slots=True)
class Tie:
    """What binds two records for good: `binds(episodes that moved, the record that stayed, since when)`."""

    code: str
    words: str
    binds: Callable[[Collection[UUID], UUID, datetime], bool]


HELD: Final[list[Held]] = []
TIES: Final[list[Tie]] = []


def held_by_patient(
    one: str, many: str, *, road: str = "episode__patient", one_a: str = ""
) -> Callable[[Model], Model]:  # fmt: skip
    """Mark a model whose rows belong to a patient."""

    def mark(model: Model) -> Model:
        HELD.append(Held(model, one, many, road, one_a))
        return model

    return mark


def ties_records(code: str, words: str) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
    """Mark a question that, answered yes, keeps a merge from being undone; `words` say why and what to do."""

    def mark(binds: Callable[..., bool]) -> Callable[..., bool]:
        TIES.append(Tie(code, words, binds))
        return binds

    return mark
