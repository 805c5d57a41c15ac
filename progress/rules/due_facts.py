"""What the work of an episode rests on, whatever the day is: the part of the record that a list keeps at hand.

Source: domain.md (a), (d) and (g) `alerts`; the day of the next visit is a project choice.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from patients.rules.consent import ConsentFacts
from patients.rules.flags import open_items
from patients.rules.freshness import Asked, expiring, last_asked
from patients.rules.payer import MEDICARE_STYLE
from patients.rules.screening import asked_keys
from progress.rules import alerts, change, clocks, safety, trend
from progress.rules.facts import DISCHARGE, EpisodeFacts
from progress.rules.medicines import too_many_medicine_days
from progress.rules.reference import ReferenceTables
from progress.rules.series import points

RED_FLAG, SERIOUS_EVENT, MANY_MEDICINE_DAYS = "red_flag_open", "serious_event_uncleared", "medication_overuse"
PHQ2, WORSE = "phq2_positive", "worse_than_at_start"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFacts:
    """Of `DueFacts` what a payer's clocks rest on (`due.clocks_on`)."""

    treatment_days: int = 0
    report_due_by: int | None = MEDICARE_STYLE.report_every
    certified_until: date | None = None
    first_signature_by: date | None = None
    orders_waiting: tuple[date | None, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFacts(ClockFacts):
    """Days and findings of one episode; what they ask for on a day is decided with that day (`due.due_on`).

    `warnings` are what the numbers say, most serious first; `ended` says that a discharge visit took place.
    `never_asked` and `yes_for_a_visit` are what `freshness.expiring` says; `orders_waiting` holds one day (or None) for
    each verbal order that the physician has not signed. The state of the episode and the patient's age are not among
    them: whoever asks has both at hand.
    """

    warnings: tuple[str, ...] = ()
    visited_on: tuple[date, ...] = ()
    screened_on: tuple[date, ...] = ()
    never_asked: int = 0
    yes_for_a_visit: tuple[date, ...] = ()
    consents: tuple[ConsentFacts, ...] = ()
    next_visit_on: date | None = None


def due_facts_of(facts: EpisodeFacts, reference: ReferenceTables) -> DueFacts:
    """The facts of one episode as far as its work rests on them."""
    report = clocks.progress_report(facts)
    never_asked, yes_for_a_visit = _expiring(facts, reference)
    return DueFacts(
        warnings=tuple(_warnings(facts, reference)),
        visited_on=tuple(visit.on for visit in facts.ordered_visits),
        screened_on=tuple(screening.on for screening in facts.screenings),
        never_asked=never_asked,
        yes_for_a_visit=yes_for_a_visit,
        consents=tuple(replace(one, withdrawn_at=None) for one in facts.consents),  # what is due goes by days
        treatment_days=report["treatment_days"],
        report_due_by=report["due_by_treatment_day"],
        certified_until=_day(clocks.certification(facts.plan, facts.visits, facts.payer)["expires_on"]),
        first_signature_by=clocks.first_signature_by(facts),
        orders_waiting=clocks.orders_waiting(facts),
        next_visit_on=next_visit_on(facts),
        ended=any(visit.kind == DISCHARGE for visit in facts.visits),
    )


def _expiring(facts: EpisodeFacts, reference: ReferenceTables) -> tuple[int, tuple[date, ...]]:
    """What of the answers runs out; nothing while there is no screen at all."""
    if not facts.screenings:
        return 0, ()
    form, latest = reference.screening, max(facts.screenings, key=lambda screen: screen.on)
    asked = last_asked(
        Asked(screen.on, asked_keys(form) if screen.asked is None else screen.asked) for screen in facts.screenings
    )
    positive = open_items(latest.positive, latest.on, facts.clearances, on=date.max)
    return expiring(asked, form, positive=positive)


def _warnings(facts: EpisodeFacts, reference: ReferenceTables) -> Iterator[str]:
    """Source: domain.md (e) and (g) `alerts`."""
    if safety.still_open(facts):
        yield RED_FLAG
    if safety.has_uncleared_event(facts, facts.events, reference, on=safety.latest_day(facts)):
        yield SERIOUS_EVENT
    if too_many_medicine_days(facts):
        yield MANY_MEDICINE_DAYS
    if alerts.phq2_positive(_latest(facts, "phq2")):
        yield PHQ2
    if _worse(facts, reference):
        yield WORSE


def _worse(facts: EpisodeFacts, reference: ReferenceTables) -> bool:
    visits = facts.ordered_visits
    series = {measure: points(visits, measure) for measure in (*trend.SCORES, change.HEADACHE_DAYS)}
    mcids = {measure: reference.thresholds(facts.group, measure).get("mcid") for measure in trend.SCORES}
    return trend.deteriorating(series, mcids)


def _latest(facts: EpisodeFacts, measure: str) -> float | None:
    found = (visit.measures.get(measure) for visit in reversed(facts.ordered_visits))
    value = next((value for value in found if value is not None), None)
    return None if value is None else float(value)


def next_visit_on(facts: EpisodeFacts) -> date | None:
    """When the plan's frequency expects the patient: 7 / visits a week days after the last visit, rounded up."""
    if facts.plan is None or not facts.plan.visits_per_week or not facts.visits:
        return None
    every = math.ceil(7 / float(facts.plan.visits_per_week))
    return max(visit.on for visit in facts.visits) + timedelta(days=every)


def as_json(facts: DueFacts) -> dict[str, Any]:
    """As a row keeps it: JSON types, days in ISO form."""
    return {
        "warnings": list(facts.warnings),
        "visited_on": [day.isoformat() for day in facts.visited_on],
        "screened_on": [day.isoformat() for day in facts.screened_on],
        "consents": [
            [_iso(one.signed_on), _iso(one.expires_on), _iso(one.withdrawn_on), one.by_guardian, one.of_minor]
            for one in facts.consents
        ],
        "never_asked": facts.never_asked,
        "yes_for_a_visit": [day.isoformat() for day in facts.yes_for_a_visit],
        "treatment_days": facts.treatment_days,
        "report_due_by": facts.report_due_by,
        "certified_until": _iso(facts.certified_until),
        "first_signature_by": _iso(facts.first_signature_by),
        "orders_waiting": [_iso(due) for due in facts.orders_waiting],
        "next_visit_on": _iso(facts.next_visit_on),
        "ended": facts.ended,
    }


def from_json(told: Mapping[str, Any]) -> DueFacts:
    """What `as_json` told."""
    return DueFacts(
        warnings=tuple(told["warnings"]),
        visited_on=tuple(map(date.fromisoformat, told["visited_on"])),
        screened_on=tuple(map(date.fromisoformat, told["screened_on"])),
        consents=tuple(_consent(*one) for one in told["consents"]),
        never_asked=told["never_asked"],
        yes_for_a_visit=tuple(map(date.fromisoformat, told["yes_for_a_visit"])),
        next_visit_on=_day(told["next_visit_on"]),
        **_clocks(told),
    )


def clocks_from_json(told: Mapping[str, Any]) -> ClockFacts:
    """Of what `as_json` told the clocks alone, at a fraction of the price."""
    return ClockFacts(**_clocks(told))


def _clocks(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "treatment_days": told["treatment_days"],
        "report_due_by": told["report_due_by"],
        "certified_until": _day(told["certified_until"]),
        "first_signature_by": _day(told["first_signature_by"]),
        "orders_waiting": tuple(map(_day, told["orders_waiting"])),
        "ended": told["ended"],
    }


def _consent(
    signed: str, expires: str | None, withdrawn: str | None, by_guardian: bool, of_minor: bool
) -> ConsentFacts:  # fmt: skip
    return ConsentFacts(
        signed_on=date.fromisoformat(signed), expires_on=_day(expires), withdrawn_on=_day(withdrawn),
        by_guardian=by_guardian, of_minor=of_minor,
    )  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
