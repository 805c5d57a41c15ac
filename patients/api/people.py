"""The resource `patients/`."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients import fields, filters, selectors, services
from patients.api.merges import MergeShape, MergingShape
from patients.models import Patient
from practice import selectors as practice
from practice.access import Permission
from practice.doors import etags, receipts
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves, Updates
from practice.doors.shapes import ModelShape, Shape


class PatientShape(ModelShape):
    """A patient; `merged_into` is the record that stays where this one was merged."""

    merged_into = serializers.UUIDField(source="merged_into_id", read_only=True, allow_null=True)
    confirm_duplicate = serializers.BooleanField(
        write_only=True, required=False,
        help_text="false: ask first (409 possible_duplicate) where a namesake born on the same day is registered.",
    )  # fmt: skip
    possible_duplicates = serializers.ListField(
        child=serializers.UUIDField(), read_only=True, required=False,
        help_text="Namesakes born on the same day; in the single record only, for staff.",
    )  # fmt: skip

    class Meta:
        model = Patient
        fields = (
            "id", "record_number", *fields.PATIENT, "merged_into", "confirm_duplicate", "possible_duplicates",
            "created_at", "updated_at",
        )  # fmt: skip
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
        "merge": (Permission.PATIENT_MERGE,),
    }
    serializer_class = PatientShape
    filterset_class = filters.PatientFilter

    def rows(self) -> Any:
        """One record for each person in the list, unless merged ones are asked for; any record by its address."""
        asked_for = self.action != "list" or "merged" in self.request.query_params
        return (selectors.records_for if asked_for else selectors.patients_for)(self.actor)

    def show(self, row: Patient) -> Any:
        """The record; to staff with those that may be about the same person."""
        told = super().show(row)
        if not self.actor.may(Permission.PATIENT_VIEW):
            return told
        alike = selectors.namesakes(row.given_name, row.family_name, row.date_of_birth, but=row.pk)
        return {**told, "possible_duplicates": [other.pk for other in alike]}

    def typed(self, *, partial: bool = False) -> dict[str, Any]:
        """A program that does not ask to be asked about namesakes is told of them in the answer."""
        return {"confirm_duplicate": True, **super().typed(partial=partial)}

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

    @extend_schema(request=MergingShape, responses={201: MergeShape})
    @action(detail=True, methods=["post"], filterset_class=None)
    def merge(self, request: Request, pk: UUID) -> Response:
        """`merged` is a second record of this person: everything in it goes to this one, which stays."""
        kept, shape = self.get_object(), MergingShape(data=request.data)
        shape.is_valid(raise_exception=True)
        version = etags.asked_version(request, required=False)
        row, is_new = receipts.once(
            request, f"merged:{kept.pk}", self.actor,
            make=lambda: services.merge_patients(
                actor=self.actor, kept=kept, if_version=version, now=timezone.now(), **shape.validated_data
            ),
            find=lambda known: selectors.merges_for(self.actor).get(pk=known),
        )  # fmt: skip
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(MergeShape(row).data, status=code, headers=etags.headers_of(row))
