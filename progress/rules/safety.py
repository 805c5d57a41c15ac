"""What the episode says about safety: open flags, serious events, needle counts, and needling that was not allowed.

Source: screening.json, `result_rule`; domain.md (b), (d) and (g).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from patients.rules.candidacy import Candidacy, CandidacyFacts, candidacy, is_minor
from patients.rules.consent import ConsentFacts, ConsentState, consent_state
from patients.rules.flags import Raised, cleared_flags, open_events, open_items, open_of_the_person, raised_in
from patients.rules.freshness import lapsed
from progress.rules.facts import EpisodeFacts, EventFacts, ScreeningFacts, VisitFacts
from progress.rules.reference import ReferenceTables
from sessions.rules.adverse_events import counts_as_serious
from sessions.rules.targets import count_differs

FAINTED = "syncope"
NO_SCREEN = ScreeningFacts(on=date.min, all_answered=False)


def initial_candidacy(facts: EpisodeFacts, reference: ReferenceTables) -> Candidacy:
    """Candidacy from the first full screen, before any visit, with the clearances of what it found.

    A letter that is older than the screen counts where it was written in this episode, as it does for open flags.
    Consent counts as missing here only when none that holds was ever signed: it may follow the evaluation.
    Source: screening.json result_rule; domain.md (g).
    """
    return candidacy(initial_facts(facts), reference.screening)


def initial_facts(facts: EpisodeFacts) -> CandidacyFacts:
    """What the initial candidacy rests on."""
    screening = screen_on(facts, date.min)
    raised = [Raised(key, screening.on, at_first=True) for key in screening.red_flags]
    ever = any(_in_force([one], facts, on=one.signed_on) for one in facts.consents)
    return CandidacyFacts(
        positive=screening.positive,
        red_flags=screening.red_flags,
        cleared=cleared_flags(raised, facts.clearances, on=date.max),
        all_answered=screening.all_answered,
        age=facts.age_on(screening.on),
        consent_in_force=ever,
        needling_authorised=facts.needling_authorised,
    )


def latest_candidacy(facts: EpisodeFacts, reference: ReferenceTables) -> Candidacy:
    """Candidacy for the next needle, with all that the record holds. Source: screening.json,
    `result_rule`; domain.md (g) `candidacy_latest`.
    """
    return candidacy(latest_facts(facts, reference), reference.screening)


def latest_facts(facts: EpisodeFacts, reference: ReferenceTables) -> CandidacyFacts:
    """What the candidacy for the next needle rests on."""
    day, treated = latest_day(facts), any(visit.needled for visit in facts.visits)
    return _candidacy_facts(facts, facts.ordered_visits, facts.events, day, reference, treated=treated)


def latest_day(facts: EpisodeFacts) -> date:
    """The last day that the record knows of: a visit, an event, a screen, a consent or its withdrawal, a clearance,
    and a red flag of another episode.
    """
    days = (
        *(visit.on for visit in facts.visits),
        *(event.on for event in facts.events),
        *(screening.on for screening in facts.screenings),
        *(clearance.on for clearance in facts.clearances),
        *(flag.on for other in facts.flags_elsewhere for flag in other.raised),
        *(consent.signed_on for consent in facts.consents),
        *(consent.withdrawn_on for consent in facts.consents),
    )
    return max((day for day in days if day is not None), default=date.min)


def open_red_flags(facts: EpisodeFacts, known: Sequence[VisitFacts], *, on: date) -> frozenset[str]:
    """Red flags raised by a screen, at one of the known visits or in another episode, and not cleared by a day."""
    asked = (screening.flags for screening in _in_order(facts.screenings))
    raised = raised_in(asked, (visit.flags for visit in known))
    return open_of_the_person(raised, facts.clearances, facts.flags_elsewhere, on=on)


def still_open(facts: EpisodeFacts) -> frozenset[str]:
    """The red flags that are open at the end of the record."""
    return open_red_flags(facts, facts.ordered_visits, on=latest_day(facts))


def consent_in_force(facts: EpisodeFacts, *, on: date, at: datetime | None = None) -> bool:
    """Whether a consent, a guardian's for a minor, holds on a day, or held at a moment of it."""
    return _in_force(facts.consents, facts, on=on, at=at)


def _in_force(consents: Iterable[ConsentFacts], facts: EpisodeFacts, *, on: date, at: datetime | None = None) -> bool:
    minor = is_minor(facts.age_on(on))
    return consent_state(consents, on=on, minor=minor, at=at) is ConsentState.IN_FORCE


def has_fainted(events: Iterable[EventFacts]) -> bool:
    """Whether the patient fainted."""
    return any(event.key == FAINTED for event in events)


def is_serious(event: EventFacts, reference: ReferenceTables) -> bool:
    """Whether the event counts as serious."""
    return counts_as_serious(event.key, event.grade, reference.serious_events)


def has_uncleared_event(
    facts: EpisodeFacts, events: Iterable[EventFacts], reference: ReferenceTables, *, on: date
) -> bool:
    """Whether a serious one of these events happened by a day and has no clearance in writing by it."""
    return any(is_uncleared(facts, event, reference, on=on) for event in events)


