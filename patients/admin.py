"""The records of this app as operators read them."""

from django.contrib import admin

from patients.models import (
    Addendum,
    Appointment,
    AppointmentRequest,
    Assessment,
    CalendarFeed,
    Clearance,
    Consent,
    EpisodeOfCare,
    HeadacheProfile,
    Measurement,
    Override,
    PalpationFinding,
    Patient,
    PatientMerge,
    Screening,
    Visit,
)
from practice.admin import ReadOnlyAdmin

admin.site.register(
    [
        Patient,
        PatientMerge,
        EpisodeOfCare,
        Screening,
        Clearance,
        Override,
        Consent,
        Visit,
        Assessment,
        HeadacheProfile,
        PalpationFinding,
        Measurement,
        Addendum,
        Appointment,
        AppointmentRequest,
        CalendarFeed,
    ],
    ReadOnlyAdmin,
)
