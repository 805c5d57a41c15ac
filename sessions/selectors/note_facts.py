"""What a note says itself of the facts that the rule of signing looks at: its fields, muscles, numbers and events."""

from collections.abc import Iterable, Mapping
from typing import Any

from patients.models import Measurement
from practice import reference
from sessions.models import AdverseEvent, NeedlingSession, Target
from sessions.rules.facts import (
    EstimFacts,
    TargetFacts,
    TimedFacts,
    high_risk,
    longest_needle,
    lung_field,
    thickest_needle,
)
from sessions.rules.signing import RETAINED_NEEDLE

PAIN = "nprs_current"
MOVEMENTS = ("crom_", "frt_")


def as_written(session: NeedlingSession) -> dict[str, Any]:
    """What the fields of a draft say, as the rule asks for it."""
    rescreen = session.rescreen if isinstance(session.rescreen, dict) else {}
    told = rescreen.get("positive") or str(rescreen.get("note") or "").strip()
    return {
        "rescreened": rescreen.get("changes") is not None,
        "change_unexplained": bool(rescreen.get("changes")) and not told,
        "location": session.location,
        "needle_expiry": session.needle_expiry,
        "consent_confirmed": session.consent_confirmed,
        "risk_explained": tuple(session.risk_explained),
        "position": session.position,
        "estim": _estim(session.estim),
        "skin_prep": session.skin_prep,
        "gloves": session.gloves,
        "needle_lot": session.needle_lot,
        "sharps_disposed": session.sharps_disposed,
        "response": session.response,
        "education": tuple(session.education),
        "no_injection": session.no_injection,
    }


def measured_in(session: NeedlingSession) -> dict[str, Any]:
    """Whether pain was asked afterwards, and which movements were measured before and not again."""
    known, rows = reference.measures(), list(session.visit.measurements.all())
    after = {(row.measure, row.side) for row in rows if row.phase == Measurement.Phase.AFTER}
    before = [row for row in rows if row.phase == Measurement.Phase.BEFORE and row.measure.startswith(MOVEMENTS)]
    missed = {known[row.measure]["name"]: None for row in before if (row.measure, row.side) not in after}
    return {
        "pain_measured_after": any(measure == PAIN for measure, _ in after),
        "not_retested": tuple(missed),
    }


def interventions_of(written: Iterable[Mapping[str, Any]]) -> tuple[TimedFacts, ...]:
    """Treatment beside the needles, in the catalogue's words."""
    known = reference.interventions()
    return tuple(
        TimedFacts(name=known[row["key"]]["label"], minutes=row.get("minutes"), timed=known[row["key"]]["timed"])
        for row in written
    )


def incident_in(events: Iterable[AdverseEvent]) -> dict[str, Any]:
    """Whether a needle that stayed is on record, and explained; a bent or broken one is no needle that is missing.

    Source: domain.md (b), 'until an incident record exists (`retained_needle`)'.
    """
    found = [event for event in events if event.kind == RETAINED_NEEDLE]
    explained = any(event.description.strip() and event.action_taken.strip() for event in found)
    return {"incident_recorded": bool(found), "incident_explained": explained}


def target_facts(target: Target) -> TargetFacts:
    """One needled muscle, with what the catalogue says of it."""
    muscle: Mapping[str, Any] = reference.muscles()[target.muscle]
    return TargetFacts(
        muscle=target.muscle,
        side=target.side,
        name=muscle["common_name"],
        region=muscle["region"],
        needles_in=target.needles_in,
        needles_out=target.needles_out,
        diameter_mm=target.diameter_mm,
        length_mm=target.length_mm,
        longest_mm=longest_needle(muscle),
        thickest_mm=thickest_needle(muscle),
        depth_mm=target.depth_mm,
        points=target.points,
        technique=target.technique,
        safeguard=target.safeguard,
        dwell_minutes=target.dwell_minutes,
        structures=tuple(muscle["structures_at_risk"]),
        twitch=target.twitch,
        familiar_pain=target.familiar_pain,
        do_not_needle=muscle["do_not_needle"],
        high_risk=high_risk(muscle),
        lung_field=lung_field(muscle),
        risk_confirmed=target.risk_confirmed,
    )


def _estim(written: Mapping[str, Any] | None) -> EstimFacts | None:
    if written is None:
        return None
    return EstimFacts(**{**written, "leads": tuple(written.get("leads") or ())})
