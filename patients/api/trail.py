"""The resource `trail/`."""

from typing import Any

from rest_framework import serializers

from patients.filters import TrailFilter
from practice import selectors
from practice.access import Permission
from practice.audit import AuditEvent
from practice.doors.api import ClinicViewSet, Lists
from practice.doors.shapes import Shape
from practice.trail_words import in_words


class TrailShape(Shape):
    """One event: no names and no free text, only ids, and the verb in words beside it."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    membership = serializers.UUIDField(source="membership_id")
    verb = serializers.CharField()
    words = serializers.SerializerMethodField()
    target_type = serializers.CharField()
    target = serializers.UUIDField(source="target_id")
    target_version = serializers.IntegerField()
    patient = serializers.UUIDField(source="patient_id", allow_null=True)
    request_id = serializers.CharField()

    class Meta:
        model = AuditEvent

    def get_words(self, event: AuditEvent) -> str:
        """The verb in the words of the clinic."""
        return in_words(event.verb)


class Trail(Lists, ClinicViewSet):
    """Who did what to which record, newest first; nothing here can be changed or removed."""

    needs = {"list": (Permission.AUDIT_VIEW,)}
    serializer_class = TrailShape
    filterset_class = TrailFilter

    def rows(self) -> Any:
        """The trail of the clinic."""
        return selectors.trail(self.actor)
