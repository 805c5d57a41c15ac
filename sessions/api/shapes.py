"""The shapes of a session's JSON, checked without asking the database."""

from functools import cache
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from patients.api.shapes import MeasurementShape
from patients.models import EpisodeOfCare, Side
from practice import reference
from practice.doors.shapes import BlockerShape, InClinic, KeyOf, Shape
from practice.models import Membership
from sessions import fields
from sessions.models import AdverseEvent, NeedlingSession, Target
from sessions.rules.recording import MOST_NEEDLES

MOST_ROWS = 60
COUNT_WORDS: dict[str, Any] = {
    "min_value": f"Enter a count from 0 to {MOST_NEEDLES}.",
    "max_value": f"Enter a count from 0 to {MOST_NEEDLES}.",
    "invalid": "Enter a whole number.",
}


def needle_count() -> serializers.IntegerField:
    """A needle count; null while it was not counted."""
    return serializers.IntegerField(
        min_value=0, max_value=MOST_NEEDLES, required=False, allow_null=True, error_messages=COUNT_WORDS
    )


def words(length: int) -> serializers.CharField:
    """Optional text."""
    return serializers.CharField(max_length=length, required=False, allow_blank=True)


def phrases() -> serializers.ListField:
    """A list of short texts."""
    return serializers.ListField(child=serializers.CharField(max_length=60), max_length=40, required=False)


class TargetShape(Shape):
    """One needled muscle: the ledger's row."""

    id = serializers.UUIDField(read_only=True)
    muscle = KeyOf(reference.muscles)
    side = serializers.ChoiceField(Side.choices)
    points = serializers.IntegerField(
        min_value=1, max_value=MOST_NEEDLES, required=False, allow_null=True,
        help_text="Insertion points; as many as needles unless said.",
    )  # fmt: skip
    needles_in = needle_count()
    needles_out = needle_count()
    diameter_mm = serializers.DecimalField(
        max_digits=3, decimal_places=2, min_value=0, max_value=2, required=False, allow_null=True,
        help_text="Millimetres.",
    )  # fmt: skip
    length_mm = serializers.IntegerField(min_value=1, max_value=200, required=False, allow_null=True)
    technique = words(40)
    safeguard = words(120)
    depth_mm = serializers.IntegerField(min_value=0, max_value=150, required=False, allow_null=True)
    dwell_minutes = serializers.IntegerField(min_value=0, max_value=120, required=False, allow_null=True)
    twitch = serializers.ChoiceField(Target.Twitch.choices, required=False, allow_blank=True)
    familiar_pain = serializers.BooleanField(required=False, allow_null=True)
    risk_confirmed = serializers.BooleanField(
        required=False, help_text="A high-risk muscle was confirmed a second time."
    )
    note = words(300)
    copied_from = serializers.UUIDField(
        required=False, allow_null=True, help_text="The target that it was copied from."
    )


class CopiedShape(Shape):
    """Where a target was copied from, what differs since, and whether its needles were counted today."""

    session = serializers.UUIDField()
    occurred_at = serializers.DateTimeField()
    confirmed = serializers.BooleanField()
    changed = serializers.ListField(child=serializers.CharField(), help_text="Names of fields.")


class SessionTargetShape(TargetShape):
    """A target of a session that is read alone, with where it was copied from."""

    def get_fields(self) -> dict[str, Any]:
        """As a target's, and its provenance."""
        told = CopiedShape(read_only=True, required=False, allow_null=True, help_text="In the single session only.")
        return {**super().get_fields(), "copied": told}


class EstimShape(Shape):
    """Electrical stimulation through the needles, kept as it was sent."""

    always_whole = False
    frequency_hz = serializers.DecimalField(
        max_digits=6, decimal_places=2, min_value=0, required=False, allow_null=True
    )
    pulse_us = serializers.DecimalField(max_digits=6, decimal_places=1, min_value=0, required=False, allow_null=True)
    minutes = serializers.DecimalField(
        max_digits=4, decimal_places=1, min_value=0, max_value=240, required=False, allow_null=True
    )
    intensity = words(60)
    leads = serializers.ListField(child=serializers.CharField(max_length=120), max_length=12, required=False)
    device = words(80)


