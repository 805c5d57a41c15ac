"""The resource `sessions/`: written, signed, added to, and what the next one can start from."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients.api.addenda import HasAddenda
from patients.api.discards import HasDiscard
from patients.api.handovers import HasHandover
from practice.access import Permission
from practice.doors import etags
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves, Updates
from practice.doors.opening import opened
from practice.models import Clinic
from sessions import filters, services
from sessions.api.documents import document_of, documents_of, prefill_document, told_to_patient
from sessions.api.shapes import CosignShape, HoldShape, NameSupervisorShape, SessionShape, session_shape
from sessions.api.target_shapes import PrefillShape
from sessions.api.visits import VisitShape, visit_with_blockers
from sessions.models import NeedlingSession
from sessions.selectors.sessions import copied_targets, episodes_to_treat, last_signed, sessions_for


class Sessions(HasAddenda, HasHandover, HasDiscard, Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """Needling sessions with their targets and measurements."""

    needs = {
        "list": (Permission.CHART_VIEW, Permission.OWN_RECORD),
        "retrieve": (Permission.CHART_VIEW, Permission.OWN_RECORD),
        "create": (Permission.SESSION_WRITE,),
        "update": (Permission.SESSION_WRITE,),
        "sign": (Permission.SESSION_SIGN,),
        "handover": (Permission.NOTE_HAND_OVER,),
        "discard": (Permission.SESSION_WRITE,),
        "hold": (Permission.SESSION_WRITE,),
        "cosign": (Permission.SESSION_SIGN,),
        "supervisor": (Permission.SUPERVISOR_NAME,),
        "addenda": (Permission.CHART_VIEW,),
        "add_addendum": (Permission.ADDENDUM_WRITE,),
        "prefill": (Permission.SESSION_WRITE,),
    }
    serializer_class = SessionShape
    filterset_class = filters.SessionFilter
    ordering = ("-visit__occurred_at", "-id")

    @property
    def clinic(self) -> Clinic:
        """The clinic in force."""
        found: Clinic = self.request._request.membership.clinic  # type: ignore[attr-defined]
        return found

    @property
    def sees_notes(self) -> bool:
        """Staff do; a patient sees what was done."""
        return self.actor.may(Permission.CHART_VIEW)

    def rows(self) -> Any:
        """The sessions that the actor may see."""
        return sessions_for(self.actor)

    def list(self, request: Request) -> Response:
        """A page of sessions with their parts, the latest first."""
        rows = self.filter_queryset(self.get_queryset()).select_related(None).values("id", "visit__occurred_at")
        found = documents_of([row["id"] for row in self.paginate_queryset(rows) or ()], self.clinic)
        return self.get_paginated_response(found if self.sees_notes else [told_to_patient(one) for one in found])

    def typed(self, *, partial: bool = False) -> dict[str, Any]:
        """What was sent, checked for its shape; a PATCH may leave fields out, but not parts of a row of a list."""
        return dict(session_shape(whole=not partial).run_validation(self.request.data))

    def show(self, row: NeedlingSession) -> Any:
        """The session with its parts and, while a draft, its blockers."""
        document = document_of(row, self.clinic)
        return document if self.sees_notes else told_to_patient(document)

    def versioned(self, row: NeedlingSession) -> Any:
        """Its visit counts every change up."""
        return row.visit

    def create_row(self, typed: dict[str, Any]) -> NeedlingSession:
        """Record a session."""
        return services.record_session(actor=self.actor, now=timezone.now(), **typed)

    def change_row(self, row: NeedlingSession, typed: dict[str, Any], if_version: int | None) -> NeedlingSession:
        """Change a draft."""
        return services.change_session(
            actor=self.actor, session=row, now=timezone.now(), if_version=if_version, **typed
        )

    def discard_row(self, row: NeedlingSession, if_version: int | None) -> None:
        """Take a draft back."""
        services.discard_session(actor=self.actor, session=row, now=timezone.now(), if_version=if_version)

    @extend_schema(request=None, responses=SessionShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def sign(self, request: Request, pk: UUID) -> Response:
        """Close the note for good: 200, or 409 with `blockers`."""
        version = etags.asked_version(request, required=False)
        return self.answer(
            services.sign_session(actor=self.actor, session=self.get_object(), now=timezone.now(), if_version=version)
        )

    @extend_schema(request=HoldShape, responses=VisitShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def hold(self, request: Request, pk: UUID) -> Response:
        """Make a draft a visit without needling (held), with the same id: what still applies stays."""
        shape = HoldShape(data=request.data)
        shape.is_valid(raise_exception=True)
        told = {"if_version": etags.asked_version(request, required=False), **shape.validated_data}
        note = services.hold_session(actor=self.actor, session=self.get_object(), now=timezone.now(), **told)
        return Response(visit_with_blockers(note), headers=etags.headers_of(note.visit))

    @extend_schema(request=CosignShape, responses=SessionShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def cosign(self, request: Request, pk: UUID) -> Response:
        """Co-sign the note of a therapist in supervised training, as the supervisor whom it names."""
        shape = CosignShape(data=request.data)
        shape.is_valid(raise_exception=True)
        session = self.get_object()
        services.cosign_session(actor=self.actor, session=session, now=timezone.now(), **shape.validated_data)
        return self.answer(self.get_object())

    @extend_schema(request=NameSupervisorShape, responses=SessionShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def supervisor(self, request: Request, pk: UUID) -> Response:
        """Name another supervisor for a signed note that waits for the co-signature."""
        session, shape = self.get_object(), NameSupervisorShape(data=request.data)
        shape.is_valid(raise_exception=True)
        services.name_supervisor(actor=self.actor, session=session, now=timezone.now(), **shape.validated_data)
        return self.answer(self.get_object())

    @extend_schema(
        responses=PrefillShape, parameters=[OpenApiParameter("episode", UUID, OpenApiParameter.QUERY, required=True)]
    )
    @action(detail=False, methods=["get"], filterset_class=None, pagination_class=None)
    def prefill(self, request: Request) -> Response:
        """The last signed session's targets for the next one; counts, findings and safety answers never copy."""
        asked = serializers.UUIDField().run_validation(request.query_params.get("episode"))
        episode = get_object_or_404(episodes_to_treat(self.actor), pk=asked)
        opened(self.actor, episode)
        source = last_signed(episode)
        return Response(prefill_document(episode.pk, source, copied_targets(source)))
