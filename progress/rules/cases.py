"""Reads a worked case of cases.json as the facts of an episode.

Source: cases.json, its own description of a case.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from patients.rules.consent import ConsentFacts
from patients.rules.flags import Cleared
from patients.rules.measurements import Number, headache_days_28, ndi_prorated
from plans.rules.certification import RENEWAL, SIGNED, CertificationFacts
from progress.rules.facts import (
    EpisodeFacts,
    EventFacts,
    GoalFacts,
    PlanFacts,
    RecertificationFacts,
    ScreeningFacts,
    TargetFacts,
    VisitFacts,
)

Case = Mapping[str, Any]


def facts_from_case(case: Case) -> EpisodeFacts:
    """The episode that a case describes; its `expected` is not looked at."""
    visits = tuple(_visit(visit) for visit in case["visits"])
    dates = {visit["no"]: visit["date"] for visit in case["visits"]}
    return EpisodeFacts(
        group=case["group"],
        visits=visits,
        screenings=(_screening(case, min(visit.on for visit in visits)),),
        clearances=_clearances(case),
        consents=_consents(case.get("consent")),
        plan=_plan(case),
        certifications=_certifications(case),
        report_dates=tuple(date.fromisoformat(dates[number]) for number in case.get("progress_report_visits", ())),
        age=case["patient"].get("age"),
        acute_med_class=case["patient"].get("acute_med_class"),
        needling_authorised=case["clinician"]["needling_authorised"],
    )


def measures_from_case(recorded: Mapping[str, Any]) -> dict[str, Number | None]:
    """One visit's measures as numbers: a diary becomes headache days per 28, answered NDI items a prorated score.

    A value written down directly comes before one that would have to be derived.
    """
    values = {key: value for key, value in recorded.items() if not isinstance(value, Mapping)}
    return values | _from_diary(recorded) | _from_ndi_items(recorded)


def _from_diary(recorded: Mapping[str, Any]) -> dict[str, Decimal | None]:
    diary = recorded.get("headache_diary")
    if not diary or "headache_days_28" in recorded:
        return {}
    return {"headache_days_28": headache_days_28(diary["headache_days"], diary["recorded_days"])}


def _from_ndi_items(recorded: Mapping[str, Any]) -> dict[str, Decimal | None]:
    items = recorded.get("ndi_items_answered")
    if not items or "ndi_raw" in recorded:
        return {}
    return {"ndi_raw": ndi_prorated(items["sum"], items["answered"])}


def _visit(visit: Case) -> VisitFacts:
    needling, aftercare = visit.get("needling") or {}, visit.get("aftercare") or {}
    return VisitFacts(
        on=date.fromisoformat(visit["date"]),
        order=visit["no"],
        kind=visit["kind"],
        measures=measures_from_case(visit["measures"]),
        targets=tuple(_target(muscle) for muscle in needling.get("muscles", ())),
        adverse_events=tuple(_event(event, date.fromisoformat(visit["date"])) for event in visit["adverse_events"]),
        red_flags=tuple(visit["red_flags"]),
        soreness_72h=aftercare.get("soreness_72h"),
    )


def _event(event: Case, on: date) -> EventFacts:
    """A case gives events no day of their own: it is the session's."""
    return EventFacts(key=event["key"], grade=event["grade"], on=on)


def _target(muscle: Case) -> TargetFacts:
    return TargetFacts(**{name: muscle[name] for name in ("muscle", "side", "needles_in", "needles_out")})


def _screening(case: Case, first_visit: date) -> ScreeningFacts:
    screening = case["screening"]
    return ScreeningFacts(
        on=first_visit,
        positive=frozenset(screening["positive"]),
        red_flags=frozenset(screening["red_flags"]),
        all_answered=screening["all_answered"],
    )


def _clearances(case: Case) -> tuple[Cleared, ...]:
    days = {note["key"]: date.fromisoformat(note["on"]) for note in case.get("clearance_notes", ())}
    keys = dict.fromkeys([*case["screening"]["cleared"], *days])
    return tuple(Cleared(key=key, on=days.get(key)) for key in keys)


def _consents(consent: Case | None) -> tuple[ConsentFacts, ...]:
    if not consent or not consent.get("signed_on"):
        return ()
    withdrawn = consent.get("withdrawn_on")
    return (
        ConsentFacts(
            signed_on=date.fromisoformat(consent["signed_on"]),
            withdrawn_on=date.fromisoformat(withdrawn) if withdrawn else None,
            by_guardian=bool(consent.get("guardian")),
        ),
    )


def _plan(case: Case) -> PlanFacts:
    plan = case["plan"]
    renewals = case.get("recertifications", ())
    return PlanFacts(
        start=date.fromisoformat(plan["start"]),
        duration_weeks=plan["duration_weeks"],
        goals=tuple(GoalFacts(measure=goal["measure"], op=goal["op"], value=goal["value"]) for goal in plan["goals"]),
        recertifications=tuple(
            RecertificationFacts(on=date.fromisoformat(renewal["on"]), duration_weeks=renewal["duration_weeks"])
            for renewal in renewals
        ),
    )


def _certifications(case: Case) -> tuple[CertificationFacts, ...]:
    """The renewals: a case says nothing of the first signature."""
    return tuple(
        CertificationFacts(kind=RENEWAL, how=SIGNED, certified_on=date.fromisoformat(renewal["on"]))
        for renewal in case.get("recertifications", ())
    )
