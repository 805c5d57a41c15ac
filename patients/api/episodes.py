"""The resource `episodes/`; progress adds `episodes/{id}/progress/` and `/timeline/` beside it."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients import fields, filters, selectors, services
from patients.models import EpisodeOfCare, Patient
from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.doors import etags, receipts
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves, Updates
from practice.doors.shapes import InClinic, KeyOf, ModelShape, Shape
from practice.models import Membership

READ_ONLY = ("continues", "state", "state_reason", "held_on", *fields.DISCHARGE, "created_at", "updated_at")


class EpisodeShape(ModelShape):
    """A course of care; its state changes through `hold`, `resume`, `refer-out` and `discharge`."""

    patient = InClinic(Patient)
    therapist = InClinic(Membership, required=False)
    condition = KeyOf(reference.conditions)
    payer_rule = serializers.CharField(max_length=32, required=False, allow_blank=True)
    icd10 = serializers.ListField(child=serializers.CharField(max_length=12), max_length=12, required=False)
    outcome = serializers.ChoiceField(EpisodeOfCare.Outcome.choices, allow_blank=True, read_only=True)

    class Meta:
        model = EpisodeOfCare
        fields = ("id", *fields.EPISODE, *READ_ONLY)
        read_only_fields = READ_ONLY


class ReasonShape(Shape):
    """Why."""

    reason = serializers.CharField(max_length=500)


class DischargeShape(Shape):
    """How care ended; without a day it is today. `reason` reads back as `state_reason`.

    The outcomes `referred`, `patient_wish` and `other` ask for a reason.
    """

    outcome = serializers.ChoiceField(EpisodeOfCare.Outcome.choices)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)
    discharge_summary = serializers.CharField(max_length=4000)
    discharged_on = serializers.DateField(required=False)


class ReopenShape(Shape):
    """When care goes on; without a day it is today, without a therapist it is the caller."""

    id = serializers.UUIDField(required=False)
    started_on = serializers.DateField(required=False)
    therapist = InClinic(Membership, required=False)


class LeadShape(Shape):
    """Who leads the care from now on."""

    therapist = InClinic(Membership)


class Episodes(Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """Courses of care."""

    needs = {
        "list": (Permission.CHART_VIEW,),
        "retrieve": (Permission.CHART_VIEW,),
        "create": (Permission.EPISODE_WRITE,),
        "update": (Permission.EPISODE_WRITE,),
        "therapist": (Permission.EPISODE_HAND_OVER,),
        "hold": (Permission.EPISODE_WRITE,),
        "resume": (Permission.EPISODE_WRITE,),
        "refer_out": (Permission.EPISODE_WRITE,),
        "discharge": (Permission.DISCHARGE,),
        "reopen": (Permission.EPISODE_WRITE,),
    }
    serializer_class = EpisodeShape
    filterset_class = filters.EpisodeFilter

    def rows(self) -> Any:
        """The episodes that the actor may see."""
        return selectors.episodes_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> EpisodeOfCare:
        """Start an episode."""
        return services.start_episode(actor=self.actor, today=practice.today_in(practice.clinic()), **typed)

    def change_row(self, row: EpisodeOfCare, typed: dict[str, Any], if_version: int | None) -> EpisodeOfCare:
        """Change an episode."""
        today = practice.today_in(practice.clinic())
        return services.change_episode(actor=self.actor, episode=row, today=today, if_version=if_version, **typed)

    @extend_schema(request=LeadShape, responses=EpisodeShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def therapist(self, request: Request, pk: UUID) -> Response:
        """Another therapist leads care whose therapist has left, or is none any more."""
        return self._moved(services.name_therapist, self.get_object(), **_sent(LeadShape, request))

    @extend_schema(request=ReasonShape, responses=EpisodeShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def hold(self, request: Request, pk: UUID) -> Response:
        """Care pauses from today on, for a reason: sessions of later days cannot be signed."""
        today = practice.today_in(practice.clinic())
        return self._moved(services.hold_episode, self.get_object(), today=today, **_sent(ReasonShape, request))

    @extend_schema(request=None, responses=EpisodeShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def resume(self, request: Request, pk: UUID) -> Response:
        """Care goes on, once every red flag is cleared and the plan is certified where the payer asks for it."""
        return self._moved(services.resume_episode, self.get_object(), today=practice.today_in(practice.clinic()))

    @extend_schema(request=ReasonShape, responses=EpisodeShape)
    @action(detail=True, methods=["post"], url_path="refer-out", filterset_class=None)
    def refer_out(self, request: Request, pk: UUID) -> Response:
        """Care goes to somebody else: `reason` names who, and why."""
        return self._moved(services.refer_out, self.get_object(), now=timezone.now(), **_sent(ReasonShape, request))

    @extend_schema(request=DischargeShape, responses=EpisodeShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def discharge(self, request: Request, pk: UUID) -> Response:
        """Care ends for good."""
        today = practice.today_in(practice.clinic())
        row, sent = self.get_object(), _sent(DischargeShape, request)
        return self._moved(services.discharge, row, today=today, **{"discharged_on": today, **sent})

    @extend_schema(request=ReopenShape, responses={201: EpisodeShape})
    @action(detail=True, methods=["post"], filterset_class=None)
    def reopen(self, request: Request, pk: UUID) -> Response:
        """Care goes on after discharge: a new episode, linked by `continues`; the old one stays as it was."""
        ended, today = self.get_object(), practice.today_in(practice.clinic())
        sent = {"started_on": today, **_sent(ReopenShape, request)}
        row, is_new = receipts.once(
            request, f"reopened:{ended.pk}", self.actor,
            make=lambda: services.reopen_episode(actor=self.actor, episode=ended, today=today, **sent),
            find=lambda known: self.get_queryset().get(pk=known),
        )  # fmt: skip
        return self.answer(row, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    def _moved(self, service: Any, row: EpisodeOfCare, **typed: Any) -> Response:
        version = etags.asked_version(self.request, required=False)
        return self.answer(service(actor=self.actor, episode=row, if_version=version, **typed))


def _sent(shape_class: type[Shape], request: Request) -> dict[str, Any]:
    shape = shape_class(data=request.data)
    shape.is_valid(raise_exception=True)
    return dict(shape.validated_data)
