"""The resource `patients/`."""

from typing import Any

from patients import fields, filters, selectors, services
from patients.models import Patient
from practice import selectors as practice
from practice.access import Permission
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves, Updates
from practice.doors.shapes import ModelShape


class PatientShape(ModelShape):
    """A patient."""

    class Meta:
        model = Patient
        fields = ("id", "record_number", *fields.PATIENT, "created_at", "updated_at")
        read_only_fields = ("record_number", "created_at", "updated_at")


class Patients(Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """People in care."""

    needs = {
        "list": (Permission.PATIENT_VIEW, Permission.OWN_RECORD),
        "retrieve": (Permission.PATIENT_VIEW, Permission.OWN_RECORD),
        "create": (Permission.PATIENT_WRITE,),
        "update": (Permission.PATIENT_WRITE,),
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
