"""What is known before a needle: screening, candidacy, red flags, area limits and consent on one day."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef

from patients.models import Clearance, Consent, EpisodeOfCare, Screening, Visit
from patients.rules import flags
from patients.rules.candidacy import Candidacy, CandidacyFacts, candidacy, is_minor
from patients.rules.consent import ConsentFacts, ConsentState, consent_state
from patients.rules.freshness import screen_expired
from patients.rules.people import age_on
from practice import reference
from practice import selectors as practice
from practice.statements import Given, JSONRows, Statement, loaded, records

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
    """What the record holds: screens and consents from the oldest on, and on which days visits found which flags."""

    screenings: list[Screening]
    clearances: list[flags.Cleared]
    consents: list[Consent]
    seen: list[tuple[date, list[str]]]


def safety_of(episode: EpisodeOfCare, day: date) -> Safety:
    """The safety of one episode on one day, in one query (and one for the patient when not at hand)."""
    return _judged(episode, _found(episode.pk), day, ZoneInfo(practice.clinic().timezone))


def _found(episode_id: UUID) -> _Found:
    screenings, clearances, consents, seen = RECORD.rows(episode=episode_id)[0]
    return _Found(
        records(Screening, screenings),
        [flags.Cleared(row["item"], date.fromisoformat(row["given_on"])) for row in loaded(clearances)],
        records(Consent, consents),
        [(date.fromisoformat(row["occurred_on"]), row["red_flags"]) for row in loaded(seen)],
    )


def _record() -> Any:
    here = {"episode": OuterRef("pk")}
    seen = Visit.objects.filter(**here, state__in=SEEN)
    return EpisodeOfCare.objects.filter(pk=Given("episode")).values_list(
        JSONRows(Screening.objects.filter(**here).order_by("answered_at", "id").values(*SCREENING)),
        JSONRows(Clearance.objects.filter(**here).values("item", "given_on")),
        JSONRows(Consent.objects.filter(**here).order_by("signed_on", "id").values(*CONSENT)),
        JSONRows(seen.values("occurred_on", "red_flags").distinct()),
    )


RECORD = Statement(_record)
SCREENING = (
    "id", "clinic_id", "answered_at", "positive", "red_flags", "unanswered", "limited_muscles", "precautions",
    "candidacy",
)  # fmt: skip
CONSENT = ("id", "clinic_id", "signed_on", "expires_on", "withdrawn_at", "guardian_name")


def _judged(episode: EpisodeOfCare, found: _Found, day: date, zone: ZoneInfo) -> Safety:
    screened = [(s, s.answered_at.astimezone(zone).date()) for s in found.screenings]
    latest, latest_on = next(((s, on) for s, on in reversed(screened) if on <= day), (None, day))
    raised = flags.screened((on, screen.red_flags) for screen, on in screened)
    raised += [flags.Raised(key, on) for on, red_flags in found.seen for key in red_flags]
    minor = is_minor(age_on(episode.patient.date_of_birth, day))
    consent, problem = _consent_on(found.consents, day, minor, zone)
    facts = CandidacyFacts(
        positive=flags.open_items(latest.positive if latest else (), latest_on, found.clearances, on=day),
        red_flags=flags.open_flags(raised, found.clearances, on=day),
        all_answered=latest is not None and not latest.unanswered,
        age=age_on(episode.patient.date_of_birth, day),
        consent_in_force=consent is not None,
    )
    return Safety(
        day=day, screening=latest, facts=facts,
        decision=candidacy(facts, reference.current("screening")),
        cleared=flags.cleared_flags(raised, found.clearances, on=day),
        limited_muscles=frozenset(key for keys in (latest.limited_muscles if latest else {}).values() for key in keys),
        screening_expired=latest is not None
        and screen_expired(latest_on, [on for on, _ in found.seen], on=day),
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
