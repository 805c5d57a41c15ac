"""What the episode says about safety: open flags, serious events, needle counts, and needling that was not allowed.

Source: screening.json, `result_rule`; domain.md (b), (d) and (g).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from patients.rules.candidacy import Candidacy, CandidacyFacts, candidacy, is_minor
from patients.rules.consent import ConsentState, consent_state
from patients.rules.flags import Raised, open_events, open_flags, open_items, screened
from progress.rules.facts import EpisodeFacts, EventFacts, ScreeningFacts, VisitFacts
from progress.rules.reference import ReferenceTables
from sessions.rules.adverse_events import counts_as_serious
from sessions.rules.targets import count_differs

FAINTED = "syncope"
NO_SCREEN = ScreeningFacts(on=date.min, all_answered=False)


def initial_candidacy(facts: EpisodeFacts, reference: ReferenceTables) -> Candidacy:
    """Candidacy from the first full screen, before any visit, with the clearances that followed it.

    Consent counts as missing here only when none that holds was ever signed: it may follow the evaluation.
    Source: screening.json result_rule; domain.md (g).
    """
    screening = _screen_on(facts, date.min)
    minor = is_minor(facts.age)
    ever = any(consent_state([one], on=one.signed_on, minor=minor) is ConsentState.IN_FORCE for one in facts.consents)
    return candidacy(
        CandidacyFacts(
            positive=screening.positive,
            red_flags=screening.red_flags,
            cleared=frozenset(clearance.key for clearance in facts.clearances),
            all_answered=screening.all_answered,
            age=facts.age,
            consent_in_force=ever,
            needling_authorised=facts.needling_authorised,
        ),
        reference.screening,
    )


def latest_candidacy(facts: EpisodeFacts, reference: ReferenceTables) -> Candidacy:
    """Candidacy for the next needle, with all that the record holds. Source: as for the initial one."""
    visits = facts.ordered_visits
    return _candidacy(facts, visits, visits, latest_day(facts), reference)


def latest_day(facts: EpisodeFacts) -> date:
    """The last day that the record knows of: a visit, a screen, a consent or its withdrawal, a clearance."""
    days = (
        *(visit.on for visit in facts.visits),
        *(screening.on for screening in facts.screenings),
        *(clearance.on for clearance in facts.clearances),
        *(consent.signed_on for consent in facts.consents),
        *(consent.withdrawn_on for consent in facts.consents),
    )
    return max((day for day in days if day is not None), default=date.min)


def open_red_flags(facts: EpisodeFacts, known: Sequence[VisitFacts], *, on: date) -> frozenset[str]:
    """Red flags raised by a screen or at one of the known visits, and not cleared by a day."""
    asked = screened((screening.on, screening.red_flags) for screening in _in_order(facts.screenings))
    found = [Raised(flag, visit.on) for visit in known for flag in visit.red_flags]
    return open_flags([*asked, *found], facts.clearances, on=on)


def still_open(facts: EpisodeFacts) -> frozenset[str]:
    """The red flags that are open at the end of the record."""
    return open_red_flags(facts, facts.ordered_visits, on=latest_day(facts))


def consent_in_force(facts: EpisodeFacts, *, on: date) -> bool:
    """Whether a consent, a guardian's for a minor, holds on a day."""
    return consent_state(facts.consents, on=on, minor=is_minor(facts.age)) is ConsentState.IN_FORCE


def has_fainted(visits: Iterable[VisitFacts]) -> bool:
    """Whether the patient fainted at one of the visits."""
    return any(event.key == FAINTED for visit in visits for event in visit.adverse_events)


def is_serious(event: EventFacts, reference: ReferenceTables) -> bool:
    """Whether the event counts as serious."""
    return counts_as_serious(event.key, event.grade, reference.serious_events)


def has_uncleared_event(
    facts: EpisodeFacts, known: Iterable[VisitFacts], reference: ReferenceTables, *, on: date
) -> bool:
    """Whether a serious event of these visits has no clearance in writing by a day."""
    serious = (Raised(e.key, visit.on) for visit in known for e in visit.adverse_events if is_serious(e, reference))
    return bool(open_events(serious, facts.clearances, on=on))


def is_urgent(facts: EpisodeFacts, reference: ReferenceTables) -> bool:
    """An open red flag, or a severe adverse event without a clearance in writing. Source: domain.md (e)."""
    uncleared = has_uncleared_event(facts, facts.visits, reference, on=latest_day(facts))
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

    A red flag found at the visit counts at once; its own adverse events came from the needles and do not.
    Only visits that raised something are looked at again, and the same facts are decided once.
    """
    visits = list(enumerate(facts.ordered_visits, start=1))
    telling = [(number, visit) for number, visit in visits if visit.red_flags or visit.adverse_events]
    decided: dict[CandidacyFacts, bool] = {}
    found = []
    for number, visit in visits:
        if not visit.needled:
            continue
        known = [earlier for place, earlier in telling if place <= number]
        reacted = [earlier for place, earlier in telling if place < number]
        asked = _as_of(visit, _candidacy_facts(facts, known, reacted, visit.on, reference))
        if asked not in decided:
            decided[asked] = candidacy(asked, reference.screening).may_needle
        if not decided[asked]:
            found.append(number)
    return found


def event_counts(visits: Iterable[VisitFacts]) -> dict[str, int]:
    """How often each adverse event occurred in the episode."""
    return dict(Counter(event.key for visit in visits for event in visit.adverse_events))


def _as_of(visit: VisitFacts, asked: CandidacyFacts) -> CandidacyFacts:
    """With the age of the day, and the authority that who treated held on it, where they are known."""
    authorised = visit.needling_authorised
    return replace(
        asked,
        age=asked.age if visit.age is None else visit.age,
        needling_authorised=asked.needling_authorised if authorised is None else authorised,
    )


def _candidacy(
    facts: EpisodeFacts,
    known: Sequence[VisitFacts],
    reacted: Sequence[VisitFacts],
    on: date,
    reference: ReferenceTables,
) -> Candidacy:
    return candidacy(_candidacy_facts(facts, known, reacted, on, reference), reference.screening)


def _candidacy_facts(
    facts: EpisodeFacts,
    known: Sequence[VisitFacts],
    reacted: Sequence[VisitFacts],
    on: date,
    reference: ReferenceTables,
) -> CandidacyFacts:
    screening = _screen_on(facts, on)
    return CandidacyFacts(
        positive=open_items(screening.positive, screening.on, facts.clearances, on=on),
        red_flags=open_red_flags(facts, known, on=on),
        all_answered=screening.all_answered,
        age=facts.age,
        consent_in_force=consent_in_force(facts, on=on),
        needling_authorised=facts.needling_authorised,
        fainted=has_fainted(reacted),
        uncleared_serious_event=has_uncleared_event(facts, reacted, reference, on=on),
    )


def _screen_on(facts: EpisodeFacts, day: date) -> ScreeningFacts:
    """The last full screen by a day, else the first of all; no screen at all counts as unanswered."""
    ordered = _in_order(facts.screenings)
    by_then = [screen for screen in ordered if screen.on <= day]
    return (by_then or ordered[:1] or [NO_SCREEN])[-1]


def _in_order(screenings: Iterable[ScreeningFacts]) -> list[ScreeningFacts]:
    """By day; screens of one day stay in the order in which they were answered."""
    return sorted(screenings, key=lambda screening: screening.on)
