"""Filters of lists, one for page and API."""

from patients.filters.lists import (
    AppointmentFilter,
    AssessmentFilter,
    ClearanceFilter,
    ConsentFilter,
    EpisodeFilter,
    MeasurementFilter,
    MergeFilter,
    OfEpisodeFilter,
    OfVisitFilter,
    OverrideFilter,
    PatientFilter,
    ScreeningFilter,
)
from patients.filters.trail import TrailFilter, verbs

__all__ = [
    "AppointmentFilter",
    "AssessmentFilter",
    "ClearanceFilter",
    "ConsentFilter",
    "EpisodeFilter",
    "MeasurementFilter",
    "MergeFilter",
    "OfEpisodeFilter",
    "OfVisitFilter",
    "OverrideFilter",
    "PatientFilter",
    "ScreeningFilter",
    "TrailFilter",
    "verbs",
]
