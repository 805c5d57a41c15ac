"""The shapes of a session's JSON, checked without asking the database."""

from functools import cache
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from patients.api.shapes import DiagnosisShape, MeasurementShape
from patients.models import EpisodeOfCare
from practice.doors.shapes import BlockerShape, InClinic, Shape
from practice.models import Membership
from sessions.api.part_shapes import (
    MOST_ROWS,
    BillingShape,
    InterventionShape,
    NotedEventShape,
    RescreenShape,
    phrases,
    words,
)
from sessions.api.target_shapes import SessionTargetShape
from sessions.models import NeedlingSession


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


class CosignatureShape(Shape):
    """Whether the supervisor has co-signed, and who it is now; null where the note names none."""

    supervisor = serializers.UUIDField()
    state = serializers.ChoiceField([("not_signed", "Not signed"), ("waiting", "Waiting"), ("done", "Done")])
    cosigned_at = serializers.DateTimeField(allow_null=True)
    remark = serializers.CharField(allow_blank=True)
    content_hash = serializers.CharField(allow_blank=True)


class HoldShape(Shape):
    """Why nobody was needled, where that is known already."""

    reason = words(500)


class NameSupervisorShape(Shape):
    """Who is to co-sign a signed note from now on, and why."""

    supervisor = InClinic(Membership)
    reason = words(300)


class CosignShape(Shape):
    """What a supervisor may add when co-signing."""

    remark = words(1000)


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
    taken_over_by = serializers.UUIDField(
        read_only=True, allow_null=True, help_text="Who signs in place of the therapist who treated."
    )
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
    precaution_plans = serializers.DictField(
        child=serializers.CharField(), read_only=True,
        help_text="What the screen says is done about each relative item that stood, as the signed note has it.",
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
