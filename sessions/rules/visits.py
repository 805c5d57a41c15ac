"""A visit without needling: what each kind of it may say, and what it must hold before it is signed.

Source: domain.md (a), 'Visit states': other exits are cancelled, no show, held (seen, not needled); a visit without
needling is a full visit and counts as a treatment day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from patients.vocabulary import NOT_SEEN, TOOK_PLACE
from patients.vocabulary import VisitState as State
from practice.errors import BadInput, Blocker, require
from practice.rules import licence_blockers
from sessions.rules.facts import TimedFacts
from sessions.rules.interventions import intervention_blockers
from sessions.rules.permission import blockers_of_the_screen

OUTCOMES: Final = (*TOOK_PLACE, *NOT_SEEN)  # one that is only planned has not become anything
AHEAD: Final = timedelta(days=180)
# What only somebody who came can have had.
OF_THE_SEEN: Final = ("minutes", "rescreen", "interventions", "done", "measurements", "response", "education")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """Everything that the signature of a visit without needling depends on; `minutes` is the whole visit.

    `licensed` says it of who signs, `treated_with_licence` of who treated where another took the note over.
    `to_screen` are the answers of the short re-screen that hold beyond the day and that no screen knows of yet.
    """

    state: str
    licensed: bool = False
    treated_with_licence: bool = True
    has_diagnosis: bool = False
    codes_not_in_force: tuple[str, ...] = ()
    has_active_plan: bool = False
    minutes: int | None = None
    location: str = ""
    reason: str = ""
    done: str = ""
    response: str = ""
    interventions: tuple[TimedFacts, ...] = ()
    change_unexplained: bool = False
    to_screen: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


def require_recordable(outcome: str, told: Mapping[str, Any]) -> None:
    """Who did not come was not treated: only reason and note are said of it. `told` is what the visit would say."""
    known = ", ".join(OUTCOMES)
    require(outcome in OUTCOMES, "unknown_outcome", f"Choose one of {known}.", "outcome", kind=BadInput)
    if outcome not in NOT_SEEN:
        return
    text = "The patient was not seen: leave this out, or choose another outcome."
    problems = [Blocker("not_seen", text, name) for name in OF_THE_SEEN if told.get(name)]
    if problems:
        raise BadInput(problems)


def require_absence(outcome: str) -> None:
    """An absence is a cancelled or a missed visit; every other outcome is a note of somebody who treats."""
    text = "Choose whether the visit was cancelled or the patient did not come."
    require(outcome in NOT_SEEN, "not_an_absence", text, "outcome", kind=BadInput)


def judged_at(outcome: str, occurred_at: datetime, now: datetime) -> datetime:
    """When the time of a visit must have come: a cancellation may be written down before its day, nothing else may.

    Source: project choice; the furthest day ahead is AHEAD.
    """
    ahead = outcome == State.CANCELLED and occurred_at <= now + AHEAD
    return max(now, occurred_at) if ahead else now


def visit_blockers(facts: VisitFacts) -> list[Blocker]:
    """Every reason why the note cannot be signed yet; a cancelled or missed visit has no note to sign."""
    if facts.state in NOT_SEEN:
        return [Blocker("not_seen", "The patient was not seen: there is no note to sign.", "outcome")]
    return [*_common(facts), *(_held(facts) if facts.state == State.HELD else _attended(facts))]


def _common(facts: VisitFacts) -> Iterator[Blocker]:
    if not facts.location.strip():
        yield Blocker("location_missing", "Say where the visit took place.", "location")
    yield from licence_blockers(licensed=facts.licensed)
    if not facts.treated_with_licence:
        text = "Who treated the patient held no licence of this state on this day. Check the credentials."
        yield Blocker("license_or_endorsement", text, "clinician")
    if facts.change_unexplained:
        yield Blocker("rescreen_unexplained", "Something changed: tick or write down what.", "rescreen")
    yield from blockers_of_the_screen(facts.to_screen, lambda key: facts.labels.get(key, key))
    yield from intervention_blockers(facts.interventions, facts.minutes, needled=False)


def _held(facts: VisitFacts) -> Iterator[Blocker]:
    if not facts.reason.strip():
        yield Blocker("reason_missing", "Say why the patient was not needled.", "reason")


def _attended(facts: VisitFacts) -> Iterator[Blocker]:
    if not facts.minutes:
        yield Blocker("minutes_missing", "Enter how many minutes the visit took.", "minutes")
    if not facts.has_diagnosis:
        yield Blocker("diagnosis_missing", "Record the diagnosis that this treatment is for.", "diagnosis")
    yield from (Blocker("code_not_in_force", text, "diagnosis") for text in facts.codes_not_in_force)
    if not facts.has_active_plan:
        yield Blocker("plan_missing", "Agree and sign a plan of care first: a visit belongs to one.", "plan")
    if not facts.interventions and not facts.done.strip():
        yield Blocker("nothing_done", "Say what was done: exercise, manual therapy, or in your own words.", "done")
    if not facts.response.strip():
        yield Blocker("response_missing", "Write how the patient responded right after the visit.", "response")
