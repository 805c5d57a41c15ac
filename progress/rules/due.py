"""What is due in an episode on a day: visits, reports, certification, screening, consent, and what its numbers say."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from patients.rules.candidacy import is_minor
from patients.rules.consent import ConsentState, consent_state
from patients.rules.freshness import screen_expired
from progress.rules import alerts, change, clocks, safety, trend
from progress.rules.facts import EpisodeFacts
from progress.rules.reference import ReferenceTables
from progress.rules.series import points

WARN_AHEAD = timedelta(days=14)
CREDENTIAL_STEPS: Final = (7, 30, 60)
DRAFTING, ASSESSING, ACTIVE = "plan_draft", "assessment", "plan_active"
AT_WORK: Final = frozenset({"screening", ASSESSING, DRAFTING, ACTIVE})


class Kind(StrEnum):
    """The kinds of work, in the order in which a list names them."""

    ALERT = "alert"
    ADVERSE_EVENT = "adverse_event"
    CALL_BACK = "call_back"
    UNSIGNED = "unsigned_note"
    SCREENING = "screening"
    CONSENT = "consent"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    REPORT = "progress_report"
    CERTIFICATION = "certification"
    VISIT = "visit_due"
    CHECK_IN = "check_in"
    CREDENTIAL = "credential"


class Tone(StrEnum):
    """How pressing it is, most pressing first."""

    STOP = "stop"
    WATCH = "watch"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do: what, how pressing, in words, and the day on which it is (or was) due."""

    kind: Kind
    tone: Tone
    text: str
    on: date | None = None


def due_in_episode(facts: EpisodeFacts, today: date, reference: ReferenceTables) -> Iterator[Due]:
    """Everything that one open episode asks for on a day; nothing once care has ended."""
    if facts.discharged or facts.state not in AT_WORK | {"on_hold"}:
        return
    yield from _numbers(facts, reference)
    if facts.state in AT_WORK:
        yield from _before_a_needle(facts, today)
        yield from _paper(facts, today)
        yield from _visit(facts, today)


def _numbers(facts: EpisodeFacts, reference: ReferenceTables) -> Iterator[Due]:
    """Source: domain.md (e) and (g) `alerts`; what the words ask for is a project choice."""
    visits = facts.ordered_visits
    if safety.still_open(facts):
        yield Due(Kind.ALERT, Tone.STOP, "Red flag open: refer, and do not needle")
    if safety.has_uncleared_event(facts, visits, reference, on=safety.latest_day(facts)):
        yield Due(Kind.ALERT, Tone.STOP, "Serious event without a written clearance: do not needle")
    if alerts.medication_overuse(_latest(facts, "acute_med_days_28"), facts.acute_med_class):
        yield Due(Kind.ALERT, Tone.WATCH, "Many days with acute medicine: consider a referral")
    if alerts.phq2_positive(_latest(facts, "phq2")):
        yield Due(Kind.ALERT, Tone.WATCH, "PHQ-2 is positive: ask further, or refer")
    if _worse(facts, reference):
        yield Due(Kind.ALERT, Tone.WATCH, "Worse than at the start: reassess, and contact the patient")


def _worse(facts: EpisodeFacts, reference: ReferenceTables) -> bool:
    visits = facts.ordered_visits
    series = {measure: points(visits, measure) for measure in (*trend.SCORES, change.HEADACHE_DAYS)}
    mcids = {measure: reference.thresholds(facts.group, measure).get("mcid") for measure in trend.SCORES}
    return trend.deteriorating(series, mcids)


def _latest(facts: EpisodeFacts, measure: str) -> float | None:
    found = (visit.measures.get(measure) for visit in reversed(facts.ordered_visits))
    value = next((value for value in found if value is not None), None)
    return None if value is None else float(value)


def _before_a_needle(facts: EpisodeFacts, today: date) -> Iterator[Due]:
    yield from _screening(facts, today)
    yield from _consent(facts, today)


