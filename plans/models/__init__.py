"""The plan of care, its goals and certification, exercises and posture habits, adherence, and the diary."""

from plans.models.certifications import Certification
from plans.models.diary import DiaryDay
from plans.models.exercises import AdherenceDay, ClinicExercise, Dosed, ExerciseEdition, Prescription
from plans.models.plans import Goal, TreatmentPlan

__all__ = [
    "AdherenceDay",
    "Certification",
    "ClinicExercise",
    "DiaryDay",
    "Dosed",
    "ExerciseEdition",
    "Goal",
    "Prescription",
    "TreatmentPlan",
]
