"""The payer's clocks: certification of the plan, and the next progress report, counted without today's date.

Source: domain.md (a), 'Medicare-style clocks'; Medicare Benefit Policy Manual ch. 15 s. 220.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from plans.rules.certification import Period, certified_period
from progress.rules.facts import EpisodeFacts, PlanFacts, VisitFacts

REPORT_EVERY = 10  # treatment days; Medicare Benefit Policy Manual ch. 15 s. 220.3


def certified_periods(plan: PlanFacts, first_treatment: date) -> tuple[Period, ...]:
    """The first certification, counted from the first treatment, and one for every renewal from its own day."""
    renewals = (certified_period(renewal.on, renewal.duration_weeks) for renewal in plan.recertifications)
    return (certified_period(first_treatment, plan.duration_weeks), *renewals)


def certification(plan: PlanFacts | None, visits: Sequence[VisitFacts]) -> dict[str, Any]:
    """When the certification ends, and which days of treatment no certification covers (ISO dates).

    A visit on the last day is inside. Without a plan nothing is certified and nothing is counted as outside.
    """
    if plan is None:
        return {"expires_on": None, "dates_outside": []}
    days = treatment_days(visits)
    periods = certified_periods(plan, days[0] if days else plan.start)
    outside = [day for day in days if not any(period.first <= day <= period.last for period in periods)]
    return {
        "expires_on": max(period.last for period in periods).isoformat(),
        "dates_outside": [day.isoformat() for day in outside],
    }


def treatment_days(visits: Iterable[VisitFacts]) -> list[date]:
    """The days on which the patient was treated, in order; two visits on one day count once, an evaluation counts.

    Source: domain.md (a), 'Progress report' and 'A visit without needling is a full visit'.
    """
    return sorted({visit.on for visit in visits})


def progress_report(facts: EpisodeFacts) -> dict[str, Any]:
    """On which treatment day the next report is due: the day number of the last report (0 if none) + 10.

    `ok` below it, `due` on it, `overdue` after it, `closed` once discharged. Source: domain.md (a), project rule.
    """
    days = treatment_days(facts.visits)
    last = max(facts.report_dates, default=None)
    reported = sum(day <= last for day in days) if last else 0
    due = reported + REPORT_EVERY
    return {
        "treatment_days": len(days),
        "due_by_treatment_day": due,
        "status": report_status(len(days), due, discharged=facts.discharged),
    }


def report_status(day_number: int, due: int, *, discharged: bool) -> str:
    """The state of the report clock on a treatment day."""
    if discharged:
        return "closed"
    if day_number == due:
        return "due"
    return "ok" if day_number < due else "overdue"