def screening_keys() -> dict[str, Any]:
    """The items of the full screen by key, red flags among them."""
    screening = reference.current("screening")
    return {item["key"]: item for item in (*screening["contraindications"], *screening["red_flags"])}


class InterventionShape(Shape):
    """Treatment beside the needles, with minutes of its own."""

    always_whole = False
    key = KeyOf(reference.interventions)
    minutes = serializers.IntegerField(min_value=0, max_value=240, required=False, allow_null=True)
    note = words(300)


class RescreenShape(Shape):
    """The short screen of the day: whether anything changed, what in words, and which items are positive now."""

    always_whole = False
    changes = serializers.BooleanField(allow_null=True)
    positive = serializers.ListField(child=KeyOf(screening_keys), max_length=80, default=list)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, help_text="What changed.")


class NotedEventShape(Shape):
    """An adverse event as the session's note has it."""

    id = serializers.UUIDField(read_only=True)
    key = KeyOf(reference.adverse_events, source="kind")
    state = serializers.ChoiceField(AdverseEvent.State.choices, read_only=True)
    grade = serializers.ChoiceField(AdverseEvent.Grade.choices, required=False)
    attribution = serializers.ChoiceField(AdverseEvent.Attribution.choices, required=False)
    occurred_at = serializers.DateTimeField(required=False)
    description = words(2000)
    action_taken = words(2000)
    resolved_on = serializers.DateField(required=False, allow_null=True)


class DiagnosisShape(Shape):
    """What the treatment is for: of the episode while a draft, as it was signed afterwards."""

    condition = serializers.CharField()
    icd10 = serializers.ListField(child=serializers.CharField())


class CosignatureShape(Shape):
    """Whether the named supervisor has co-signed; null where the note names none."""

    supervisor = serializers.UUIDField()
    state = serializers.ChoiceField([("not_signed", "Not signed"), ("waiting", "Waiting"), ("done", "Done")])
    cosigned_at = serializers.DateTimeField(allow_null=True)
    remark = serializers.CharField(allow_blank=True)
    content_hash = serializers.CharField(allow_blank=True)


class CosignShape(Shape):
    """What a supervisor may add when co-signing."""

    remark = words(1000)


class CountedShape(Shape):
    """One muscle that the code counts, and what was needled in it."""

    muscle = serializers.CharField()
    side = serializers.CharField(allow_blank=True)
    targets = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField()


class TimedShape(Shape):
    """A timed treatment beside the needles: its own code and minutes."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    minutes = serializers.IntegerField(allow_null=True)


class BillingShape(Shape):
    """The suggested needling code under the clinic's way of counting, why, and what another way would change."""

    code = serializers.CharField()
    count = serializers.IntegerField()
    basis = serializers.CharField()
    counted = CountedShape(many=True, required=False, read_only=True, help_text="In the single session only.")
    not_counted = serializers.ListField(child=serializers.CharField(), required=False, read_only=True)
    timed = TimedShape(many=True, required=False, read_only=True)
    missing = BlockerShape(many=True, required=False, read_only=True)
    by_policy = serializers.DictField(required=False, read_only=True, help_text="In the single session only.")


class NotedOverrideShape(Shape):
    """A member's decision against a relative item for this session, as the signed note has it."""

    item = serializers.CharField()
    reason = serializers.CharField()
    by = serializers.CharField()
    member = serializers.UUIDField()
    at = serializers.DateTimeField()


