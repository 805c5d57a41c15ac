"""Visits without needling."""

from typing import ClassVar
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.models import VISIT_TABLE, Visit
from plans.models import TreatmentPlan
from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.signing import PartOfSignable, frozen_with


@tracked
class VisitNote(PartOfSignable):
    """One visit without needling: what was done instead, or why nothing was; has the id of its visit.

    The visit's state says which: attended (exercise, manual therapy), held (seen, not needled), cancelled, no show.
    """

    part_of, signable = "visit", "patients.Visit"

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="visit_note")
    plan = models.ForeignKey(TreatmentPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    diagnosis_noted = models.JSONField(null=True, blank=True, editable=False)
    treated_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name="who treated, where that was no therapist",
    )  # fmt: skip
    reason = models.CharField("why there was no needling", max_length=500, blank=True)
    location = models.CharField("place", max_length=60, blank=True)
    rescreen = models.JSONField("short screen today", null=True, blank=True)
    interventions = models.JSONField("treatment with its minutes", default=list, blank=True)
    done = models.TextField("what was done", max_length=2000, blank=True)
    response = models.TextField("immediate response", max_length=2000, blank=True)
    education = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    classified = Classified(
        clinical="diagnosis_noted reason location rescreen interventions done response education",
        plain="visit plan treated_by",
    )

    class Meta(PartOfSignable.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *PartOfSignable.Meta.constraints,
            models.CheckConstraint(condition=Q(id=F("visit_id")), name="visit_note_has_the_id_of_its_visit"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [frozen_with(VISIT_TABLE, "visit_id")]

    @property
    def patient_id(self) -> UUID:
        """Whose visit it is."""
        return self.visit.episode.patient_id
