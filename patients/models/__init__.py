"""People, their episodes of care, what decides whether needling is suitable, and what was found and measured."""

from patients.models.appointments import Appointment
from patients.models.assessments import Assessment, Measurement, PalpationFinding, Side
from patients.models.episodes import EpisodeOfCare
from patients.models.feeds import CalendarFeed
from patients.models.headaches import HeadacheProfile
from patients.models.merges import PatientMerge
from patients.models.people import Patient, PatientName
from patients.models.requests import AppointmentRequest
from patients.models.safety import Clearance, Consent, Override, Screening
from patients.models.visits import VISIT_TABLE, Addendum, Visit

__all__ = [
    "VISIT_TABLE",
    "Addendum",
    "Appointment",
    "AppointmentRequest",
    "Assessment",
    "CalendarFeed",
    "Clearance",
    "Consent",
    "EpisodeOfCare",
    "HeadacheProfile",
    "Measurement",
    "Override",
    "PalpationFinding",
    "Patient",
    "PatientMerge",
    "PatientName",
    "Screening",
    "Side",
    "Visit",
]
