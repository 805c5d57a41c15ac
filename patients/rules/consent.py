"""Whether a consent is in force on a given day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
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

    `of_minor` says that the patient was under 18 when it was signed.
    """

    signed_on: date
    expires_on: date | None = None
    withdrawn_on: date | None = None
    by_guardian: bool = False
    of_minor: bool = False


def consent_state(consents: Iterable[ConsentFacts], *, on: date, minor: bool = False) -> ConsentState:
    """What the consents of an episode are worth on one day; the best of them counts.

    A minor needs a guardian's consent, and the patient's own from the 18th birthday on.
    Source: domain.md (d) 'Minors' and (f) 'Consent', practice literature.
    """
    states = {_state_of(consent, on=on, minor=minor) for consent in consents}
    order = (
        ConsentState.IN_FORCE, ConsentState.GUARDIAN_MISSING, ConsentState.OWN_MISSING, ConsentState.WITHDRAWN,
        ConsentState.EXPIRED,
    )  # fmt: skip
    return next((state for state in order if state in states), ConsentState.MISSING)


def _state_of(consent: ConsentFacts, *, on: date, minor: bool) -> ConsentState:
    if consent.signed_on > on:
        return ConsentState.MISSING
    if consent.withdrawn_on and consent.withdrawn_on <= on:
        return ConsentState.WITHDRAWN
    if consent.expires_on and consent.expires_on < on:
        return ConsentState.EXPIRED
    if consent.of_minor and not minor:
        return ConsentState.OWN_MISSING
    return ConsentState.GUARDIAN_MISSING if minor and not consent.by_guardian else ConsentState.IN_FORCE
