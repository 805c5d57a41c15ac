"""Where the thresholds of a measure come from, in the words of the catalogue.

Source: measures.json, `mcid` and `mdc` with their sources.
"""

from typing import Final

from patients.rules.measurements import Number, exact
from progress.rules.reference import Table

NEAREST: Final = "nearest published value (project choice)"


def citation(definition: Table, name: str, value: Number) -> str:
    """The source of a measure's `mcid` or `mdc` of this value; of a value that no entry has, that it is the nearest."""
    entries = definition.get(name) or ()
    found = next((entry for entry in entries if exact(entry["value"]) == exact(value)), None)
    return str(found["source"]) if found else NEAREST
