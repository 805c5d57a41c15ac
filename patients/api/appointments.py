"""The resource `appointments/`: what was agreed for days to come, and what became of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients import fields, filters, services
from patients.models import Appointment, EpisodeOfCare, Patient
from patients.selectors.appointments import appointments_for
from practice.access import Permission
from practice.doors import etags
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves, Updates
from practice.doors.shapes import InClinic, ModelShape, Shape
from practice.models import Membership

FOR_THE_TEAM = ("note", "reason")
VIEW, WRITE = (Permission.APPOINTMENT_VIEW, Permission.OWN_RECORD), (Permission.APPOINTMENT_WRITE,)


class AppointmentShape(ModelShape):
    """An appointment. `note` and `reason` are the team's: patients read them empty."""

    patient = InClinic(Patient)
    therapist = InClinic(Membership)
    episode = InClinic(EpisodeOfCare, required=False, allow_null=True)
    outside_hours = serializers.BooleanField(
        required=False, write_only=True, help_text="That a time outside the opening hours is meant."
    )

    class Meta:
        model = Appointment
        fields = (
            "id",
            *fields.APPOINTMENT,
            "outside_hours",
            "state",
            "reason",
            "arrived_at",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("state", "reason", "arrived_at", "created_at", "updated_at")


class CancellationShape(Shape):
    """Why it is cancelled."""

    reason = serializers.CharField(max_length=300)


class Appointments(Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """Appointments, the earliest first; patients see their own."""

    needs = {
        "list": VIEW, "retrieve": VIEW, "create": WRITE, "update": WRITE, "cancel": WRITE, "arrive": WRITE,
        "start": WRITE, "finish": WRITE, "no_show": WRITE, "restore": WRITE,
    }  # fmt: skip
    serializer_class = AppointmentShape
    filterset_class = filters.AppointmentFilter
    ordering = ("starts_at", "id")

    def rows(self) -> Any:
        """The appointments that the actor may see."""
        return appointments_for(self.actor)

    def show(self, row: Appointment) -> Any:
        """One appointment."""
        return self._for_reader(AppointmentShape(row).data)

    def show_many(self, rows: list[Any]) -> list[Any]:
        """A page of them."""
        return [self._for_reader(told) for told in AppointmentShape(rows, many=True).data]

    def create_row(self, typed: dict[str, Any]) -> Appointment:
        """Book it."""
        return services.book_appointment(actor=self.actor, now=timezone.now(), **typed)

    def change_row(self, row: Appointment, typed: dict[str, Any], if_version: int | None) -> Appointment:
        """Move or change it."""
        return services.change_appointment(
            actor=self.actor, appointment=row, now=timezone.now(), if_version=if_version, **typed
        )

    @extend_schema(request=CancellationShape, responses=AppointmentShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def cancel(self, request: Request, pk: UUID) -> Response:
        """It will not take place; its time is free again."""
        row, shape = self.get_object(), CancellationShape(data=request.data)
        shape.is_valid(raise_exception=True)
        return self._stepped(services.cancel_appointment, row, **shape.validated_data)

    @extend_schema(request=None, responses=AppointmentShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def arrive(self, request: Request, pk: UUID) -> Response:
        """The patient is here and waits."""
        return self._stepped(services.mark_arrived, self.get_object())

    @extend_schema(request=None, responses=AppointmentShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def start(self, request: Request, pk: UUID) -> Response:
        """The patient is with the therapist."""
        return self._stepped(services.mark_started, self.get_object())

    @extend_schema(request=None, responses=AppointmentShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def finish(self, request: Request, pk: UUID) -> Response:
        """It took place."""
        return self._stepped(services.mark_finished, self.get_object())

    @extend_schema(request=None, responses=AppointmentShape)
    @action(detail=True, methods=["post"], url_path="no-show", filterset_class=None)
    def no_show(self, request: Request, pk: UUID) -> Response:
        """The patient did not come; its time is free again."""
        return self._stepped(services.mark_missed, self.get_object())

    @extend_schema(request=None, responses=AppointmentShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def restore(self, request: Request, pk: UUID) -> Response:
        """Booked again: the last step was a mistake."""
        return self._stepped(services.restore_appointment, self.get_object())

    def _stepped(self, service: Callable[..., Appointment], row: Appointment, **more: Any) -> Response:
        version = etags.asked_version(self.request, required=False)
        return self.answer(
            service(actor=self.actor, appointment=row, now=timezone.now(), if_version=version, **more)
        )  # fmt: skip

    def _for_reader(self, told: Any) -> Any:
        own = not self.actor.may(Permission.APPOINTMENT_VIEW)
        return {**told, **dict.fromkeys(FOR_THE_TEAM, "")} if own else told
