"""Reads of people, episodes, screening, consent, visits and measurements."""

from patients.names import folded
from patients.selectors.assessments import (
    addenda_of,
    assessments_for,
    coding_warnings,
    last_values,
    measurements_for,
    signing_blockers,
)
from patients.selectors.banner import banner_of
from patients.selectors.episodes import (
    clearances_for,
    consents_for,
    episodes_for,
    episodes_to_consent,
    overrides_for,
    screenings_for,
)
from patients.selectors.people import matching, namesakes, page_by_name, patients_for
from patients.selectors.safety import Safety, asked_in, safety_of

__all__ = [
    "Safety",
    "addenda_of",
    "asked_in",
    "assessments_for",
    "banner_of",
    "clearances_for",
    "coding_warnings",
    "consents_for",
    "episodes_for",
    "episodes_to_consent",
    "folded",
    "last_values",
    "matching",
    "measurements_for",
    "namesakes",
    "overrides_for",
    "page_by_name",
    "patients_for",
    "safety_of",
    "screenings_for",
    "signing_blockers",
]
