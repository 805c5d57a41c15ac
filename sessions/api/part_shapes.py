"""The shapes of what notes with and without needling share, checked without asking the database."""

from typing import Any

from rest_framework import serializers

from practice import reference
from practice.doors.shapes import BlockerShape, KeyOf, Shape
from sessions.models import AdverseEvent

MOST_ROWS = 60


def words(length: int) -> serializers.CharField:
    """Optional text."""
    return serializers.CharField(max_length=length, required=False, allow_blank=True)


def phrases() -> serializers.ListField:
    """A list of short texts."""
    return serializers.ListField(child=serializers.CharField(max_length=60), max_length=40, required=False)


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
