"""A derived result made plain: its inputs, the thresholds that it was held against, and a sentence for each reader.

Source: domain.md (e); the sentences are a project choice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from patients.rules.measurements import Number, exact
from progress.rules.citations import citation
from progress.rules.reference import ReferenceTables
from progress.rules.series import Point
from progress.rules.words import MEASURE_WORDS

DRAFT: Final = "draft, not signed"
DOMAIN: Final = "Rule of the clinic's reference, section (e): project choice"


@dataclass(frozen=True, slots=True)
class Input:
    """One value that a result rests on: measure (or what else it is), visit counted from 1, day and value.

    `signed` is whether the note of a measured value is, None of anything else.
    """

    what: str
    visit: int | None
    on: date | None
    value: float | str | None
    signed: bool | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """One limit that decided, in the measure's unit, with its citation."""

    name: str
    value: float
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One result, named as in the progress contract; `patient` is None where it is no matter of the patient's."""

    result: str
    title: str
    clinician: str
    patient: str | None = None
    inputs: tuple[Input, ...] = ()
    thresholds: tuple[Threshold, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "result": self.result,
            "title": self.title,
            "clinician": self.clinician,
            "patient": self.patient,
            "inputs": [
                {
                    "what": one.what, "visit": one.visit, "date": one.on.isoformat() if one.on else None,
                    "value": one.value, "signed": one.signed,
                }
                for one in self.inputs
            ],
            "thresholds": [
                {"name": one.name, "value": one.value, "citation": one.citation} for one in self.thresholds
            ],
        }  # fmt: skip


def inputs_of(measure: str, series: Iterable[Point]) -> tuple[Input, ...]:
    """Points as inputs of a result; a point that stands for two things is named once."""
    return tuple(Input(measure, one.visit, one.on, float(one.value), one.signed) for one in dict.fromkeys(series))


def draft_words(point: Point) -> str:
    """What follows a value in a sentence for clinicians when its note is not signed: ' (draft, not signed)'."""
    return "" if point.signed else f" ({DRAFT})"


def limit(measure: str, name: str, value: Number, reference: ReferenceTables) -> Threshold:
    """An MCID or MDC of a measure as a threshold with its citation."""
    told = citation(reference.measure_by_key[measure], name, value)
    return Threshold(f"{name.upper()} of {label(measure)}", float(exact(value)), told)


def label(measure: str) -> str:
    """A measure as it stands inside a sentence for clinicians: 'average pain', 'HIT-6'."""
    words = MEASURE_WORDS[measure].label
    return f"{words[:1].lower()}{words[1:]}"


def with_unit(measure: str, value: Number) -> str:
    """'9 in 28', '5.7 of 10', '68°'."""
    unit = MEASURE_WORDS[measure].unit
    return f"{plain(value)}{'' if unit in ('', '°') else ' '}{unit}"


def plain(value: Number) -> str:
    """A number without needless decimals."""
    number = exact(value)
    return str(int(number)) if number == number.to_integral_value() else str(Decimal(number).normalize())
