"""The resource `adverse-events/`."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from patients.models import EpisodeOfCare
from practice import reference
from practice.access import Permission
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves, Updates
from practice.doors.shapes import InClinic, KeyOf, Shape
from practice.errors import BadInput, require
from sessions import fields, filters, services
from sessions.api.part_shapes import words
from sessions.models import AdverseEvent, NeedlingSession
from sessions.selectors.check_ins import adverse_events_for
from sessions.selectors.events import steps_of


class StepShape(Shape):
    """One step that must follow, and who did it when."""

    step = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = serializers.UUIDField(allow_null=True)


class AdverseEventShape(Shape):
    """Something that went wrong, graded, with what was done."""

    id = serializers.UUIDField(required=False)
    episode = InClinic(EpisodeOfCare, required=False)
    session = InClinic(NeedlingSession, "visit", "visit__episode", required=False, allow_null=True)
    key = KeyOf(reference.adverse_events, source="kind")
    state = serializers.ChoiceField(AdverseEvent.State.choices, required=False, help_text="Else confirmed.")
    check_in = serializers.UUIDField(read_only=True, allow_null=True, help_text="The answer that raised the suspicion.")
    grade = serializers.ChoiceField(AdverseEvent.Grade.choices, required=False, help_text="Else the catalogue's.")
    attribution = serializers.ChoiceField(AdverseEvent.Attribution.choices, required=False)
    occurred_at = serializers.DateTimeField(required=False)
    description = words(2000)
    action_taken = words(2000)
    resolved_on = serializers.DateField(required=False, allow_null=True)
    steps_done = serializers.ListField(
        child=serializers.CharField(max_length=300), max_length=30, required=False, write_only=True,
        help_text="All steps of the kind's `must_follow` that were done; who and when is noted.",
    )  # fmt: skip
    steps = StepShape(many=True, read_only=True, help_text="What must follow; all of it before the event is closed.")
    reported_by = serializers.UUIDField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = AdverseEvent

    def to_representation(self, row: AdverseEvent) -> dict[str, Any]:
        """The row's own values."""
        return {
            "id": row.pk,
            "episode": row.episode_id,
            "session": row.session_id,
            **{"key" if name == "kind" else name: getattr(row, name) for name in fields.ADVERSE_EVENT},
            "state": row.state,
            "check_in": row.check_in_id,
            "steps": [{"step": step.text, "done_at": step.at, "done_by": step.by} for step in steps_of(row)],
            "reported_by": row.reported_by_id,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
        }


class AdverseEvents(Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """Adverse events; an update is their follow-up."""

    needs = {
        "list": (Permission.CHART_VIEW,),
        "retrieve": (Permission.CHART_VIEW,),
        "create": (Permission.ADVERSE_EVENT_WRITE,),
        "update": (Permission.ADVERSE_EVENT_WRITE,),
    }
    serializer_class = AdverseEventShape
    filterset_class = filters.AdverseEventFilter
    ordering = ("-occurred_at", "-id")

    def rows(self) -> Any:
        """The adverse events that the actor may see."""
        return adverse_events_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> AdverseEvent:
        """Record an adverse event; the session says the episode when it is not sent."""
        session = typed.get("session")
        if session is not None:
            typed.setdefault("episode", session.visit.episode)
        require("episode" in typed, "episode_missing", "Send the episode or the session.", "episode", kind=BadInput)
        return services.record_adverse_event(actor=self.actor, now=timezone.now(), **typed)

    def change_row(self, row: AdverseEvent, typed: dict[str, Any], if_version: int | None) -> AdverseEvent:
        """Follow an event up."""
        return services.follow_up_adverse_event(
            actor=self.actor, event=row, now=timezone.now(), if_version=if_version, **typed
        )
