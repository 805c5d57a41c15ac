"""The headache diary."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from patients.holding import held_by_patient
from patients.models import Patient
from patients.vocabulary import AcuteMedicine
from plans.models.bounds import within
from practice.history import tracked
from practice.privacy import Classified
from practice.scoping import ClinicOwned


@held_by_patient("diary day", "diary days", road="patient", one_a="on")
@tracked
class DiaryDay(ClinicOwned):
    """One day of the headache diary; at most one row per patient and day."""

    Medicine = AcuteMedicine

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="diary")
    on = models.DateField()
    headache = models.BooleanField()
    intensity = models.PositiveSmallIntegerField(null=True, blank=True, validators=within(0, 10))
    hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True, validators=within(0, 24))
    medicines = ArrayField(models.CharField(max_length=12, choices=Medicine), default=list, blank=True, size=5)
    note = models.CharField(max_length=300, blank=True)

    classified = Classified(clinical="on headache intensity hours medicines note", plain="patient")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["patient", "on"], name="one_diary_row_per_day"),
            models.CheckConstraint(
                condition=Q(intensity__isnull=True) | Q(intensity__lte=10), name="diary_intensity_from_0_to_10"
            ),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__gte=0, hours__lte=24), name="diary_hours_from_0_to_24"
            ),
            models.CheckConstraint(
                condition=Q(headache=True) | Q(intensity__isnull=True) | Q(intensity=0),
                name="no_intensity_without_headache",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "updated_at", "id"], name="diary_by_update"),
        ]
