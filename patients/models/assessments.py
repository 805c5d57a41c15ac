"""What was found and measured in a visit."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.models.visits import VISIT_TABLE, Visit
from practice.history import tracked
from practice.privacy import Classified
from practice.signing import PartOfSignable, frozen_with


class Side(models.TextChoices):
    """Side of the body."""

    LEFT = "left", "Left"
    RIGHT = "right", "Right"
    BILATERAL = "bilateral", "Both sides"
    MIDLINE = "midline", "Midline"


@tracked
class Assessment(PartOfSignable):
    """An initial examination, a re-assessment or a discharge examination; has the id of its visit."""

    class Quality(models.TextChoices):
        """How the headache feels."""

        PRESSING = "pressing", "Pressing or tightening"
        PULSATING = "pulsating", "Pulsating"
        STABBING = "stabbing", "Stabbing"
        MIXED = "mixed", "Mixed"

    part_of, signable = "visit", "patients.Visit"

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="assessment")
    complaint = models.CharField("main complaint", max_length=300, blank=True)
    history = models.TextField(max_length=4000, blank=True)
    headache_side = models.CharField(max_length=12, choices=Side, blank=True)
    headache_quality = models.CharField(max_length=12, choices=Quality, blank=True)
    triggers = models.CharField(max_length=500, blank=True)
    medicines = models.CharField(max_length=500, blank=True)
    posture = models.TextField(max_length=2000, blank=True)
    examination = models.TextField(max_length=4000, blank=True)
    icd10 = ArrayField(models.CharField(max_length=12), default=list, blank=True, size=12)
    icd10_release = models.CharField(max_length=40, blank=True, editable=False)
    impression = models.TextField("clinical impression", max_length=4000, blank=True)

    classified = Classified(
        clinical="complaint history headache_side headache_quality triggers medicines posture examination icd10"
        " impression",
        plain="visit icd10_release",
    )

    class Meta(PartOfSignable.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *PartOfSignable.Meta.constraints,
            models.CheckConstraint(condition=Q(id=F("visit_id")), name="assessment_has_the_id_of_its_visit"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [frozen_with(VISIT_TABLE, "visit_id")]


@tracked
class PalpationFinding(PartOfSignable):
    """What the fingers found in one muscle."""

    part_of, signable = "assessment", "patients.Visit"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="findings")
    muscle = models.CharField(max_length=64)
    side = models.CharField(max_length=12, choices=Side)
    taut_band = models.BooleanField(default=False)
    familiar_pain = models.BooleanField(default=False)
    tenderness = models.PositiveSmallIntegerField(null=True, blank=True)
    referral = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    classified = Classified(clinical="muscle side taut_band familiar_pain tenderness referral note", plain="assessment")

    class Meta(PartOfSignable.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *PartOfSignable.Meta.constraints,
            models.UniqueConstraint(fields=["assessment", "muscle", "side"], name="one_finding_per_muscle_and_side"),
            models.CheckConstraint(
                condition=Q(tenderness__isnull=True) | Q(tenderness__lte=10), name="tenderness_from_0_to_10"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [frozen_with(VISIT_TABLE, "assessment_id")]


@tracked
class Measurement(PartOfSignable):
    """One value of one measure, in one visit; `inputs` keeps what a derived value came from.

    `diary_until` is the last of the 28 days of the diary from which somebody took the value.
    """

    class Phase(models.TextChoices):
        """When in the visit it was taken."""

        VISIT = "visit", "At the visit"
        BEFORE = "before", "Before needling"
        AFTER = "after", "After needling"

    part_of, signable = "visit", "patients.Visit"

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="measurements")
    measure = models.CharField(max_length=48)
    phase = models.CharField(max_length=8, choices=Phase, default=Phase.VISIT)
    side = models.CharField(max_length=12, choices=Side, blank=True)
    value = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    inputs = models.JSONField(null=True, blank=True)
    diary_until = models.DateField(null=True, blank=True)

    classified = Classified(clinical="measure phase side value inputs diary_until", plain="visit")

    class Meta(PartOfSignable.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *PartOfSignable.Meta.constraints,
            models.UniqueConstraint(
                fields=["visit", "measure", "phase", "side"], name="one_value_per_measure_phase_and_side"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(inputs__isnull=False), name="measurement_says_something"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "measure", "id"], name="measurements_by_measure"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [frozen_with(VISIT_TABLE, "visit_id")]