def _screening(facts: EpisodeFacts, today: date) -> Iterator[Due]:
    done = [screening.on for screening in facts.screenings if screening.on <= today]
    if not done:
        yield Due(Kind.SCREENING, Tone.STOP, "No screening yet")
    elif screen_expired(max(done), [visit.on for visit in facts.visits], on=today):
        yield Due(Kind.SCREENING, Tone.WATCH, "Screening is out of date: no visit for more than 30 days")


CONSENT_WORDS: Final = {
    ConsentState.MISSING: "No consent to needling yet",
    ConsentState.EXPIRED: "Consent to needling has expired",
    ConsentState.WITHDRAWN: "Consent to needling was withdrawn",
    ConsentState.GUARDIAN_MISSING: "A guardian's consent is missing",
}


def _consent(facts: EpisodeFacts, today: date) -> Iterator[Due]:
    minor = is_minor(facts.age)
    state = consent_state(facts.consents, on=today, minor=minor)
    if state in CONSENT_WORDS:
        yield Due(Kind.CONSENT, Tone.STOP, CONSENT_WORDS[state])
    elif consent_state(facts.consents, on=today + WARN_AHEAD, minor=minor) is ConsentState.EXPIRED:
        ends = max(consent.expires_on for consent in facts.consents if consent.expires_on)
        yield Due(Kind.CONSENT, Tone.WATCH, "Consent to needling expires soon", ends)


def _paper(facts: EpisodeFacts, today: date) -> Iterator[Due]:
    if facts.state == ASSESSING:
        yield Due(Kind.ASSESSMENT, Tone.NOTE, "Initial assessment to write")
    if facts.state == DRAFTING:
        yield Due(Kind.PLAN, Tone.NOTE, "Plan of care to write and sign")
    report = clocks.progress_report(facts)
    if report["status"] in ("due", "overdue"):
        tone = Tone.WATCH if report["status"] == "due" else Tone.STOP
        text = f"Progress report {report['status']}: treatment day {report['treatment_days']}"
        yield Due(Kind.REPORT, tone, f"{text}, due by {report['due_by_treatment_day']}")
    yield from _certification(facts, today)


def _certification(facts: EpisodeFacts, today: date) -> Iterator[Due]:
    expires_on = clocks.certification(facts.plan, facts.visits)["expires_on"]
    if facts.state != ACTIVE or expires_on is None:
        return
    last = date.fromisoformat(expires_on)
    if last < today:
        yield Due(Kind.CERTIFICATION, Tone.STOP, "Certification of the plan has expired", last)
    elif last - today <= WARN_AHEAD:
        yield Due(Kind.CERTIFICATION, Tone.WATCH, "Certification of the plan ends soon", last)


def _visit(facts: EpisodeFacts, today: date) -> Iterator[Due]:
    expected = next_visit_on(facts)
    if facts.state == ACTIVE and expected is not None and expected <= today:
        late = expected + WARN_AHEAD < today
        yield Due(Kind.VISIT, Tone.WATCH if late else Tone.NOTE, "Due for a visit", expected)


def next_visit_on(facts: EpisodeFacts) -> date | None:
    """When the plan's frequency expects the patient: 7 / visits a week days after the last visit, rounded up."""
    if facts.plan is None or not facts.plan.visits_per_week or not facts.visits:
        return None
    every = math.ceil(7 / float(facts.plan.visits_per_week))
    return max(visit.on for visit in facts.visits) + timedelta(days=every)


def credential_due(name: str, kind: str, expires_on: date, today: date) -> Due | None:
    """A credential that ends within 60, 30 or 7 days, or has ended. Source: house rule of the work list."""
    days = (expires_on - today).days
    if days > CREDENTIAL_STEPS[-1]:
        return None
    if days < 0:
        return Due(Kind.CREDENTIAL, Tone.STOP, f"{kind} of {name} has expired", expires_on)
    step = next(step for step in CREDENTIAL_STEPS if days <= step)
    tone = {7: Tone.STOP, 30: Tone.WATCH, 60: Tone.NOTE}[step]
    return Due(Kind.CREDENTIAL, tone, f"{kind} of {name} ends within {step} days", expires_on)
