"""What a state's law says about needling on a day: read from dated rows of the reference data, never from code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from practice.errors import BadInput
from practice.rules import THERAPISTS

# The codes of the United States Postal Service: fifty states, the District of Columbia and the territories.
STATES: Final = frozenset({
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "IA", "ID", "IL", "IN", "KS", "KY", "LA",
    "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR",
    "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY", "AS", "GU", "MP", "PR", "VI",
})  # fmt: skip


class Permitted(StrEnum):
    """Whether a state lets physical therapists needle."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"


STIMULATION: Final = "stimulation"


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """A technique outside the scope, `unless` something is used with it; '' for always. `label` says it in words."""

    technique: str
    unless: str
    label: str

    def holds(self, *, stimulated: bool) -> bool:
        """Whether it is outside the scope as it was used."""
        return not (stimulated and self.unless == STIMULATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRule:
    """The rule of one state on one day; `who` are the professions that may needle, where it lets anybody."""

    state: str = ""
    name: str = ""
    permitted: Permitted = Permitted.YES
    who: frozenset[str] = frozenset({THERAPISTS})
    out_of_scope: tuple[OutOfScope, ...] = ()
    notes: str = ""


def state_code(text: str) -> str:
    """A state as it is kept and compared: two capital letters. Source: jurisdictions.json, `state`.

    A slip here would stop every signature for want of a licence, or leave the state's rule out.
    """
    code = text.strip().upper()
    if code not in STATES:
        raise BadInput.of("unknown_state", "Enter the state as two letters, for example WA.", "jurisdiction")
    return code


def row_on(rows: Iterable[Mapping[str, Any]], state: str, on: date) -> Mapping[str, Any] | None:
    """The row in force on a day, both its days included; of several the one that began last.

    Source: domain.md (d): rules change by date, so the day of service picks the row.
    """
    found = [row for row in rows if row["state"] == state.strip().upper() and _holds(row, on)]
    return max(found, key=lambda row: row["from"] or "", default=None)


def state_rule(rows: Iterable[Mapping[str, Any]], state: str, on: date) -> StateRule:
    """The rule for a day of service; a state or a day without a row is unknown. Source: domain.md (d)."""
    row = row_on(rows, state, on)
    if row is None:
        return StateRule(state=state, name=state, permitted=Permitted.UNKNOWN)
    return StateRule(
        state=row["state"],
        name=row["name"],
        permitted=Permitted(row["permitted"]),
        who=frozenset(profession.upper() for profession in row["who"]),
        out_of_scope=tuple(
            OutOfScope(one["technique"], one.get("unless") or "", one["label"])
            for one in row["techniques_out_of_scope"]
        ),
        notes=row["notes"],
    )


def _holds(row: Mapping[str, Any], on: date) -> bool:
    first, last = row["from"], row["to"]
    return (first is None or date.fromisoformat(first) <= on) and (last is None or on <= date.fromisoformat(last))
