"""The resource `check-ins/`."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practice.access import Permission
from practice.doors import etags
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves
from practice.doors.shapes import InClinic, Shape
from sessions import fields, filters, services
from sessions.api.part_shapes import words
from sessions.models import CheckIn, NeedlingSession
from sessions.rules.check_ins import filing_words
from sessions.selectors.check_ins import advice_of, alert_of, check_ins_for


class AlertShape(Shape):
    """Why somebody has to call back."""

    code = serializers.CharField()
    message = serializers.CharField()
    urgent = serializers.BooleanField()


class AdviceShape(Shape):
    """What the patient does now about one warning sign."""

    sign = serializers.CharField()
    emergency = serializers.BooleanField(help_text="Call the emergency number.")
    text = serializers.CharField()


class DoneShape(Shape):
    """What was done about an alert."""

    done = serializers.CharField(max_length=1000)


class CheckInShape(Shape):
    """The patient's answer some hours after a session."""

    id = serializers.UUIDField(required=False)
    session = InClinic(NeedlingSession, "visit", "visit__episode")
    hours_after = serializers.ChoiceField(CheckIn.After.choices)
    answered_at = serializers.DateTimeField(required=False)
    soreness = serializers.IntegerField(
        min_value=0, max_value=10, required=False, allow_null=True,
        help_text="Needed unless there is a warning sign; null says that it was not asked.",
    )  # fmt: skip
    relief = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    headache = serializers.BooleanField(required=False, allow_null=True)
    warning_signs = serializers.ListField(
        child=serializers.ChoiceField(CheckIn.WarningSign.choices), max_length=20, required=False
    )
    note = words(500)
    alert = serializers.SerializerMethodField()
    what_to_do = AdviceShape(many=True, read_only=True, help_text="For the patient, emergencies first.")
    adverse_events = serializers.ListField(
        child=serializers.UUIDField(), read_only=True, help_text="Opened by this answer, as suspected. Staff only."
    )
    filing = serializers.CharField(
        read_only=True, help_text="In the answer to the create: said when the hours had not passed yet, else empty."
    )
    followed_up_at = serializers.DateTimeField(read_only=True, allow_null=True)
    followed_up_by = serializers.UUIDField(read_only=True, allow_null=True)
    follow_up = serializers.CharField(read_only=True, help_text="What was done about the alert. Staff only.")
    called_at = serializers.DateTimeField(read_only=True, allow_null=True)
    called_by = serializers.UUIDField(read_only=True, allow_null=True)
    call = serializers.CharField(
        read_only=True, help_text="What was said in the last call of somebody who did not close the alert. Staff only."
    )

    class Meta:
        model = CheckIn

    @extend_schema_field(AlertShape(allow_null=True))
    def get_alert(self, row: CheckIn) -> dict[str, Any] | None:
        """What the answer raises: warning signs, or soreness of 4 or more 72 hours after the session or later."""
        alert = alert_of(row)
        return alert.as_json() if alert else None

    def to_representation(self, row: CheckIn) -> dict[str, Any]:
        """The row's own values, the alert, and what follows from it."""
        return {
            "id": row.pk,
            "session": row.session_id,
            **{name: getattr(row, name) for name in fields.CHECK_IN},
            "alert": self.get_alert(row),
            "what_to_do": [advice.as_json() for advice in advice_of(row)],
            "adverse_events": sorted(event.pk for event in row.adverse_events.all()),
            "filing": getattr(self.context.get("view"), "filing", ""),
            "followed_up_by": row.followed_up_by_id,
            "called_by": row.called_by_id,
            **{name: getattr(row, name) for name in fields.FOLLOW_UP},
        }


class CheckIns(Lists, Retrieves, Creates, ClinicViewSet):
    """Check-ins after sessions."""

    needs = {
        "list": (Permission.CHART_VIEW, Permission.CHECK_IN_WRITE, Permission.OWN_RECORD),
        "retrieve": (Permission.CHART_VIEW, Permission.CHECK_IN_WRITE, Permission.OWN_RECORD),
        "create": (Permission.CHECK_IN_WRITE, Permission.OWN_RECORD),
        "follow_up": (Permission.CHECK_IN_FOLLOW_UP,),
        "call": (Permission.CHECK_IN_FOLLOW_UP,),
    }
    serializer_class = CheckInShape
    filterset_class = filters.CheckInFilter
    ordering = ("-answered_at", "-id")
    filing = ""

    def rows(self) -> Any:
        """The check-ins that the actor may see."""
        return check_ins_for(self.actor)

    def show(self, row: CheckIn) -> Any:
        """What the clinic noted is the clinic's: others see the answer, and that somebody followed it up."""
        return self._told(super().show(row))

    def show_many(self, rows: list[CheckIn]) -> list[Any]:
        """As `show`, of a page of rows."""
        return [self._told(told) for told in super().show_many(rows)]

    def _told(self, told: Any) -> Any:
        return (
            told
            if self.actor.may(Permission.CHART_VIEW)
            else {**told, "follow_up": "", "call": "", "adverse_events": []}
        )

    def create_row(self, typed: dict[str, Any]) -> CheckIn:
        """Record a check-in."""
        row = services.record_check_in(actor=self.actor, now=timezone.now(), **typed)
        self.filing = filing_words(typed["hours_after"], row.hours_after)
        return row

    @extend_schema(request=DoneShape, responses=CheckInShape)
    @action(detail=True, methods=["post"], url_path="follow-up", filterset_class=None)
    def follow_up(self, request: Request, pk: UUID) -> Response:
        """Close the alert that the answer raised, by what was done; a warning sign is closed by a therapist."""
        return self.answer(services.follow_up_check_in(actor=self.actor, **self._done(request)))

    @extend_schema(request=DoneShape, responses=CheckInShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def call(self, request: Request, pk: UUID) -> Response:
        """Keep what was said in a call about the alert; it stays open."""
        return self.answer(services.record_call(actor=self.actor, **self._done(request)))

    def _done(self, request: Request) -> dict[str, Any]:
        sent, row = DoneShape(data=request.data), self.get_object()
        sent.is_valid(raise_exception=True)
        version = etags.asked_version(request, required=False)
        return {"check_in": row, "now": timezone.now(), "if_version": version, **sent.validated_data}
