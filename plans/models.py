"""The plan of care, its goals and certification, exercises and posture habits, adherence, and the diary."""

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from patients.holding import held_by_patient
from patients.models import AcuteMedicine, EpisodeOfCare, Patient
from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned
from practice.signing import PartOfSignable, Signable, frozen_with


def within(low: Decimal | int, high: int) -> list[MinValueValidator | MaxValueValidator]:
    """The validators of a number with both ends, read by forms and the API alike."""
    return [
        MinValueValidator(low, f"Enter at least {low}."),
        MaxValueValidator(high, f"Enter at most {high}."),
    ]


@tracked
class TreatmentPlan(Signable):
    """One revision of the plan of care of an episode; a signed one is replaced by a newer one, never changed.

    A draft may still lack duration and frequency; a signed plan has both. Amount is `times_per_day`; left out it is
    one treatment on each day of a visit.
    """

    class TreatmentType(models.TextChoices):
        """What kinds of care are planned."""

        NEEDLING = "needling", "Dry needling"
        MANUAL = "manual_therapy", "Manual therapy"
        EXERCISE = "exercise", "Therapeutic exercise"
        NEUROMUSCULAR = "neuromuscular", "Movement retraining"
        POSTURE = "posture", "Posture and workplace"
        EDUCATION = "education", "Education and self-care"
        MODALITIES = "modalities", "Heat, cold or electrical stimulation"
        RELAXATION = "relaxation", "Relaxation and breathing"

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="plans")
    revision = models.PositiveSmallIntegerField(default=1, editable=False)
    starts_on = models.DateField()
    duration_weeks = models.PositiveSmallIntegerField(null=True, blank=True, validators=within(1, 52))
    visits_per_week = models.DecimalField(
        max_digits=3, decimal_places=1, null=True, blank=True, validators=within(Decimal("0.1"), 7)
    )
    times_per_day = models.PositiveSmallIntegerField(null=True, blank=True, validators=within(1, 4))
    treatment_types = ArrayField(
        models.CharField(max_length=24, choices=TreatmentType.choices), default=list, blank=True, size=10
    )
    interventions = models.TextField(max_length=4000, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    classified = Classified(
        clinical="starts_on duration_weeks visits_per_week times_per_day treatment_types interventions note",
        plain="episode revision",
    )

    class Meta(Signable.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Signable.Meta.constraints,
            models.UniqueConstraint(fields=["episode", "revision"], name="one_plan_per_revision"),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(signed_at__isnull=True), name="one_open_plan_per_episode"
            ),
            models.CheckConstraint(
                condition=Q(duration_weeks__gte=1, duration_weeks__lte=52), name="plan_lasts_1_to_52_weeks"
            ),
            models.CheckConstraint(
                condition=Q(visits_per_week__gt=0, visits_per_week__lte=7), name="plan_has_up_to_7_visits_a_week"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(duration_weeks__isnull=False, visits_per_week__isnull=False),
                name="signed_plan_has_duration_and_frequency",
            ),
        ]

    @property
    def patient_id(self) -> UUID:
        """Whose plan it is."""
        return self.episode.patient_id


@tracked
class Goal(PartOfSignable):
    """A measurable goal of a plan: its state is derived, never entered."""

    class Comparison(models.TextChoices):
        """When the goal is met."""

        AT_MOST = "<=", "at most"
        AT_LEAST = ">=", "at least"

    part_of, signable = "plan", "plans.TreatmentPlan"

    plan = models.ForeignKey(TreatmentPlan, on_delete=models.PROTECT, related_name="goals")
    measure = models.CharField(max_length=48)
    comparison = models.CharField(max_length=2, choices=Comparison, default=Comparison.AT_MOST)
    target = models.DecimalField(max_digits=7, decimal_places=2)
    baseline = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    text = models.CharField("in the patient's words", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    classified = Classified(clinical="measure comparison target baseline due_on text", plain="plan position")

    class Meta(PartOfSignable.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *PartOfSignable.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "measure"], name="one_goal_per_measure"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [frozen_with("plans_treatmentplan", "plan_id")]


@tracked
class Certification(ClinicOwned):
    """That the plan was certified again for another span of weeks."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="certifications")
    certified_on = models.DateField()
    duration_weeks = models.PositiveSmallIntegerField(validators=within(1, 52))
    certified_by = models.CharField(max_length=120, blank=True)

    classified = Classified(identifying="certified_by", clinical="certified_on duration_weeks", plain="episode")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["episode", "certified_on"], name="one_certification_a_day"),
            models.CheckConstraint(
                condition=Q(duration_weeks__gte=1, duration_weeks__lte=52), name="certification_lasts_1_to_52_weeks"
            ),
        ]


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
    active = models.BooleanField(default=True)

    classified = Classified(
        plain="key name kind purpose instructions precautions active sets reps hold_seconds per_day days_per_week"
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["clinic", "key"], name="one_clinic_exercise_per_key"),
        ]


@tracked
class Prescription(Dosed, ClinicOwned):
    """One exercise or posture habit for one episode, with its dose; a new dose ends it and starts another."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="prescriptions")
    exercise = models.CharField(max_length=64)
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
        plain="episode prescribed_by",
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
