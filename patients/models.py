"""People, their episodes of care, what decides whether needling is suitable, and what was found and measured."""

from typing import Any, ClassVar
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.names import folded, words_of
from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned
from practice.signing import PartOfSignable, Signable, frozen_with

VISIT_TABLE = "patients_visit"


class Side(models.TextChoices):
    """Side of the body."""

    LEFT = "left", "Left"
    RIGHT = "right", "Right"
    BILATERAL = "bilateral", "Both sides"
    MIDLINE = "midline", "Midline"


@tracked
class Patient(ClinicOwned):
    """A person in care."""

    class Sex(models.TextChoices):
        """Sex as far as norms of measures need it."""

        FEMALE = "female", "Female"
        MALE = "male", "Male"
        OTHER = "other", "Other"
        UNKNOWN = "unknown", "Not stated"

    class AcuteMedicine(models.TextChoices):
        """Class of the acute headache medicine in use; decides the overuse threshold (ICHD-3 8.2)."""

        NONE = "", "None, or not known"
        SIMPLE = "simple", "Simple pain reliever"
        TRIPTAN = "triptan", "Triptan"
        OPIOID = "opioid", "Opioid"
        ERGOT = "ergot", "Ergot"
        COMBINATION = "combination", "Combination pain reliever"
        MIXED = "mixed", "Several classes"

    record_number = models.CharField(max_length=20)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    preferred_name = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    date_of_birth = models.DateField()
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(max_length=500, blank=True)
    emergency_contact = models.CharField(max_length=200, blank=True)
    allergies = models.CharField(max_length=300, blank=True)
    acute_medicine = models.CharField(max_length=12, choices=AcuteMedicine, blank=True, default="")
    membership = models.OneToOneField(
        Membership, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="patient"
    )
    search_name = models.CharField(max_length=260, editable=False, default="")

    classified = Classified(
        identifying="record_number given_name family_name preferred_name pronouns date_of_birth phone email address"
        " emergency_contact search_name membership",
        clinical="sex allergies acute_medicine",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["clinic", "record_number"], name="record_number_once_per_clinic"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "search_name", "id"], name="patients_by_search_name"),
            models.Index(fields=["clinic", "updated_at", "id"], name="patients_by_update"),
        ]

    @property
    def full_name(self) -> str:
        """The name as people say it."""
        return f"{self.preferred_name or self.given_name} {self.family_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As ClinicOwned's; the names that search finds follow the name."""
        before, adding = self.search_name, self._state.adding
        self.search_name = folded(f"{self.given_name} {self.preferred_name} {self.family_name}")[:260]
        super().save(*args, **kwargs)
        if adding or before != self.search_name:
            self._keep_search_words(adding=adding)

    def _keep_search_words(self, *, adding: bool) -> None:
        if not adding:
            PatientName.objects.filter(patient=self).delete()
        PatientName.objects.bulk_create([PatientName(patient=self, word=word) for word in words_of(self.search_name)])


class PatientName(ClinicOwned):
    """One word of a patient's name, folded, so that search is a range in an index behind row-level security."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=80, db_collation="C")

    classified = Classified(identifying="word", plain="patient")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["patient", "word"], name="each_word_of_a_name_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "word", "patient"], name="patients_by_word_of_name"),
        ]


@tracked
class EpisodeOfCare(ClinicOwned):
    """One course of care for one condition, from assessment to discharge."""

    class State(models.TextChoices):
        """Where the course of care stands (domain.md section a)."""

        SCREENING = "screening", "Screening"
        ASSESSMENT = "assessment", "Assessment"
        PLAN_DRAFT = "plan_draft", "Plan being drafted"
        ACTIVE = "plan_active", "In treatment"
        ON_HOLD = "on_hold", "On hold"
        REFERRED_OUT = "referred_out", "Referred out"
        DISCHARGED = "discharged", "Discharged"

    class Outcome(models.TextChoices):
        """Why care ended."""

        GOALS_MET = "goals_met", "Goals met"
        PLATEAU = "plateau", "No further change expected"
        NON_ATTENDANCE = "non_attendance", "Stopped coming"
        REFERRED = "referred", "Referred to someone else"
        PATIENT_WISH = "patient_wish", "The patient's wish"
        OTHER = "other", "Other"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="episodes")
    condition = models.CharField(max_length=64)
    icd10 = ArrayField(models.CharField(max_length=12), default=list, blank=True, size=12)
    therapist = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="episodes")
    started_on = models.DateField()
    state = models.CharField(max_length=16, choices=State, default=State.SCREENING)
    state_reason = models.CharField(max_length=500, blank=True)
    discharged_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    discharge_summary = models.TextField(max_length=4000, blank=True)
    case_key = models.CharField(max_length=40, blank=True, editable=False)

    classified = Classified(
        clinical="condition icd10 started_on state state_reason discharged_on outcome discharge_summary",
        plain="patient therapist case_key",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(discharged_on__isnull=True) | Q(discharged_on__gte=F("started_on")),
                name="discharge_not_before_start",
            ),
            models.CheckConstraint(
                condition=~Q(state="discharged") | Q(discharged_on__isnull=False), name="discharged_has_a_day"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "state", "therapist"], name="episodes_by_state"),
        ]


@tracked
class Screening(ClinicOwned):
    """One full screen: every answer under the form version it was given on. Never changed; a newer one replaces it."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="screenings")
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    form_edition = models.PositiveIntegerField(editable=False)
    positive = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    red_flags = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    unanswered = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    limited_muscles = models.JSONField(default=dict, blank=True)
    precautions = models.TextField(max_length=2000, blank=True)
    candidacy = models.CharField(max_length=32, editable=False)

    classified = Classified(
        clinical="answered_at positive red_flags unanswered limited_muscles precautions candidacy",
        plain="episode answered_by form_edition",
    )

    class Meta(ClinicOwned.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["episode", "-answered_at"], name="screenings_of_episode")
        ]


