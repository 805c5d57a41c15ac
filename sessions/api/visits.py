"""The resource `visits/`: visits without needling, held visits, cancellations and no-shows."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients.api.addenda import HasAddenda
from patients.api.discards import HasDiscard
from patients.api.handovers import HasHandover
from patients.api.shapes import DiagnosisShape, MeasurementShape
from patients.models import EpisodeOfCare, Visit
from patients.selectors.diagnosis import diagnosis_of
from patients.vocabulary import NOT_SEEN
from practice.access import Permission
from practice.doors import etags
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves, Updates
from practice.doors.shapes import BlockerShape, InClinic, Shape
from sessions import fields, filters, services
from sessions.api.part_shapes import (
    MOST_ROWS,
    InterventionShape,
    RescreenShape,
    TimedShape,
    phrases,
    words,
)
from sessions.models import VisitNote
from sessions.rules.visits import visit_blockers
from sessions.selectors.billing import timed_codes
from sessions.selectors.visits import visit_facts, visit_notes_for

STATES = [("draft", "Draft"), ("signed", "Signed"), ("recorded", "Recorded: the patient was not seen")]


class VisitShape(Shape):
    """A visit without needling. `episode` and `occurred_at` first; the rest may come later, until it is signed."""

    id = serializers.UUIDField(required=False)
    episode = InClinic(EpisodeOfCare, "patient")
    occurred_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(filters.OUTCOME_CHOICES, required=False)
    reason = words(500)
    minutes = serializers.IntegerField(min_value=0, max_value=600, required=False, allow_null=True)
    location = words(60)
    rescreen = RescreenShape(required=False, allow_null=True)
    interventions = InterventionShape(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    done = words(2000)
    measurements = MeasurementShape(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    response = words(2000)
    education = phrases()
    note = words(4000)
    therapist = serializers.UUIDField(read_only=True, help_text="Who signs, unless the note was taken over.")
    treated_by = serializers.UUIDField(
        read_only=True, allow_null=True, help_text="Who treated, where that was no therapist: an assistant."
    )
    taken_over_by = serializers.UUIDField(
        read_only=True, allow_null=True, help_text="Who signs in place of the therapist who treated."
    )
    plan = serializers.UUIDField(read_only=True, allow_null=True)
    diagnosis = DiagnosisShape(read_only=True)
    state = serializers.ChoiceField(STATES, read_only=True)
    signed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    signed_by = serializers.UUIDField(read_only=True, allow_null=True)
    content_hash = serializers.CharField(read_only=True)
    timed = TimedShape(many=True, read_only=True)
    blockers = BlockerShape(many=True, read_only=True, required=False, help_text="While a draft; not in lists.")
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = VisitNote


# A patient reads what was done and measured, not what was thought about it.
UNTOLD: dict[str, Any] = {"note": "", "reason": "", "done": "", "response": "", "rescreen": None, "timed": []}


def visit_document(note: VisitNote) -> dict[str, Any]:
    """One visit without needling, with its measurements at hand."""
    visit = note.visit
    measured = sorted(visit.measurements.all(), key=lambda value: value.pk)
    return {
        "id": note.pk,
        "episode": visit.episode_id,
        "occurred_at": visit.occurred_at,
        "outcome": visit.state,
        "minutes": visit.minutes,
        "note": visit.note,
        **{name: getattr(note, name) for name in fields.VISIT_NOTE},
        "measurements": [{name: getattr(row, name) for name in fields.MEASUREMENT} for row in measured],
        "therapist": visit.therapist_id,
        "treated_by": note.treated_by_id,
        "taken_over_by": visit.taken_over_by_id,
        "plan": note.plan_id,
        "diagnosis": {"release": "", **(note.diagnosis_noted or diagnosis_of(visit.episode))},
        "state": _state(visit),
        "signed_at": visit.signed_at,
        "signed_by": visit.signed_by_id,
        "content_hash": visit.content_hash,
        "timed": timed_codes(note.interventions),
        "created_at": visit.created_at,
        "updated_at": visit.updated_at,
    }


def visit_with_blockers(note: VisitNote) -> dict[str, Any]:
    """One visit and, while a draft, what still stands in the way of its signature."""
    document = visit_document(note)
    if document["state"] == "draft":
        document["blockers"] = [blocker.as_json() for blocker in visit_blockers(visit_facts(note))]
    return document


def _state(visit: Visit) -> str:
    if visit.state in NOT_SEEN:
        return "recorded"
    return "signed" if visit.is_signed else "draft"


class Visits(HasAddenda, HasHandover, HasDiscard, Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """Visits without needling: other treatment, seen and not needled, cancelled, not come."""

    needs = {
        "list": (Permission.CHART_VIEW, Permission.OWN_RECORD),
        "retrieve": (Permission.CHART_VIEW, Permission.OWN_RECORD),
        "create": (Permission.VISIT_WRITE,),
        "update": (Permission.VISIT_WRITE,),
        "sign": (Permission.SESSION_SIGN,),
        "handover": (Permission.NOTE_HAND_OVER,),
        "discard": (Permission.VISIT_WRITE,),
        "addenda": (Permission.CHART_VIEW,),
        "add_addendum": (Permission.ADDENDUM_WRITE,),
    }
    serializer_class = VisitShape
    filterset_class = filters.VisitFilter
    ordering = ("-occurred_at", "-id")

    def rows(self) -> Any:
        """The visits that the actor may see."""
        return visit_notes_for(self.actor)

    def show_many(self, rows: Any) -> Any:
        """A page of visits, the latest first."""
        return [self._told(visit_document(row)) for row in rows]

    def list(self, request: Request) -> Response:
        """A page of visits with their measurements, the latest first."""
        rows = self.filter_queryset(self.get_queryset()).prefetch_related("visit__measurements")
        return self.get_paginated_response(self.show_many(self.paginate_queryset(rows) or ()))

    def show(self, row: VisitNote) -> Any:
        """The visit with its measurements and, while a draft, its blockers."""
        return self._told(visit_with_blockers(row))

    def _told(self, document: dict[str, Any]) -> dict[str, Any]:
        return document if self.actor.may(Permission.CHART_VIEW) else {**document, **UNTOLD}

    def versioned(self, row: VisitNote) -> Any:
        """Its visit counts every change up."""
        return row.visit

    def create_row(self, typed: dict[str, Any]) -> VisitNote:
        """Record a visit without needling."""
        return services.record_visit(actor=self.actor, now=timezone.now(), **typed)

    def change_row(self, row: VisitNote, typed: dict[str, Any], if_version: int | None) -> VisitNote:
        """Change a visit that is not signed."""
        return services.change_visit(
            actor=self.actor, visit_note=row, now=timezone.now(), if_version=if_version, **typed
        )

    def discard_row(self, row: VisitNote, if_version: int | None) -> None:
        """Take a visit back that is not signed."""
        services.discard_visit(actor=self.actor, visit_note=row, now=timezone.now(), if_version=if_version)

    @extend_schema(request=None, responses=VisitShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def sign(self, request: Request, pk: UUID) -> Response:
        """Close the note for good: 200, or 409 with `blockers`."""
        version = etags.asked_version(request, required=False)
        return self.answer(
            services.sign_visit(actor=self.actor, visit_note=self.get_object(), now=timezone.now(), if_version=version)
        )
