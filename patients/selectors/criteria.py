"""The headaches of an assessment held against the criteria of the catalogue."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final

from patients.models import Assessment
from patients.rules.criteria import Given, Outcome, outcomes, question_keys
from patients.rules.given import Examined, Profile, given_answers
from patients.rules.measurements import frt_cut_off, frt_positive
from practice import reference

Row = Mapping[str, Any]

PROFILE: Final = tuple(Profile.__dataclass_fields__)
GROUPS: Final[Mapping[str, str]] = {
    "tension_type_headache": "Tension-type headache",
    "cervicogenic_headache": "Cervicogenic headache",
    "migraine": "Migraine",
    "neck_pain": "Neck pain",
}


@cache
def questions_of(edition: int) -> Mapping[str, str]:
    """Every question of an edition of the conditions by the key of its answer."""
    return question_keys(reference.edition("conditions", edition)["conditions"])


def criteria_of(headache: Row, examined: Examined, edition: int) -> list[Outcome]:
    """One headache (fields by name) against every condition of an edition, in the catalogue's order."""
    rows = reference.edition("conditions", edition)["conditions"]
    return outcomes(rows, headache.get("answers") or {}, given_of(headache, examined))


def given_of(headache: Row, examined: Examined) -> dict[str, Given]:
    """What need not be asked of a headache."""
    told = {name: headache[name] for name in PROFILE if headache.get(name) is not None}
    return given_answers(Profile(**told), examined)


def examined_in(measurements: Iterable[Row], findings: Iterable[Row], edition: int | None = None) -> Examined:
    """What was measured and felt, from rows as they are sent or stored, with the cut-offs of an edition."""
    felt = list(findings)
    known = reference.measures() if edition is None else reference.entries("measures", edition)
    return Examined(
        measured={row["measure"]: Decimal(str(row["value"])) for row in measurements if row.get("value") is not None},
        frt_cut_off=frt_cut_off(known["frt_left"]),
        familiar_pain=any(row.get("familiar_pain") for row in felt),
        trigger_point=any(row.get("taut_band") and row.get("familiar_pain") for row in felt),
        tender=any(row.get("taut_band") or row.get("tenderness") for row in felt),
    )


def examined_of(row: Assessment) -> Examined:
    """As `examined_in`, of an assessment with its parts, under the edition with which it was signed."""
    return examined_in(
        ({"measure": m.measure, "value": m.value} for m in row.visit.measurements.all()),
        (vars(finding) for finding in row.findings.all()),
        reference.edition_of(row.visit.signer, "measures"),
    )


def frt_words(examined: Examined) -> str:
    """What the flexion-rotation test says on each side that was measured, with the cut-off; '' without one."""
    sides = [(side, examined.measured.get(f"frt_{side}")) for side in ("left", "right")]
    said = [
        f"{side} {degrees.normalize():f}° {'positive' if frt_positive(degrees, examined.frt_cut_off) else 'negative'}"
        for side, degrees in sides
        if degrees is not None
    ]
    return f"Flexion-rotation test: {', '.join(said)} (positive at {examined.frt_cut_off}° or less)." if said else ""
