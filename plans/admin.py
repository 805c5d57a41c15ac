"""The plans app in the operator's admin site: lists to read."""

from django.contrib import admin

from plans.models import (
    AdherenceDay,
    Certification,
    ClinicExercise,
    DiaryDay,
    ExerciseEdition,
    Goal,
    Prescription,
    TreatmentPlan,
)
from practice.admin import ReadOnlyAdmin

admin.site.register(
    [TreatmentPlan, Goal, Certification, ClinicExercise, ExerciseEdition, Prescription, AdherenceDay, DiaryDay],
    ReadOnlyAdmin,
)
