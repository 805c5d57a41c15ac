"""A needling session, what was needled in it, and the supervisor's agreement to its note."""

from typing import ClassVar
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.models import VISIT_TABLE, Consent, Side, Visit
from plans.models import TreatmentPlan
from practice.history import tracked
from practice.models import Clinic, Membership
from practice.privacy import Classified
from practice.signing import PartOfSignable, frozen_with


@tracked
class NeedlingSession(PartOfSignable):
    """One visit with needling; has the id of its visit, which carries time, therapist and signature."""

    class Position(models.TextChoices):
        """How the patient lies or sits."""

        PRONE = "prone", "Prone"
        SUPINE = "supine", "Supine"
        SIDE_LYING = "side-lying", "Side-lying"
        SEATED = "seated", "Seated"

    part_of, signable = "visit", "patients.Visit"

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="session")
    plan = models.ForeignKey(TreatmentPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    location = models.CharField("place", max_length=60, blank=True)
    indication = models.CharField(max_length=300, blank=True)
    diagnosis_noted = models.JSONField(null=True, blank=True, editable=False)
    position = models.CharField(max_length=12, choices=Position, blank=True)
    estim = models.JSONField("electrical stimulation", null=True, blank=True)
    skin_prep = models.CharField("skin preparation", max_length=60, blank=True)
    gloves = models.BooleanField(null=True, blank=True)
    needle_brand = models.CharField(max_length=60, blank=True)
    needle_lot = models.CharField(max_length=60, blank=True)
    needle_expiry = models.DateField("needles to be used by", null=True, blank=True)
    sharps_disposed = models.BooleanField("needles are in the sharps container", null=True, blank=True)
    rescreen = models.JSONField("short screen today", null=True, blank=True)
    consent_confirmed = models.BooleanField(null=True, blank=True)
    risk_explained = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    precautions = models.TextField("precautions taken today", max_length=2000, blank=True)
    response = models.TextField("immediate response", max_length=2000, blank=True)
    adverse_events_answered = models.BooleanField(default=False)
    adverse_events_noted = models.JSONField(null=True, blank=True, editable=False)
    precautions_noted = models.JSONField("planned for each precaution", null=True, blank=True, editable=False)
    overrides_noted = models.JSONField("overridden for this session", null=True, blank=True, editable=False)
    education = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    other_interventions = models.TextField("other treatment that day", max_length=2000, blank=True)
    interventions = models.JSONField("other treatment with its minutes", default=list, blank=True)
    no_injection = models.BooleanField("no substance was injected", null=True, blank=True)
    supervisor = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    counting_policy = models.CharField(max_length=20, choices=Clinic.CountingPolicy, blank=True, editable=False)

    classified = Classified(
        clinical="location indication diagnosis_noted position estim skin_prep gloves needle_brand needle_lot"
        " needle_expiry sharps_disposed rescreen consent_confirmed risk_explained precautions response"
        " adverse_events_answered adverse_events_noted precautions_noted overrides_noted education other_interventions"
        " interventions no_injection",
        plain="visit plan consent supervisor counting_policy",
    )

    class Meta(PartOfSignable.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *PartOfSignable.Meta.constraints,
            models.CheckConstraint(condition=Q(id=F("visit_id")), name="session_has_the_id_of_its_visit"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [frozen_with(VISIT_TABLE, "visit_id")]

    @property
    def patient_id(self) -> UUID:
        """Whose session it is."""
        return self.visit.episode.patient_id


@tracked
class Target(PartOfSignable):
    """One needled muscle in one session: the ledger's row."""

    class Twitch(models.TextChoices):
        """Whether the muscle answered with a local twitch."""

        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_SOUGHT = "not_sought", "Not sought"

    part_of, signable = "session", "patients.Visit"

    session = models.ForeignKey(NeedlingSession, on_delete=models.PROTECT, related_name="targets")
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    muscle = models.CharField(max_length=64)
    side = models.CharField(max_length=12, choices=Side)
    points = models.PositiveSmallIntegerField("insertion points", null=True, blank=True)
    needles_in = models.PositiveSmallIntegerField(null=True, blank=True)
    needles_out = models.PositiveSmallIntegerField(null=True, blank=True)
    diameter_mm = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    length_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    technique = models.CharField(max_length=40, blank=True)
    safeguard = models.CharField("direction and safeguard", max_length=120, blank=True)
    depth_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    dwell_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    twitch = models.CharField(max_length=12, choices=Twitch, blank=True)
    familiar_pain = models.BooleanField(null=True, blank=True)
    risk_confirmed = models.BooleanField("high risk confirmed a second time", default=False)
    note = models.CharField(max_length=300, blank=True)
    copied_from = models.UUIDField(null=True, blank=True, editable=False)

    classified = Classified(
        clinical="muscle side points needles_in needles_out diameter_mm length_mm technique safeguard depth_mm"
        " dwell_minutes twitch familiar_pain risk_confirmed note",
        plain="session position copied_from",
    )

    class Meta(PartOfSignable.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *PartOfSignable.Meta.constraints,
            models.UniqueConstraint(fields=["session", "muscle", "side"], name="one_target_per_muscle_and_side"),
            models.CheckConstraint(
                condition=(Q(needles_in__isnull=True) | Q(needles_in__lte=40))
                & (Q(needles_out__isnull=True) | Q(needles_out__lte=40)),
                name="at_most_40_needles_a_muscle",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["clinic", "muscle"], name="targets_by_muscle")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [frozen_with(VISIT_TABLE, "session_id")]
