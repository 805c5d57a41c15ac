"""The shapes of an assessment's JSON, checked without asking the database."""

from typing import Any

from rest_framework import serializers

from patients import fields
from patients.models import (
    Addendum,
    Assessment,
    EpisodeOfCare,
    HeadacheProfile,
    Measurement,
    PalpationFinding,
    Side,
)
from patients.rules.assessments import KINDS
from patients.rules.headaches import MEDICINE_DAYS
from patients.vocabulary import Trigger
from practice import reference
from practice.doors.shapes import BlockerShape, InClinic, KeyOf, ModelShape, Shape

MOST_ROWS = 120


def red_flags() -> dict[str, Any]:
    """The red flags of the screening form by key."""
    return {flag["key"]: flag for flag in reference.current("screening")["red_flags"]}


class FindingShape(ModelShape):
    """What the fingers found in one muscle."""

    muscle = KeyOf(reference.muscles)
    tenderness = serializers.IntegerField(
        min_value=0, max_value=10, required=False, allow_null=True,
        error_messages=dict.fromkeys(("min_value", "max_value"), "Tenderness goes from 0 to 10."),
    )  # fmt: skip

    class Meta:
        model = PalpationFinding
        fields = ("muscle", "side", "taut_band", "familiar_pain", "tenderness", "referral", "note")

    def get_fields(self) -> dict[str, Any]:
        """A finding has no id of its own outside its assessment."""
        return {name: field for name, field in super().get_fields().items() if name != "id"}


class CriterionShape(Shape):
    """One question of a condition; `answer` is null while unknown, `source` says from what it was derived."""

    key = serializers.CharField()
    criterion = serializers.CharField()
    question = serializers.CharField()
    answer = serializers.BooleanField(allow_null=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class OutcomeShape(Shape):
    """One condition held against a headache: support for the clinician's decision, not a diagnosis."""

    condition = serializers.CharField()
    result = serializers.ChoiceField(
        [("met", "Every criterion is met"), ("not_met", "Cannot be met"), ("incomplete", "Questions are open")]
    )
    items = CriterionShape(many=True)


class HeadacheShape(ModelShape):
    """One kind of headache. `answers` are yes/no by question key; `criteria` stand in the single assessment."""

    triggers = serializers.ListField(
        child=serializers.ChoiceField(Trigger.choices), max_length=len(Trigger), required=False
    )
    medicine_days = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=MEDICINE_DAYS), required=False,
        help_text="Days of the last 28 with acute medicine, by class: simple, triptan, opioid, ergot, combination.",
    )  # fmt: skip
    chosen = serializers.ListField(
        child=KeyOf(reference.conditions), max_length=4, required=False,
        help_text="The conditions that the clinician chose for this headache.",
    )  # fmt: skip
    answers = serializers.DictField(child=serializers.BooleanField(), required=False)
    edition = serializers.IntegerField(read_only=True, required=False, help_text="Edition of the conditions catalogue.")
    criteria = OutcomeShape(many=True, read_only=True, required=False)

    class Meta:
        model = HeadacheProfile
        fields = (*fields.HEADACHE, "edition", "criteria")

    def get_fields(self) -> dict[str, Any]:
        """A headache has no id of its own outside its assessment."""
        return {name: field for name, field in super().get_fields().items() if name != "id"}


class MeasurementShape(Shape):
    """One value of one measure; `inputs` instead of `value` where it is worked out from counts."""

    measure = KeyOf(reference.measures)
    phase = serializers.ChoiceField(Measurement.Phase.choices, default=Measurement.Phase.VISIT)
    side = serializers.ChoiceField(Side.choices, required=False, allow_blank=True)
    value = serializers.DecimalField(max_digits=7, decimal_places=2, required=False, allow_null=True)
    inputs = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=1000), required=False, allow_null=True,
        help_text='{"sum", "answered"} for the Neck Disability Index, {"headache_days", "recorded_days"} for a diary.',
    )  # fmt: skip
    diary_until = serializers.DateField(
        required=False, allow_null=True,
        help_text="The last of the 28 days of the diary that `headache_days_28` or `acute_med_days_28` was taken from.",
    )  # fmt: skip


class MeasurementRowShape(MeasurementShape):
    """One value with its moment; `visit` is the id of the session or assessment."""

    id = serializers.UUIDField(read_only=True)
    episode = serializers.UUIDField(read_only=True)
    visit = serializers.UUIDField(read_only=True)
    occurred_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Measurement


def text(length: int) -> serializers.CharField:
    """Optional text."""
    return serializers.CharField(max_length=length, required=False, allow_blank=True)


class AssessmentShape(Shape):
    """An assessment. `episode` and `occurred_at` first; the rest may come later, until it is signed."""

    id = serializers.UUIDField(required=False)
    episode = InClinic(EpisodeOfCare, "patient")
    occurred_at = serializers.DateTimeField()
    kind = serializers.ChoiceField([(kind.value, kind.label) for kind in KINDS], required=False)
    minutes = serializers.IntegerField(min_value=0, max_value=600, required=False, allow_null=True)
    red_flags = serializers.ListField(child=KeyOf(red_flags), max_length=MOST_ROWS, required=False)
    complaint = text(300)
    headache_side = serializers.ChoiceField(Side.choices, required=False, allow_blank=True)
    headache_quality = serializers.ChoiceField(Assessment.Quality.choices, required=False, allow_blank=True)
    triggers = text(500)
    history = text(4000)
    medicines = text(500)
    posture = text(2000)
    examination = text(4000)
    icd10 = serializers.ListField(child=serializers.CharField(max_length=12), max_length=12, required=False)
    icd10_release = serializers.CharField(
        read_only=True, help_text="The release of ICD-10-CM in force on the day of the visit."
    )
    impression = text(4000)
    headaches = HeadacheShape(many=True, required=False, max_length=6)  # type: ignore[call-arg]
    findings = FindingShape(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    measurements = MeasurementShape(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    therapist = serializers.UUIDField(read_only=True)
    taken_over_by = serializers.UUIDField(
        read_only=True, allow_null=True, help_text="Who signs in place of the therapist who treated."
    )
    state = serializers.ChoiceField([("draft", "Draft"), ("signed", "Signed")], read_only=True)
    signed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    signed_by = serializers.UUIDField(read_only=True, allow_null=True)
    content_hash = serializers.CharField(read_only=True)
    blockers = BlockerShape(many=True, read_only=True, required=False, help_text="While a draft.")
    warnings = BlockerShape(
        many=True,
        read_only=True,
        required=False,
        help_text="What to look at: notes of the code set on the codes, acute medicine on many days.",
    )
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Assessment


class AddendumShape(ModelShape):
    """A dated addition to a signed note."""

    class Meta:
        model = Addendum
        fields = ("id", "text", "reason", "author", "author_name", "written_at", "content_hash")
        read_only_fields = ("author", "author_name", "written_at", "content_hash")


class DiagnosisShape(Shape):
    """What the care is for: of the episode while a draft, as it was signed afterwards."""

    condition = serializers.CharField()
    icd10 = serializers.ListField(child=serializers.CharField())
    release = serializers.CharField(
        help_text="The release of ICD-10-CM in force on the day; empty in a draft and where it was not kept yet."
    )
