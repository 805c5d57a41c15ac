"""Exercises and posture habits: the clinic's own, what is prescribed, and what was done of it."""

from typing import ClassVar
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.models import EpisodeOfCare
from plans.models.bounds import within
from plans.vocabulary import MOST_MUSCLES, MOST_TO_WEIGH
from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned


class Dosed(models.Model):
    """How much and how often: every part may stay open, as for a habit."""

    sets = models.PositiveSmallIntegerField(null=True, blank=True, validators=within(1, 20))
    reps = models.PositiveSmallIntegerField("repeats", null=True, blank=True, validators=within(1, 100))
    hold_seconds = models.PositiveSmallIntegerField("hold", null=True, blank=True, validators=within(1, 7200))
    per_day = models.PositiveSmallIntegerField("times a day", null=True, blank=True, validators=within(1, 24))
    days_per_week = models.PositiveSmallIntegerField("days a week", null=True, blank=True, validators=within(1, 7))

    class Meta:
        abstract = True


@tracked
class ClinicExercise(Dosed, ClinicOwned):
    """An exercise or posture habit of the clinic's own, beside the library's."""

    key = models.SlugField(max_length=64)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    purpose = models.CharField(max_length=300, blank=True)
    instructions = ArrayField(models.CharField(max_length=400), default=list, size=12)
    precautions = models.CharField(max_length=500, blank=True)
    avoid = ArrayField(
        models.CharField(max_length=48), verbose_name="weighed against", default=list, blank=True, size=MOST_TO_WEIGH
    )
    muscles = ArrayField(
        models.CharField(max_length=48), verbose_name="muscles that it works", default=list, blank=True,
        size=MOST_MUSCLES,
    )  # fmt: skip
    active = models.BooleanField(default=True)
    steps = models.JSONField(default=list, blank=True)
    checklist = models.JSONField(default=list, blank=True)
    edition = models.PositiveSmallIntegerField(default=1, editable=False)

    classified = Classified(
        plain="key name kind purpose instructions precautions avoid muscles active steps checklist edition sets reps"
        " hold_seconds per_day days_per_week"
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["clinic", "key"], name="one_clinic_exercise_per_key"),
        ]


@tracked
class ExerciseEdition(ClinicOwned):
    """What one of the clinic's own exercises said from a day on: `content` holds fields.EXERCISE_CONTENT, for good."""

    exercise = models.ForeignKey(ClinicExercise, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()

    classified = Classified(plain="exercise number content")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["exercise", "number"], name="one_edition_of_an_exercise_per_number"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="edition_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


@tracked
class Prescription(Dosed, ClinicOwned):
    """One exercise or posture habit for one episode, with its dose; a new dose ends it and starts another."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="prescriptions")
    exercise = models.CharField(max_length=64)
    edition = models.ForeignKey(
        ExerciseEdition, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="prescriptions"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    step = models.PositiveSmallIntegerField(default=0, editable=False)
    precautions_met = ArrayField(models.CharField(max_length=48), default=list, blank=True, editable=False, size=40)
    precaution_reason = models.CharField("why it is suitable all the same", max_length=300, blank=True)
    checked = ArrayField(models.CharField(max_length=32), default=list, blank=True, editable=False, size=20)
    prescribed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)

    classified = Classified(
        clinical="exercise sets reps hold_seconds per_day days_per_week starts_on ends_on note step precautions_met"
        " precaution_reason checked",
        plain="episode edition prescribed_by",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="prescription_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(days_per_week__isnull=True) | Q(days_per_week__gte=1, days_per_week__lte=7),
                name="prescription_1_to_7_days_a_week",
            ),
        ]


@tracked
class AdherenceDay(ClinicOwned):
    """What the patient did of one prescription on one day; no row means 'not reported', which is not 'not done'."""

    class Done(models.TextChoices):
        """How much was done."""

        DONE = "done", "Done"
        PARTLY = "partly", "Partly"
        NOT_DONE = "not_done", "Not done"

    class Reason(models.TextChoices):
        """Why not, or not all."""

        NONE = "", "No reason given"
        PAIN = "pain", "It hurt"
        TIME = "time", "No time"
        FORGOT = "forgot", "Forgot"
        UNCLEAR = "unclear", "Not sure how"
        UNWELL = "unwell", "Unwell"
        OTHER = "other", "Other"

    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, related_name="adherence")
    on = models.DateField()
    done = models.CharField(max_length=8, choices=Done)
    reason = models.CharField(max_length=8, choices=Reason, blank=True, default="")

    classified = Classified(clinical="on done reason", plain="prescription")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["prescription", "on"], name="one_adherence_per_day"),
        ]

    @property
    def patient_id(self) -> UUID:
        """Whose day it is."""
        return self.prescription.episode.patient_id
