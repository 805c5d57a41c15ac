"""Reads of people, episodes, screening, consent, visits and measurements."""

from patients.names import folded
from patients.selectors.banner import banner_of
from patients.selectors.episodes import episodes_for, screenings_for
from patients.selectors.people import matching, namesakes, patients_for
from patients.selectors.safety import Safety, safety_of

__all__ = [
    "Safety",
    "banner_of",
    "episodes_for",
    "folded",
    "matching",
    "namesakes",
    "patients_for",
    "safety_of",
    "screenings_for",
]
