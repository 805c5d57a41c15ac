"""What is due in an episode on a day: visits, reports, certification, screening, consent, and what its numbers say.

Source: domain.md (a), 'Medicare-style clocks', (d) and (g) `alerts`; how far ahead is a project choice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from patients.rules.candidacy import is_minor
from patients.rules.consent import ConsentState, consent_state
from patients.rules.freshness import expired_on, screen_expired
from patients.vocabulary import EpisodeState
from practice.rules import SOON, warning_step
from progress.rules.clocks import report_status
from progress.rules.due_facts import (
    MANY_MEDICINE_DAYS,
    PHQ2,
    RED_FLAG,
    SERIOUS_EVENT,
    WORSE,
    ClockFacts,
    DueFacts,
    due_facts_of,
)
from progress.rules.facts import EpisodeFacts
from progress.rules.reference import ReferenceTables

WARN_AHEAD = timedelta(days=14)
SIGN_AHEAD = timedelta(days=7)
ASK_AHEAD = timedelta(days=1)  # what holds for one visit can be asked when the patient comes
DRAFTING, ASSESSING, ACTIVE = EpisodeState.PLAN_DRAFT, EpisodeState.ASSESSMENT, EpisodeState.ACTIVE
AT_WORK: Final = frozenset({EpisodeState.SCREENING, ASSESSING, DRAFTING, ACTIVE})


class Kind(StrEnum):
    """The kinds of work, in the order in which a list names them."""

    ALERT = "alert"
    ADVERSE_EVENT = "adverse_event"
    CALL_BACK = "call_back"
    UNSIGNED = "unsigned_note"
    COSIGN = "cosignature"
    SCREENING = "screening"
    ANSWERS = "screening_answers"
    CONSENT = "consent"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    REPORT = "progress_report"
    CERTIFICATION = "certification"
    REBOOK = "appointment_to_move"
    VISIT = "visit_due"
    CHECK_IN = "check_in"
    CREDENTIAL = "credential"


class Tone(StrEnum):
    """How pressing it is, most pressing first."""

    STOP = "stop"
    WATCH = "watch"
    NOTE = "note"


# Source: domain.md (e) and (g) `alerts`; what the words ask for is a project choice.
WARNINGS: Final = {
    RED_FLAG: (Tone.STOP, "Red flag open: refer, and do not needle"),
    SERIOUS_EVENT: (Tone.STOP, "Serious event without a written clearance: do not needle"),
    MANY_MEDICINE_DAYS: (Tone.WATCH, "Many days with acute medicine: consider a referral"),
    PHQ2: (Tone.WATCH, "PHQ-2 is positive: ask further, or refer"),
    WORSE: (Tone.WATCH, "Worse than at the start: reassess, and contact the patient"),
}
CONSENT_WORDS: Final = {
    ConsentState.MISSING: "No consent to needling yet",
    ConsentState.EXPIRED: "Consent to needling has expired",
    ConsentState.WITHDRAWN: "Consent to needling was withdrawn",
    ConsentState.GUARDIAN_MISSING: "A guardian's consent is missing",
    ConsentState.OWN_MISSING: "Turned 18: the patient's own consent is missing",
}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do: what, how pressing, in words, and the day on which it is (or was) due."""

    kind: Kind
    tone: Tone
    text: str
    on: date | None = None


def due_in_episode(facts: EpisodeFacts, today: date, reference: ReferenceTables) -> Iterator[Due]:
    """Everything that one open episode asks for on a day; nothing once care has ended."""
    return due_on(due_facts_of(facts, reference), today, state=facts.state, minor=is_minor(facts.age_on(today)))


def due_on(facts: DueFacts, today: date, *, state: str, minor: bool) -> Iterator[Due]:
    """As `due_in_episode`, for an episode in a state, of a patient who is a minor or not, from facts at hand."""
    if not _goes_on(facts, state):
        return
    yield from (Due(Kind.ALERT, *WARNINGS[warning]) for warning in facts.warnings)
    if state in AT_WORK:
        yield from _screening(facts, today)
        yield from _consent(facts, today, minor)
        yield from _paper(facts, today, state)
        yield from _visit(facts, today, state)


def clocks_on(facts: ClockFacts, today: date, *, state: str) -> Iterator[Due]:
    """Of `due_on` what a payer's clocks ask for: progress reports, and certifications with their signatures."""
    if _goes_on(facts, state) and state in AT_WORK:
        yield from _clocks(facts, today, state)


def _goes_on(facts: ClockFacts, state: str) -> bool:
    return not facts.ended and state in AT_WORK | {EpisodeState.ON_HOLD}


def _screening(facts: DueFacts, today: date) -> Iterator[Due]:
    done = [day for day in facts.screened_on if day <= today]
    if not done:
        yield Due(Kind.SCREENING, Tone.STOP, "No screening yet")
    elif screen_expired(max(done), facts.visited_on, on=today):
        yield Due(Kind.SCREENING, Tone.WATCH, "Screening is out of date: no visit for more than 30 days")
    elif expired := expired_on(facts.never_asked, facts.yes_for_a_visit, today):
        comes = facts.next_visit_on is None or facts.next_visit_on - today <= ASK_AHEAD
        if facts.never_asked or comes:
            text = f"{expired} answer{'' if expired == 1 else 's'} of the screening expired: ask again"
            yield Due(Kind.ANSWERS, Tone.NOTE, text, facts.next_visit_on)


