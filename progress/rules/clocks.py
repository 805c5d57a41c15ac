"""The payer's clocks: certification of the plan, and the next progress report, counted without today's date.

Source: domain.md (a), 'Medicare-style clocks'; Medicare Benefit Policy Manual ch. 15 s. 220.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from patients.rules.payer import MEDICARE_STYLE, PayerRule
from plans.rules.certification import Period, certified_periods, signature_due_on
from progress.rules.facts import EpisodeFacts, PlanFacts, VisitFacts

NOT_ASKED = "not_asked"


def certification(
    plan: PlanFacts | None, visits: Sequence[VisitFacts], rule: PayerRule = MEDICARE_STYLE
) -> dict[str, Any]:
    """When the certification ends, and which days of treatment no certification covers (ISO dates).

    A visit on the last day is inside. Without a plan, or without a payer that asks, nothing is certified and nothing
    is counted as outside. Source: domain.md (a), project rule after CMS.
    """
    days = treatment_days(visits)
    periods = _certified(plan, days[0] if days else plan.start, rule) if plan else ()
    if not periods:
        return {"expires_on": None, "dates_outside": []}
    outside = [day for day in days if not any(period.first <= day <= period.last for period in periods)]
    return {
        "expires_on": max(period.last for period in periods).isoformat(),
        "dates_outside": [day.isoformat() for day in outside],
    }


def _certified(plan: PlanFacts, first_treatment: date, rule: PayerRule) -> tuple[Period, ...]:
    renewals = ((renewal.on, renewal.duration_weeks) for renewal in plan.recertifications)
    return certified_periods(first_treatment, plan.duration_weeks, renewals, rule)


def first_signature_by(facts: EpisodeFacts) -> date | None:
    """By when the plan is certified for the first time; None before the first treatment and once it is certified.

    None also where no payer asks. A verbal order counts, and waits for its own signature (`orders_waiting`); so does a
    renewal, which a physician signed as well. Source: domain.md (a), 'Certification of the plan' (Noridian, quoting
    s. 220.1.3).
    """
    days, within = treatment_days(facts.visits), facts.payer.first_signature_days
    if not days or within is None or facts.certifications:
        return None
    return days[0] + timedelta(days=within)


def orders_waiting(facts: EpisodeFacts) -> tuple[date | None, ...]:
    """By when each verbal order that the physician has not signed is signed; None where the payer sets no day.

    Source: domain.md (a), 'Certification of the plan' (Noridian, quoting s. 220.1.3).
    """
    return tuple(signature_due_on(told, facts.payer) for told in facts.certifications if told.waits)


def treatment_days(visits: Iterable[VisitFacts]) -> list[date]:
    """The days on which the patient was treated, in order; two visits on one day count once, an evaluation counts.

    Source: domain.md (a), 'Progress report' and 'A visit without needling is a full visit'.
    """
    return sorted({visit.on for visit in visits})


def progress_report(facts: EpisodeFacts) -> dict[str, Any]:
    """On which treatment day the next report is due: the day number of the last report (0 if none) + the payer's days.

    `ok` below it, `due` on it, `overdue` after it, `closed` once discharged, `not_asked` where no payer asks (then the
    day is None). Source: domain.md (a), project rule.
    """
    days = treatment_days(facts.visits)
    last = max(facts.report_dates, default=None)
    reported = sum(day <= last for day in days) if last else 0
    every = facts.payer.report_every
    due = None if every is None else reported + every
    return {
        "treatment_days": len(days),
        "due_by_treatment_day": due,
        "status": report_status(len(days), due, discharged=facts.discharged),
    }


def report_status(day_number: int, due: int | None, *, discharged: bool) -> str:
    """The state of the report clock on a treatment day. Source: domain.md (a), project rule."""
    if discharged:
        return "closed"
    if due is None:
        return NOT_ASKED
    if day_number == due:
        return "due"
    return "ok" if day_number < due else "overdue"


def report_expected_on(facts: EpisodeFacts) -> date | None:
    """The day on which the report will fall due when the patient comes as often as the plan says; None if unknown.

    Counted from the last treatment day, 7 / visits a week days for each treatment day that is left, rounded up.
    Source: house rule; the payer counts treatment days, not days.
    """
    days = treatment_days(facts.visits)
    due: int | None = progress_report(facts)["due_by_treatment_day"]
    weekly = facts.plan.visits_per_week if facts.plan else None
    if not days or due is None or facts.discharged:
        return None
    if due <= len(days):
        return days[due - 1]
    return days[-1] + timedelta(days=math.ceil((due - len(days)) * 7 / float(weekly))) if weekly else None
