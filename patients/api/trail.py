"""The resource `trail/`."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from patients.filters import TrailFilter
from practice import selectors
from practice.access import Permission
from practice.audit import AuditEvent
from practice.doors.api import ClinicViewSet, Lists
from practice.doors.listing import NOT_OURS, KeysetPagination
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


class TrailPagination(KeysetPagination):
    """As everywhere; here a cursor holds a number."""

    def decode_cursor(self, request: Request) -> Any:
        """The cursor, refused when nobody could have been given it."""
        found = super().decode_cursor(request)
        position = found.position if found is not None else None
        if position is not None and not (position.isascii() and position.isdigit() and len(position) < 19):
            raise serializers.ValidationError(NOT_OURS)
        return found


class Trail(Lists, ClinicViewSet):
    """Who did what to which record, newest first; nothing here can be changed or removed."""

    needs = {"list": (Permission.AUDIT_VIEW,)}
    serializer_class = TrailShape
    filterset_class = TrailFilter
    pagination_class = TrailPagination

    def rows(self) -> Any:
        """The trail of the clinic."""
        return selectors.trail(self.actor)