class SessionShape(Shape):
    """A needling session. `episode` and `occurred_at` first; the rest may come later, until it is signed."""

    id = serializers.UUIDField(required=False)
    episode = InClinic(EpisodeOfCare, "patient")
    occurred_at = serializers.DateTimeField()
    minutes = serializers.IntegerField(min_value=0, max_value=600, required=False, allow_null=True)
    location = words(60)
    indication = words(300)
    position = serializers.ChoiceField(NeedlingSession.Position.choices, required=False, allow_blank=True)
    targets = SessionTargetShape(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    estim = EstimShape(required=False, allow_null=True)
    skin_prep = words(60)
    gloves = serializers.BooleanField(required=False, allow_null=True)
    needle_brand = words(60)
    needle_lot = words(60)
    needle_expiry = serializers.DateField(required=False, allow_null=True)
    sharps_disposed = serializers.BooleanField(required=False, allow_null=True)
    rescreen = RescreenShape(required=False, allow_null=True)
    consent_confirmed = serializers.BooleanField(required=False, allow_null=True)
    risk_explained = phrases()
    precautions = words(2000)
    measurements = MeasurementShape(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    response = words(2000)
    adverse_events = NotedEventShape(  # type: ignore[call-arg]
        many=True, required=False, allow_null=True, max_length=MOST_ROWS, help_text="[] is 'none', null 'not answered'."
    )
    education = phrases()
    other_interventions = words(2000)
    interventions = InterventionShape(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    supervisor = InClinic(
        Membership, required=False, allow_null=True,
        help_text="Who co-signs a note of a therapist in supervised training.",
    )  # fmt: skip
    no_injection = serializers.BooleanField(required=False, allow_null=True)
    note = words(4000)
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="Start and minutes.")
    therapist = serializers.UUIDField(read_only=True)
    diagnosis = DiagnosisShape(read_only=True)
    plan = serializers.UUIDField(read_only=True, allow_null=True)
    consent = serializers.UUIDField(read_only=True, allow_null=True)
    state = serializers.ChoiceField([("draft", "Draft"), ("signed", "Signed")], read_only=True)
    signed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    signed_by = serializers.UUIDField(read_only=True, allow_null=True)
    content_hash = serializers.CharField(read_only=True)
    cosignature = CosignatureShape(read_only=True, allow_null=True)
    billing = BillingShape(read_only=True, allow_null=True)
    blockers = BlockerShape(many=True, read_only=True, required=False, help_text="While a draft; not in lists.")
    notices = BlockerShape(
        many=True, read_only=True, required=False,
        help_text="Worth a second look, and no bar to the signature. While a draft; not in lists.",
    )  # fmt: skip
    overrides = NotedOverrideShape(many=True, read_only=True, help_text="As the signed note has them.")
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = NeedlingSession

    def run_validation(self, data: Any = empty) -> Any:
        """As DRF's, then with JSON numbers in the stimulation settings, which are stored as JSON."""
        typed = super().run_validation(data)
        if typed.get("estim"):
            typed["estim"] = {
                name: value if isinstance(value, (str, list)) or value is None else float(value)
                for name, value in typed["estim"].items()
            }
        return typed


@cache
def session_shape(*, whole: bool) -> SessionShape:
    """The shape that checks every session that is sent, built once for all requests: checking leaves nothing in it.

    Not `whole`, any field may be left out.
    """
    shape = SessionShape()
    for field in shape.fields.values() if not whole else ():
        field.required = False
    return shape


class CopiedTargetShape(TargetShape):
    """What a target starts from: what was done last time, to be counted and found anew."""

    def get_fields(self) -> dict[str, Any]:
        """Without what never copies."""
        kept = {*fields.COPIED, "copied_from", "needles_in", "needles_out"}
        return {name: field for name, field in super().get_fields().items() if name in kept}


class PrefillShape(Shape):
    """What the next session can start from; counts, findings, measurements and safety answers never copy."""

    episode = serializers.UUIDField()
    copied_from = serializers.UUIDField(allow_null=True)
    occurred_at = serializers.DateTimeField(allow_null=True)
    targets = CopiedTargetShape(many=True)
