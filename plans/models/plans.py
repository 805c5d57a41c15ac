"""The plan of care and its goals."""

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from patients.models import EpisodeOfCare
from plans.models.bounds import within
from plans.vocabulary import GoalComparison
from practice.history import tracked
from practice.privacy import Classified
from practice.signing import PartOfSignable, Signable, frozen_with


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
    diagnosis_noted = models.JSONField(null=True, blank=True, editable=False)

    classified = Classified(
        clinical="starts_on duration_weeks visits_per_week times_per_day treatment_types interventions note"
        " diagnosis_noted",
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

    Comparison = GoalComparison

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
