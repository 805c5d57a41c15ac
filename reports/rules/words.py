"""What measures, choices, alerts and clocks are called on a printed report.

Source: domain.md (e) and (f); the words are a project choice.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

from patients.rules.payer import PayerRule
from plans.rules.certification import CertificationFacts, in_words, signature_due_on
from practice.counting import counted
from practice.days import day_words
from progress.charts import written
from progress.rules.alert_words import alerts_in_words
from progress.rules.words import MeasureWords, measure_words
from reports.documents.facts import Notice, Tone

URGENCY: Final = {"stop": "Act now", "watch": "See to it", "note": "Keep in mind"}
REPORT_STATES: Final[Mapping[str, tuple[str, Tone]]] = {
    "ok": ("Not yet due", "good"),
    "due": ("Due", "watch"),
    "overdue": ("Overdue", "stop"),
    "closed": ("Closed", "note"),
    "not_asked": ("Not asked for", "note"),
}


def about(key: str, definition: Mapping[str, Any]) -> MeasureWords:
    """What a measure is called and what follows its value; the pages say the same."""
    return measure_words(key, definition["name"])


def notices(keys: Sequence[str]) -> tuple[Notice, ...]:
    """The alerts of an episode, the most serious first; the pages say the same."""
    return tuple(
        Notice(name=said.title, state=URGENCY[said.tone], tone=cast(Tone, said.tone), words=said.action)
        for said in alerts_in_words(list(keys))
    )


def with_unit(value: float, unit: str) -> str:
    """'9 in 28', '68°'."""
    return f"{written(value)}{'' if unit in ('', '°', '%') else ' '}{unit}"


def responder_line(label: str, result: Mapping[str, Any]) -> str:
    """'Responder at 50 %: Headache days down by 55 %.'; '' while nothing can be said."""
    percent = result.get("percent_change")
    if percent is None or result.get("responder30") is None:
        return ""
    moved = f"{'down' if percent < 0 else 'up'} by {written(abs(percent))} %" if percent else "unchanged"
    said = f"{label} {moved}."
    reached = 50 if result["responder50"] else 30 if result["responder30"] else None
    return f"Responder at {reached} %: {said}" if reached else f"Not a responder so far: {said}"


def report_clock(clock: Mapping[str, Any]) -> Notice:
    """The clock of the payer's progress report."""
    state, tone = REPORT_STATES[clock["status"]]
    due = clock["due_by_treatment_day"]
    words = counted(clock["treatment_days"], "treatment day") + (
        f"; due by day {due}." if due else "; no payer asks for one."
    )
    return Notice(name="Progress report", state=state, tone=tone, words=words)


def certification_clock(expires_on: date | None, covers_to: date, *, planned: bool, asked: bool) -> Notice:
    """The clock of the plan's certification; a plan that no payer wants certified is no plan that is missing."""
    if expires_on is None and planned and not asked:
        state, tone = REPORT_STATES["not_asked"]
        return Notice(name="Certification", state=state, tone=tone, words="No payer asks for one.")
    if expires_on is None:
        return Notice(name="Certification", state="None", tone="watch", words="There is no certified plan of care.")
    if expires_on < covers_to:
        return Notice(name="Certification", state="Expired", tone="stop", words=f"Expired on {day_words(expires_on)}.")
    return Notice(
        name="Certification", state="In force", tone="good", words=f"Certified until {day_words(expires_on)}."
    )


def justification(said: str, *, asked: bool) -> str:
    """Why skilled care goes on, in the therapist's words; where the payer asks and nobody said it, that is told."""
    return said or ("Not stated in this report." if asked else "")


def first_signature_clock(by: date, covers_to: date) -> Notice:
    """The clock of the physician's first signature, while it is missing."""
    late = by < covers_to
    words = f"The plan {'was' if late else 'is'} to be certified by {day_words(by)}."
    return Notice(
        name="First certification",
        state="Overdue" if late else "Missing",
        tone="stop" if late else "watch",
        words=words,
    )


def certified_notice(
    facts: CertificationFacts, *, kind: str, weeks: int, taken_by: str, rule: PayerRule, covers_to: date
) -> Notice:
    """One certification of the plan: how, by whom, for how long, and whether its signature is still to come."""
    due = signature_due_on(facts, rule)
    late = due is not None and due < covers_to
    state: tuple[str, Tone] = ("Recorded", "good")
    if facts.waits:
        state = ("Signature overdue", "stop") if late else ("Waits for signature", "watch")
    signed = "" if facts.countersigned_by in ("", facts.certified_by) else f" by {facts.countersigned_by}"
    span = f"{day_words(facts.certified_on)} for {counted(weeks, 'week')}"
    said = [span, facts.certified_by, in_words(facts, rule) + signed]
    taken = f"taken by {taken_by}" if taken_by else ""
    return Notice(name=kind, state=state[0], tone=state[1], words="; ".join(filter(None, [*said, taken])) + ".")


def clinic_words(key: str) -> str:
    """A key of a choice as people say it: 'in_situ' is 'in situ'."""
    return key.replace("_", " ")
