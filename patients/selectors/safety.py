"""What is known before a needle: screening, candidacy, red flags, area limits and consent on one day."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from patients.models import Clearance, Consent, EpisodeOfCare, Screening, Visit
from patients.rules import flags
from patients.rules.candidacy import Candidacy, CandidacyFacts, candidacy, is_minor
from patients.rules.consent import ConsentFacts, ConsentState, consent_state
from patients.rules.freshness import screen_expired
from patients.rules.people import age_on
from practice import reference
from practice import selectors as practice

SEEN = (Visit.State.ATTENDED, Visit.State.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """What an episode's record says about needling on a day.

    `facts` is what the candidacy rests on: the sessions add authority, faints and serious events to it and ask the
    rule again. `consent_problem` is '', 'missing', 'expired', 'withdrawn' or 'guardian_missing'.
    """

    day: date
    screening: Screening | None
    facts: CandidacyFacts
    decision: Candidacy
    cleared: frozenset[str]
    limited_muscles: frozenset[str]
    screening_expired: bool
    consent: Consent | None
    consent_problem: str

    @property
    def candidacy(self) -> str:
        """The word of screening.json's result rule."""
        return self.decision.result.value

    @property
    def open_red_flags(self) -> tuple[str, ...]:
        """Red flags that nobody cleared."""
        return self.decision.open_red_flags


@dataclass(frozen=True, slots=True)
class _Found:
    screenings: list[Screening]
    clearances: list[Clearance]
    consents: list[Consent]
    visits: list[Visit]


def safety_of(episode: EpisodeOfCare, day: date) -> Safety:
    """The safety of one episode on one day, in four queries (and one for the patient when not at hand).

    Clearances are only asked for where there is something to clear.
    """
    zone = ZoneInfo(practice.clinic().timezone)
    screenings = list(Screening.objects.filter(episode=episode).order_by("answered_at", "pk"))
    seen = list(Visit.objects.filter(episode=episode, state__in=SEEN).only("id", "clinic", "occurred_on", "red_flags"))
    raised = any(s.positive or s.red_flags for s in screenings) or any(visit.red_flags for visit in seen)
    found = _Found(
        screenings,
        list(Clearance.objects.filter(episode=episode)) if raised else [],
        list(Consent.objects.filter(episode=episode).order_by("signed_on", "pk")),
        seen,
    )
    return _judged(episode, found, day, zone)


def _judged(episode: EpisodeOfCare, found: _Found, day: date, zone: ZoneInfo) -> Safety:
    screened = [(s, s.answered_at.astimezone(zone).date()) for s in found.screenings]
    latest, latest_on = next(((s, on) for s, on in reversed(screened) if on <= day), (None, day))
    raised = flags.screened((on, screen.red_flags) for screen, on in screened)
    raised += [flags.Raised(key, visit.occurred_on) for visit in found.visits for key in visit.red_flags]
    clearances = [flags.Cleared(c.item, c.given_on) for c in found.clearances]
    minor = is_minor(age_on(episode.patient.date_of_birth, day))
    consent, problem = _consent_on(found.consents, day, minor, zone)
    facts = CandidacyFacts(
        positive=flags.open_items(latest.positive if latest else (), latest_on, clearances, on=day),
        red_flags=flags.open_flags(raised, clearances, on=day),
        all_answered=latest is not None and not latest.unanswered,
        age=age_on(episode.patient.date_of_birth, day),
        consent_in_force=consent is not None,
    )
    return Safety(
        day=day, screening=latest, facts=facts,
        decision=candidacy(facts, reference.current("screening")),
        cleared=flags.cleared_flags(raised, clearances, on=day),
        limited_muscles=frozenset(key for keys in (latest.limited_muscles if latest else {}).values() for key in keys),
        screening_expired=latest is not None
        and screen_expired(latest_on, [visit.occurred_on for visit in found.visits], on=day),
        consent=consent, consent_problem=problem,
    )  # fmt: skip


def _consent_on(consents: list[Consent], day: date, minor: bool, zone: ZoneInfo) -> tuple[Consent | None, str]:
    """The newest consent in force on the day, or why there is none."""
    facts = {consent.pk: consent_facts(consent, zone) for consent in consents}
    for consent in reversed(consents):
        if consent_state([facts[consent.pk]], on=day, minor=minor) is ConsentState.IN_FORCE:
            return consent, ""
    return None, consent_state(facts.values(), on=day, minor=minor).value


def consent_facts(consent: Consent, zone: ZoneInfo) -> ConsentFacts:
    """A consent as the rules see it."""
    withdrawn = consent.withdrawn_at
    return ConsentFacts(
        signed_on=consent.signed_on,
        expires_on=consent.expires_on,
        withdrawn_on=withdrawn.astimezone(zone).date() if withdrawn else None,
        by_guardian=bool(consent.guardian_name),
    )
