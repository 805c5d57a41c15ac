"""The resource `patients/`."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients import fields, filters, selectors, services
from patients.models import Patient
from practice import selectors as practice
from practice.access import Permission
from practice.doors import etags
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves, Updates
from practice.doors.shapes import ModelShape, Shape


class PatientShape(ModelShape):
    """A patient."""

    class Meta:
        model = Patient
        fields = ("id", "record_number", *fields.PATIENT, "created_at", "updated_at")
        read_only_fields = ("record_number", "created_at", "updated_at")


class InvitationShape(Shape):
    """Where the link to set a password goes."""

    email = serializers.EmailField(max_length=254)


class Patients(Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """People in care."""

    needs = {
        "list": (Permission.PATIENT_VIEW, Permission.OWN_RECORD),
        "retrieve": (Permission.PATIENT_VIEW, Permission.OWN_RECORD),
        "create": (Permission.PATIENT_WRITE,),
        "update": (Permission.PATIENT_WRITE,),
        "invite": (Permission.PATIENT_WRITE,),
    }
    serializer_class = PatientShape
    filterset_class = filters.PatientFilter

    def rows(self) -> Any:
        """The patients that the actor may see."""
        return selectors.patients_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> Patient:
        """Register a patient."""
        return services.register_patient(actor=self.actor, today=practice.today_in(practice.clinic()), **typed)

    def change_row(self, row: Patient, typed: dict[str, Any], if_version: int | None) -> Patient:
        """Change a patient's details."""
        today = practice.today_in(practice.clinic())
        return services.change_patient(actor=self.actor, patient=row, today=today, if_version=if_version, **typed)

    @extend_schema(request=InvitationShape, responses=PatientShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def invite(self, request: Request, pk: UUID) -> Response:
        """An account for the patient's own phone; an e-mail with a link follows, and again when this is sent again."""
        row, shape = self.get_object(), InvitationShape(data=request.data)
        shape.is_valid(raise_exception=True)
        version = etags.asked_version(request, required=False)
        return self.answer(
            services.invite_patient(actor=self.actor, patient=row, if_version=version, **shape.validated_data)
        )
