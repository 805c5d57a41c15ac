"""Reads of people, episodes, screening, consent, visits and measurements."""

from patients.names import folded
from patients.selectors.assessments import (
    addenda_of,
    assessments_for,
    coding_warnings,
    draft_of,
    empty_findings,
    last_values,
    measurements_for,
    medicine_notices,
    signing_blockers,
)
from patients.selectors.banner import banner_of
from patients.selectors.clearable import clearable
from patients.selectors.consents import (
    consent_standing,
    consent_text,
    consents_shown,
    own_consents,
    risk_words,
    signed_text,
    stays_without,
)
from patients.selectors.episodes import (
    clearances_for,
    consents_for,
    episodes_for,
    episodes_to_consent,
    overrides_for,
    screenings_for,
)
from patients.selectors.found import asked_in
from patients.selectors.merges import (
    days_set_aside,
    differing,
    held_in,
    in_words,
    merges_for,
    overlapping,
    same_person,
)
from patients.selectors.people import (
    found_by,
    look_alikes,
    matching,
    namesakes,
    page_by_name,
    patients_for,
    records_for,
    records_of_one,
    standing,
)
from patients.selectors.safety import Safety, safety_of

__all__ = [
    "Safety",
    "addenda_of",
    "asked_in",
    "assessments_for",
    "banner_of",
    "clearable",
    "clearances_for",
    "coding_warnings",
    "consent_standing",
    "consent_text",
    "consents_for",
    "consents_shown",
    "days_set_aside",
    "differing",
    "draft_of",
    "empty_findings",
    "episodes_for",
    "episodes_to_consent",
    "folded",
    "found_by",
    "held_in",
    "in_words",
    "last_values",
    "look_alikes",
    "matching",
    "measurements_for",
    "medicine_notices",
    "merges_for",
    "namesakes",
    "overlapping",
    "overrides_for",
    "own_consents",
    "page_by_name",
    "patients_for",
    "records_for",
    "records_of_one",
    "risk_words",
    "safety_of",
    "same_person",
    "screenings_for",
    "signed_text",
    "signing_blockers",
    "standing",
    "stays_without",
]