def is_uncleared(facts: EpisodeFacts, event: EventFacts, reference: ReferenceTables, *, on: date) -> bool:
    """Whether an event is serious, happened by a day and has no clearance in writing by it."""
    raised = [Raised(event.key, event.on, at=event.recorded_at)] if is_serious(event, reference) else []
    return bool(open_events(raised, facts.clearances, on=on))


def is_urgent(facts: EpisodeFacts, reference: ReferenceTables) -> bool:
    """An open red flag, or a severe adverse event without a clearance in writing. Source: domain.md (e)."""
    uncleared = has_uncleared_event(facts, facts.events, reference, on=latest_day(facts))
    return uncleared or bool(still_open(facts))


def count_mismatch_visits(visits: Sequence[VisitFacts]) -> list[int]:
    """Numbers of the visits where needles in and out differ for a muscle, an uncounted one included.

    Source: domain.md (b), 'Needles in must equal needles out for each muscle'.
    """
    return [number for number, visit in enumerate(visits, start=1) if any(map(count_differs, visit.targets))]


def do_not_needle_errors(visits: Sequence[VisitFacts], reference: ReferenceTables) -> list[dict[str, Any]]:
    """Every needled target whose muscle the catalogue rules out, as {visit, muscle}. Source: domain.md (b)."""
    return [
        {"visit": number, "muscle": target.muscle}
        for number, visit in enumerate(visits, start=1)
        for target in visit.targets
        if target.needles_in and target.muscle in reference.do_not_needle
    ]


def not_allowed_visits(facts: EpisodeFacts, reference: ReferenceTables) -> list[int]:
    """Numbers of the visits with needling on a day whose candidacy did not allow it. Source: domain.md (g).

    A consent that was withdrawn after the needles does not reach back to them, as at the signature.
    """
    return list(not_allowed(facts, reference))


def not_allowed(facts: EpisodeFacts, reference: ReferenceTables) -> dict[int, Candidacy]:
    """By number the visits with needling that the day did not allow, with the candidacy that did not.

    Source: domain.md (g), needling_while_not_allowed_visits; screening.json, `result_rule`.
    A red flag found at the visit counts at once; its own adverse events came from the needles and do not, nor do those
    that came after it, whichever visit they belong to.
    Only visits that raised something are looked at again, and the same facts are decided once.
    """
    visits = list(enumerate(facts.ordered_visits, start=1))
    telling = [(number, visit) for number, visit in visits if visit.red_flags]
    went_wrong = [(number, event) for number, visit in visits for event in visit.adverse_events]
    went_wrong += [(0, event) for event in facts.events_elsewhere]
    decided: dict[CandidacyFacts, Candidacy] = {}
    found = {}
    for number, visit in visits:
        if not visit.needled:
            continue
        known = [earlier for place, earlier in telling if place <= number]
        reacted = [event for place, event in went_wrong if place < number and event.before(visit)]
        treated = any(one.needled and one.on < visit.on for _, one in visits)
        asked = _candidacy_facts(facts, known, reacted, visit.on, reference, treated=treated, at=visit.needled_at)
        asked = _as_of(visit, asked)
        if asked not in decided:
            decided[asked] = candidacy(asked, reference.screening)
        if not decided[asked].may_needle:
            found[number] = decided[asked]
    return found


def event_counts(visits: Iterable[VisitFacts]) -> dict[str, int]:
    """How often each adverse event occurred in the episode."""
    return dict(Counter(event.key for visit in visits for event in visit.adverse_events))


def _as_of(visit: VisitFacts, asked: CandidacyFacts) -> CandidacyFacts:
    """With the authority that who treated held on the day, where it is known."""
    authorised = visit.needling_authorised
    return asked if authorised is None else replace(asked, needling_authorised=authorised)


def _candidacy_facts(
    facts: EpisodeFacts,
    known: Sequence[VisitFacts],
    reacted: Sequence[EventFacts],
    on: date,
    reference: ReferenceTables,
    *,
    treated: bool,
    at: datetime | None = None,
) -> CandidacyFacts:
    """`treated` says that a needle went in before: some items end with the first session (`freshness.lapsed`).

    `at` is the moment of its needles, where a visit is looked at and that is known.
    """
    screening = screen_on(facts, on)
    positive = open_items(screening.positive, screening.on, facts.clearances, on=on, at=screening.recorded_at)
    return CandidacyFacts(
        positive=positive - lapsed(positive, reference.screening, needled_before=treated),
        red_flags=open_red_flags(facts, known, on=on),
        all_answered=screening.all_answered,
        age=facts.age_on(on),
        consent_in_force=consent_in_force(facts, on=on, at=at),
        needling_authorised=facts.needling_authorised,
        fainted=has_fainted(reacted),
        uncleared_serious_event=has_uncleared_event(facts, reacted, reference, on=on),
    )


def screen_on(facts: EpisodeFacts, day: date) -> ScreeningFacts:
    """The last full screen by a day, else the first of all; no screen at all counts as unanswered."""
    ordered = _in_order(facts.screenings)
    by_then = [screen for screen in ordered if screen.on <= day]
    return (by_then or ordered[:1] or [NO_SCREEN])[-1]


def _in_order(screenings: Iterable[ScreeningFacts]) -> list[ScreeningFacts]:
    """By day; screens of one day stay in the order in which they were answered."""
    return sorted(screenings, key=lambda screening: screening.on)
