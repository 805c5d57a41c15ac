"""Resources of the patients app."""

from patients.api.appointments import Appointments
from patients.api.assessments import Assessments, Measurements
from patients.api.episodes import Episodes
from patients.api.merges import Merges
from patients.api.people import Patients
from patients.api.safety import Clearances, Consents, Overrides, Screenings
from patients.api.trail import Trail

RESOURCES = [
    ("patients", Patients, "patient"),
    ("merges", Merges, "merge"),
    ("appointments", Appointments, "appointment"),
    ("episodes", Episodes, "episode"),
    ("screenings", Screenings, "screening"),
    ("clearances", Clearances, "clearance"),
    ("overrides", Overrides, "override"),
    ("consents", Consents, "consent"),
    ("assessments", Assessments, "assessment"),
    ("measurements", Measurements, "measurement"),
    ("trail", Trail, "trail"),
]
