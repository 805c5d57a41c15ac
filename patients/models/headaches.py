"""The headache profile: one row for each kind of headache that a person tells of."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from patients.models.assessments import Assessment
from patients.models.visits import VISIT_TABLE
from patients.vocabulary import Trigger
from practice.history import tracked
from practice.privacy import Classified
from practice.signing import PartOfSignable, frozen_with


@tracked
class HeadacheProfile(PartOfSignable):
    """One kind of headache in the patient's words and numbers, and the answers to the criteria's questions.

    `aura_first` (none before it), `aura_long` (over 60 minutes) and `aura_weakness` (of a limb or the face) are asked
    where there is an aura: a yes is a red flag. `answers` are yes/no by question key, as asked by the edition `edition`
    of the conditions catalogue.
    """

    class Where(models.TextChoices):
        """Side of the pain, over all attacks."""

        LEFT = "left", "Always left"
        RIGHT = "right", "Always right"
        CHANGING = "changing", "One side, changing"
        BOTH = "both", "Both sides"

    class Nausea(models.TextChoices):
        """Nausea in the usual attack."""

        NONE = "none", "None"
        MILD = "mild", "Mild"
        SEVERE = "severe", "Moderate, severe or vomiting"

    part_of, signable = "assessment", "patients.Visit"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="headaches")
    name = models.CharField(max_length=80)
    days_per_month = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    attack_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    usual_intensity = models.PositiveSmallIntegerField(null=True, blank=True)
    worst_intensity = models.PositiveSmallIntegerField(null=True, blank=True)
    where = models.CharField(max_length=12, choices=Where, blank=True)
    quality = models.CharField(max_length=12, choices=Assessment.Quality, blank=True)
    worse_with_activity = models.BooleanField(null=True, blank=True)
    nausea = models.CharField(max_length=8, choices=Nausea, blank=True)
    light = models.BooleanField(null=True, blank=True)
    sound = models.BooleanField(null=True, blank=True)
    aura = models.BooleanField(null=True, blank=True)
    aura_first = models.BooleanField(null=True, blank=True)
    aura_long = models.BooleanField(null=True, blank=True)
    aura_weakness = models.BooleanField(null=True, blank=True)
    triggers = ArrayField(models.CharField(max_length=16, choices=Trigger), default=list, blank=True, size=12)
    own_triggers = models.CharField(max_length=200, blank=True)
    onset = models.CharField(max_length=200, blank=True)
    medicine_days = models.JSONField(default=dict, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    edition = models.PositiveSmallIntegerField(editable=False)
    chosen = ArrayField(models.CharField(max_length=64), default=list, blank=True, size=4)

    classified = Classified(
        clinical="name days_per_month months attack_hours usual_intensity worst_intensity where quality"
        " worse_with_activity nausea light sound aura aura_first aura_long aura_weakness triggers own_triggers onset"
        " medicine_days answers chosen",
        plain="assessment edition",
    )

    class Meta(PartOfSignable.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *PartOfSignable.Meta.constraints,
            models.UniqueConstraint(fields=["assessment", "name"], name="one_profile_per_headache"),
            models.CheckConstraint(
                condition=Q(days_per_month__isnull=True) | Q(days_per_month__range=(0, 31)),
                name="headache_days_from_0_to_31",
            ),
            models.CheckConstraint(
                condition=Q(usual_intensity__isnull=True) | Q(usual_intensity__lte=10), name="usual_pain_from_0_to_10"
            ),
            models.CheckConstraint(
                condition=Q(worst_intensity__isnull=True) | Q(worst_intensity__lte=10), name="worst_pain_from_0_to_10"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [frozen_with(VISIT_TABLE, "assessment_id")]
