"""The shapes of the ledger's rows, as they are written, read and copied forward."""

from typing import Any

from rest_framework import serializers

from patients.models import Side
from practice import reference
from practice.doors.shapes import KeyOf, Shape
from sessions import fields
from sessions.api.part_shapes import words
from sessions.models import Target
from sessions.rules.recording import MOST_NEEDLES

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
