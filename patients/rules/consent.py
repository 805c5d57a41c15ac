"""Whether a consent is in force on a given day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ConsentState(StrEnum):
    """What a day finds: an agreement that holds, or why there is none."""

    IN_FORCE = "in_force"
    MISSING = "missing"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    GUARDIAN_MISSING = "guardian_missing"
    OWN_MISSING = "own_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """One written consent; `expires_on` is its last day, and a withdrawal counts from its own day on.

    On that day it counts from its moment on (`withdrawn_at`), where that is known. `recorded_at` is when the clinic
    stored it.
    `of_minor` says that the patient was under 18 when it was signed.
    """

    signed_on: date
    expires_on: date | None = None
    withdrawn_on: date | None = None
    withdrawn_at: datetime | None = None
    recorded_at: datetime | None = None
    by_guardian: bool = False
    of_minor: bool = False


def consent_state(
    consents: Iterable[ConsentFacts], *, on: date, minor: bool = False, at: datetime | None = None
) -> ConsentState:
    """What the consents of an episode are worth on one day; the best of them counts.

    With `at`, the moment of a needle, a consent that was withdrawn after it counts as it stood then: a withdrawal does
    not reach back, and neither does a consent to what was needled before it, on a day with a withdrawal. A minor needs
    a guardian's consent, and the patient's own from the 18th birthday on.
    Source: domain.md (d) 'Minors' and (f) 'Consent', practice literature.
    """
    known = list(consents)
    states = {_state_of(consent, on=on, minor=minor, at=at) for consent in counting(known, on=on, at=at)}
    order = (
        ConsentState.IN_FORCE, ConsentState.GUARDIAN_MISSING, ConsentState.OWN_MISSING, ConsentState.WITHDRAWN,
        ConsentState.EXPIRED,
    )  # fmt: skip
    nothing = ConsentState.WITHDRAWN if _withdrawn_on_the_day(known, on) else ConsentState.MISSING
    return next((state for state in order if state in states), nothing)


def counting(consents: Iterable[ConsentFacts], *, on: date, at: datetime | None = None) -> list[ConsentFacts]:
    """The consents that can count for a needle of a moment: all of the day's, unless one was withdrawn on it. Then the
    paper of a later moment does not speak for what was done between.

    Source: domain.md (b) element 5, consent in force, and (f) 'Consent', withdrawn at any time; a project choice.
    """
    known = list(consents)
    if at is None or not _withdrawn_on_the_day(known, on):
        return known
    return [consent for consent in known if consent.recorded_at is None or consent.recorded_at <= at]


def _withdrawn_on_the_day(consents: Iterable[ConsentFacts], on: date) -> bool:
    return any(consent.withdrawn_on == on for consent in consents)


def _state_of(consent: ConsentFacts, *, on: date, minor: bool, at: datetime | None) -> ConsentState:
    if consent.signed_on > on:
        return ConsentState.MISSING
    if is_withdrawn(consent, on, at):
        return ConsentState.WITHDRAWN
    if consent.expires_on and consent.expires_on < on:
        return ConsentState.EXPIRED
    if consent.of_minor and not minor:
        return ConsentState.OWN_MISSING
    return ConsentState.GUARDIAN_MISSING if minor and not consent.by_guardian else ConsentState.IN_FORCE


def is_withdrawn(consent: ConsentFacts, on: date, at: datetime | None = None) -> bool:
    """Whether a consent counts as withdrawn: from the day of the withdrawal on, and on that day from its moment on.

    With `at`, the moment of a needle, what was withdrawn after it does not reach back to it; without it, or where the
    moment of the withdrawal is not known, the whole day counts.
    Source: domain.md (f) 'Consent', withdrawn at any time; that it does not reach back is a project choice.
    """
    if consent.withdrawn_on is None or consent.withdrawn_on > on:
        return False
    return at is None or consent.withdrawn_at is None or consent.withdrawn_at <= at
