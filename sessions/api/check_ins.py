"""The resource `check-ins/`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from practice.access import Permission
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves
from practice.doors.shapes import InClinic, Shape
from sessions import fields, filters, services
from sessions.api.shapes import words
from sessions.models import CheckIn, NeedlingSession
from sessions.selectors.check_ins import alert_of, check_ins_for


class AlertShape(Shape):
    """Why somebody has to call back."""

    code = serializers.CharField()
    message = serializers.CharField()
    urgent = serializers.BooleanField()


class CheckInShape(Shape):
    """The patient's answer some hours after a session."""

    id = serializers.UUIDField(required=False)
    session = InClinic(queryset=NeedlingSession.objects.select_related("visit__episode"))
    hours_after = serializers.ChoiceField(CheckIn.After.choices)
    answered_at = serializers.DateTimeField(required=False)
    soreness = serializers.IntegerField(min_value=0, max_value=10)
    relief = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    headache = serializers.BooleanField(required=False, allow_null=True)
    warning_signs = serializers.ListField(
        child=serializers.ChoiceField(CheckIn.WarningSign.choices), max_length=20, required=False
    )
    note = words(500)
    alert = serializers.SerializerMethodField()

    class Meta:
        model = CheckIn

    @extend_schema_field(AlertShape(allow_null=True))
    def get_alert(self, row: CheckIn) -> dict[str, Any] | None:
        """What the answer raises: warning signs, or soreness of 4 or more at 72 hours."""
        alert = alert_of(row)
        return alert.as_json() if alert else None

    def to_representation(self, row: CheckIn) -> dict[str, Any]:
        """The row's own values, and the alert."""
        return {
            "id": row.pk,
            "session": row.session_id,
            **{name: getattr(row, name) for name in fields.CHECK_IN},
            "alert": self.get_alert(row),
        }


class CheckIns(Lists, Retrieves, Creates, ClinicViewSet):
    """Check-ins after sessions."""

    needs = {
        "list": (Permission.CHART_VIEW, Permission.CHECK_IN_WRITE, Permission.OWN_RECORD),
        "retrieve": (Permission.CHART_VIEW, Permission.CHECK_IN_WRITE, Permission.OWN_RECORD),
        "create": (Permission.CHECK_IN_WRITE, Permission.OWN_RECORD),
    }
    serializer_class = CheckInShape
    filterset_class = filters.CheckInFilter
    ordering = ("-answered_at", "-id")

    def rows(self) -> Any:
        """The check-ins that the actor may see."""
        return check_ins_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> CheckIn:
        """Record a check-in."""
        return services.record_check_in(actor=self.actor, now=timezone.now(), **typed)
