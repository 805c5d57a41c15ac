"""What the consents of a patient are worth on a day, by the rule of rules/consent.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.models import Consent, EpisodeOfCare
from patients.rules.candidacy import is_minor
from patients.rules.consent import ConsentFacts, ConsentState, consent_state, counting
from patients.rules.people import age_on
from practice import access, reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.emergency import localized, with_number

# How a page says what one consent is worth: tone and icon of its mark, and the words.
SAID: Final = {
    ConsentState.IN_FORCE: ("good", "consent", "In force"),
    ConsentState.MISSING: ("watch", "clock", "Not yet in force"),
    ConsentState.EXPIRED: ("stop", "clock", "Expired"),
    ConsentState.WITHDRAWN: ("stop", "stop", "Withdrawn"),
    ConsentState.GUARDIAN_MISSING: ("stop", "stop", "A guardian has to sign"),
    ConsentState.OWN_MISSING: ("stop", "stop", "Turned 18: has to sign anew"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One consent, and what it is worth on the day that was asked for."""

    consent: Consent
    state: ConsentState

    @property
    def said(self) -> dict[str, str]:
        """Its mark on a page: tone, icon and text."""
        return dict(zip(("tone", "icon", "text"), SAID[self.state], strict=True))


@dataclass(frozen=True, slots=True)
class OfEpisode:
    """An episode with its consents, the newest first."""

    episode: EpisodeOfCare
    consents: Sequence[Standing]


def consent_text() -> dict[str, Any]:
    """The consent text in use, with the clinic's own emergency number."""
    found: dict[str, Any] = localized([*reference.by_key("consent", "texts").values()][-1])
    return found


def signed_text(consent: Consent) -> dict[str, Any]:
    """The text that was signed: its version, and the emergency number that it named."""
    texts = reference.by_key("consent", "texts")
    found: dict[str, Any] = with_number(texts.get(consent.text_version, {}), consent.emergency_number)
    return found


def consents_shown(actor: Actor, episodes: Sequence[EpisodeOfCare], day: date) -> list[OfEpisode]:
    """The consents of a patient's episodes as they stand on a day, in one query."""
    access.require(actor, Permission.CONSENT_VIEW)
    rows = list(Consent.objects.filter(episode__in=episodes).order_by("-signed_on", "-pk"))
    return [
        OfEpisode(episode, [consent_standing(row, episode, day) for row in rows if row.episode_id == episode.pk])
        for episode in episodes
    ]


def consent_standing(consent: Consent, episode: EpisodeOfCare, day: date) -> Standing:
    """What one consent is worth on a day."""
    born = episode.patient.date_of_birth
    facts = consent_facts(consent, ZoneInfo(practice.clinic().timezone), born)
    return Standing(consent, consent_state([facts], on=day, minor=is_minor(age_on(born, day))))


def risk_words(row: Consent) -> list[str]:
    """The risks that were explained, in plain words."""
    risks = reference.by_key("consent", "risks")
    return [str(risks[key]["words"]) for key in row.risks if key in risks]


def own_consents(patient_id: UUID) -> list[Consent]:
    """Everything that a patient ever agreed to, the newest first, with its care."""
    rows = Consent.objects.filter(episode__patient=patient_id).select_related("episode__patient")
    return list(rows.order_by("-signed_on", "-pk"))


def stays_without(consent: Consent, day: date) -> Consent | None:
    """The consent under which needling may go on when this one is withdrawn; older ones are withdrawn with it."""
    newer = Consent.objects.filter(episode=consent.episode_id, signed_on__gt=consent.signed_on)
    rows = list(newer.order_by("signed_on", "pk"))
    zone = ZoneInfo(practice.clinic().timezone)
    return consent_on(rows, day, consent.episode.patient.date_of_birth, zone)[0]


def consent_on(
    consents: Sequence[Consent], day: date, born: date, zone: ZoneInfo, *, at: datetime | None = None
) -> tuple[Consent | None, str]:
    """The newest consent in force on the day, of those from the oldest on, or why there is none.

    With `at`, the moment of the needles, they count as they stood then.
    """
    minor = is_minor(age_on(born, day))
    facts = [consent_facts(consent, zone, born) for consent in consents]
    counted = counting(facts, on=day, at=at)
    for consent, told in reversed(list(zip(consents, facts, strict=True))):
        if told in counted and consent_state([told], on=day, minor=minor, at=at) is ConsentState.IN_FORCE:
            return consent, ""
    return None, consent_state(facts, on=day, minor=minor, at=at).value


def consent_facts(consent: Consent, zone: ZoneInfo, born: date) -> ConsentFacts:
    """A consent as the rules see it."""
    withdrawn = consent.withdrawn_at
    return ConsentFacts(
        signed_on=consent.signed_on,
        expires_on=consent.expires_on,
        withdrawn_on=withdrawn.astimezone(zone).date() if withdrawn else None,
        withdrawn_at=withdrawn,
        recorded_at=consent.created_at,
        by_guardian=bool(consent.guardian_name),
        of_minor=is_minor(age_on(born, consent.signed_on)),
    )
