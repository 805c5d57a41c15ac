"""Recording consent, giving its copy, and withdrawing it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from patients import episodes
from patients.models import Consent, EpisodeOfCare
from patients.rules import agreement as rules
from patients.rules import episodes as episode_rules
from patients.rules.candidacy import is_minor
from patients.rules.people import age_on
from patients.rules.risks import regions_of, risks_of
from patients.selectors.consents import consent_text
from practice import reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.actions import action
from practice.scoping import new_id


@action(needs=Permission.CONSENT_WRITE, logs="consent.recorded")
def record_consent(
    *, actor: Actor, episode: EpisodeOfCare, signed_on: date, signed_how: str, signed_name: str, today: date,
    id: UUID | None = None, **details: Any,
) -> Consent:  # fmt: skip
    """A written consent; under 18 a guardian's. `details` are further fields of Consent, its text the one in use.

    How it was signed is said, never taken for granted.
    """
    episode_rules.require_in_care(episodes.locked(episode).state)
    details.setdefault("text_version", consent_text()["key"])
    consent = Consent(
        id=id or new_id(), episode=episode, signed_on=signed_on, signed_how=signed_how, signed_name=signed_name,
        emergency_number=practice.clinic().emergency_number, **details,
    )  # fmt: skip
    rules.require_areas(consent.areas, regions_of(reference.muscles().values()))
    rules.require_signature(consent.signed_how, consent.signature)
    rules.require_text(consent.text_version, set(reference.by_key("consent", "texts")))
    episode_rules.require_reason(signed_name, "signed_name")
    rules.require_recordable(
        signed_on=signed_on, expires_on=consent.expires_on, today=today, born=episode.patient.date_of_birth,
        minor=is_minor(age_on(episode.patient.date_of_birth, signed_on)), guardian_name=consent.guardian_name,
        guardian_relation=consent.guardian_relation, assent=consent.assent,
    )  # fmt: skip
    consent.areas = list(dict.fromkeys(consent.areas))
    consent.risks = risks_of(
        reference.muscles().values(), consent.areas, reference.by_key("consent", "risks").values()
    )  # fmt: skip
    consent.save(force_insert=True)
    return consent


@action(needs=Permission.CONSENT_WRITE, logs="consent.copy_given")
def give_consent_copy(*, actor: Actor, consent: Consent, if_version: int | None = None) -> Consent:
    """The patient has a copy now: on paper, or printed from its page. Only the copy of a report is noted by itself."""
    row: Consent = Consent.objects.locked(consent.pk, if_version=if_version)
    rules.require_copy_not_given(row.copy_given)
    row.copy_given = True
    row.save()
    return row


@action(needs=Permission.CONSENT_WRITE, logs="consent.withdrawn")
def withdraw_consent(
    *, actor: Actor, consent: Consent, reason: str, now: datetime, if_version: int | None = None
) -> Consent:
    """Agreement ends now. Earlier consents of the episode end with it: no older paper outlives a 'no'."""
    episode_rules.require_reason(reason)
    row: Consent = Consent.objects.locked(consent.pk, if_version=if_version)
    rules.require_not_withdrawn(row.withdrawn_at is not None)
    open_ones = Consent.objects.filter(episode_id=row.episode_id, withdrawn_at=None, signed_on__lte=row.signed_on)
    for earlier in open_ones.exclude(pk=row.pk).select_for_update(of=("self",)):
        _withdraw(earlier, reason, now)
    return _withdraw(row, reason, now)


def _withdraw(consent: Consent, reason: str, now: datetime) -> Consent:
    consent.withdrawn_at, consent.withdrawn_reason = now, reason
    consent.save()
    return consent
