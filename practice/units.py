"""What stands behind the value of a measure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

BY_UCUM: Final[Mapping[str, str]] = {
    "deg": "°", "d": "days", "d/(28.d)": "days", "h/(28.d)": "hours", "{Tscore}": "T",
}  # fmt: skip
SCORE: Final = "{score}"


def unit_of(measure: Mapping[str, Any]) -> str:
    """'°', 's', 'of 10' for a score from 0 on, 'points' for any other; `measure` is an entry of measures.json."""
    unit = str(measure["unit_ucum"])
    if unit == SCORE:
        return f"of {measure['max']:g}" if measure["min"] == 0 else "points"
    return BY_UCUM.get(unit, unit)


def with_unit(value: Decimal | float, measure: Mapping[str, Any]) -> str:
    """A value as it is read: '62°', '18 s', '4.3 of 10'."""
    unit = unit_of(measure)
    return f"{float(value):.6g}{'' if unit in ('°', '%') else ' '}{unit}"