@tracked
class Clearance(ClinicOwned):
    """A named clinician's clearance of one red flag or positive item, or of a severe adverse event."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="clearances")
    item = models.CharField(max_length=64)
    given_by = models.CharField(max_length=120)
    given_on = models.DateField()
    reason = models.CharField(max_length=500)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)

    classified = Classified(identifying="given_by", clinical="item given_on reason", plain="episode recorded_by")


@tracked
class Consent(ClinicOwned):
    """Agreement to needling, with its scope, the version of its text, and its end."""

    class Technique(models.TextChoices):
        """What was agreed to."""

        NEEDLING = "dry_needling", "Dry needling"
        NEEDLING_ESTIM = "dry_needling_estim", "Dry needling with electrical stimulation"

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="consents")
    text_version = models.CharField(max_length=20, default="2026-11")
    scope = models.CharField(max_length=24, choices=Technique, default=Technique.NEEDLING)
    regions = models.CharField(max_length=300, default="Head, neck and shoulders")
    signed_on = models.DateField()
    signed_name = models.CharField(max_length=160)
    guardian_name = models.CharField(max_length=160, blank=True)
    guardian_relation = models.CharField(max_length=60, blank=True)
    assent = models.BooleanField("the child agrees too", default=False)
    copy_given = models.BooleanField(default=False)
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(max_length=300, blank=True, editable=False)

    classified = Classified(
        identifying="signed_name guardian_name guardian_relation",
        clinical="scope regions signed_on assent expires_on withdrawn_at withdrawn_reason",
        plain="episode text_version copy_given",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("signed_on")),
                name="consent_ends_after_it_began",
            ),
        ]


@tracked
class Visit(Signable):
    """One visit: when, with whom, and the signature over everything that was recorded in it.

    An assessment or a needling session is written in a visit and has its id; so have their measurements.
    """

    class Kind(models.TextChoices):
        """What the visit was for."""

        EVALUATION = "evaluation", "Initial assessment"
        TREATMENT = "treatment", "Treatment"
        REEVALUATION = "reevaluation", "Re-assessment"
        DISCHARGE = "discharge", "Discharge assessment"

    class State(models.TextChoices):
        """What became of the visit."""

        PLANNED = "planned", "Planned"
        ATTENDED = "attended", "Attended"
        HELD = "held", "Seen, not needled"
        CANCELLED = "cancelled", "Cancelled"
        NO_SHOW = "no_show", "Did not come"

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="visits")
    therapist = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.TREATMENT)
    state = models.CharField(max_length=12, choices=State, default=State.ATTENDED)
    occurred_at = models.DateTimeField()
    occurred_on = models.DateField(editable=False)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(max_length=4000, blank=True)
    red_flags = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    progress_report = models.BooleanField("a progress report was written", default=False)

    classified = Classified(
        clinical="kind state occurred_at occurred_on minutes note red_flags", plain="episode therapist progress_report"
    )

    class Meta(Signable.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "-occurred_at", "-id"], name="visits_by_time"),
            models.Index(fields=["episode", "occurred_at"], name="visits_of_episode"),
            models.Index(fields=["clinic", "updated_at", "id"], name="visits_by_update"),
            models.Index(fields=["clinic", "therapist"], name="visits_unsigned", condition=Q(signed_at__isnull=True)),
        ]

    @property
    def patient_id(self) -> UUID:
        """Whose visit it is."""
        return self.episode.patient_id


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
    impression = models.TextField("clinical impression", max_length=4000, blank=True)

    classified = Classified(
        clinical="complaint history headache_side headache_quality triggers medicines posture examination icd10"
        " impression",
        plain="visit",
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
    """One value of one measure, in one visit; `inputs` keeps what a derived value came from."""

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

    classified = Classified(clinical="measure phase side value inputs", plain="visit")

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


@tracked
class Addendum(ClinicOwned):
    """A dated addition to a signed note; final from the moment it is written."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField(max_length=4000)
    reason = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    author_name = models.CharField(max_length=200, editable=False)
    written_at = models.DateTimeField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)

    classified = Classified(
        identifying="author_name", clinical="text reason written_at", plain="visit author content_hash"
    )

    class Meta(ClinicOwned.Meta):
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="addendum_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