def _consent(facts: DueFacts, today: date, minor: bool) -> Iterator[Due]:
    state = consent_state(facts.consents, on=today, minor=minor)
    if state in CONSENT_WORDS:
        yield Due(Kind.CONSENT, Tone.STOP, CONSENT_WORDS[state])
    elif consent_state(facts.consents, on=today + WARN_AHEAD, minor=minor) is ConsentState.EXPIRED:
        ends = max(consent.expires_on for consent in facts.consents if consent.expires_on)
        yield Due(Kind.CONSENT, Tone.WATCH, "Consent to needling expires soon", ends)


def _paper(facts: DueFacts, today: date, state: str) -> Iterator[Due]:
    if state == ASSESSING:
        yield Due(Kind.ASSESSMENT, Tone.NOTE, "Initial assessment to write")
    if state == DRAFTING:
        yield Due(Kind.PLAN, Tone.NOTE, "Plan of care to write and sign")
    yield from _clocks(facts, today, state)


def _clocks(facts: ClockFacts, today: date, state: str) -> Iterator[Due]:
    report = report_status(facts.treatment_days, facts.report_due_by, discharged=facts.ended)
    if report in ("due", "overdue"):
        tone = Tone.WATCH if report == "due" else Tone.STOP
        text = f"Progress report {report}: treatment day {facts.treatment_days}, due by {facts.report_due_by}"
        yield Due(Kind.REPORT, tone, text)
    yield from _signatures(facts, today)
    yield from _certification(facts, today, state)


def _signatures(facts: ClockFacts, today: date) -> Iterator[Due]:
    """What the physician has still to sign: the plan for the first time, and verbal orders."""
    by = facts.first_signature_by
    if by is not None and by < today:
        yield Due(Kind.CERTIFICATION, Tone.STOP, "The physician has not certified the plan in time", by)
    elif by is not None and by - today <= SIGN_AHEAD:
        yield Due(Kind.CERTIFICATION, Tone.WATCH, "The physician has not certified the plan yet", by)
    for due in facts.orders_waiting:
        late = due is not None and due < today
        words = "Verbal order was not signed in time" if late else "Verbal order waits for the physician's signature"
        yield Due(Kind.CERTIFICATION, Tone.STOP if late else Tone.WATCH, words, due)


def _certification(facts: ClockFacts, today: date, state: str) -> Iterator[Due]:
    last = facts.certified_until
    if state != ACTIVE or last is None:
        return
    if last < today:
        yield Due(Kind.CERTIFICATION, Tone.STOP, "Certification of the plan has expired", last)
    elif last - today <= WARN_AHEAD:
        yield Due(Kind.CERTIFICATION, Tone.WATCH, "Certification of the plan ends soon", last)


def _visit(facts: DueFacts, today: date, state: str) -> Iterator[Due]:
    expected = facts.next_visit_on
    if state == ACTIVE and expected is not None and expected <= today:
        late = expected + WARN_AHEAD < today
        yield Due(Kind.VISIT, Tone.WATCH if late else Tone.NOTE, "Due for a visit", expected)


def with_draft(due: Due) -> Due:
    """An initial assessment of which there is a draft is to be finished. Source: house rule of the work list."""
    return replace(due, text="Initial assessment to finish")


def rebook_due(therapist: str, gone: str, begins: datetime, today: date) -> Due:
    """An appointment with somebody who treats here no more (`gone` says why): it is another one's, or none.

    `begins` is in the clinic's zone. Source: house rule of the work list.
    """
    day = begins.date()
    text = f"At {begins:%H:%M} with {therapist}, who {gone}: move it or cancel it"
    return Due(Kind.REBOOK, Tone.STOP if day <= today else Tone.WATCH, text, day)


def credential_matters(
    name: str, kind: str, expires_on: date, today: date, *, next_check_on: date | None, suspended_on: date | None
) -> Iterator[Due]:  # fmt: skip
    """What a credential asks for: suspended it is that alone, else that it ends or is to be looked up at the board.

    Source: domain.md (d), 'status, expiry … next check'; house rule of the work list.
    """
    if suspended_on is not None and suspended_on <= today:
        yield Due(Kind.CREDENTIAL, Tone.STOP, f"{kind} of {name} is suspended", suspended_on)
        return
    if due := credential_due(name, kind, expires_on, today):
        yield due
    if next_check_on is not None and next_check_on <= today + SOON:
        tone = Tone.WATCH if next_check_on <= today else Tone.NOTE
        yield Due(Kind.CREDENTIAL, tone, f"{kind} of {name} is to be looked up at the board", next_check_on)


def credential_due(name: str, kind: str, expires_on: date, today: date) -> Due | None:
    """A credential that ends within 60, 30 or 7 days, or has ended. Source: house rule of the work list."""
    if expires_on < today:
        return Due(Kind.CREDENTIAL, Tone.STOP, f"{kind} of {name} has expired", expires_on)
    step = warning_step(expires_on, today)
    if step is None:
        return None
    tone = {7: Tone.STOP, 30: Tone.WATCH, 60: Tone.NOTE}[step]
    return Due(Kind.CREDENTIAL, tone, f"{kind} of {name} ends within {step} days", expires_on)
