"""The headache diary over the API."""

from typing import Any

from rest_framework import serializers

from patients.models import Patient
from patients.selectors import records_for
from plans import fields, filters, services
from plans.api.shapes import stays, today
from plans.models import DiaryDay
from plans.selectors import diary as selectors
from plans.selectors.exercises import patient_with_record
from practice.access import Permission
from practice.doors.api import ClinicViewSet, Creates, Deletes, Lists, Retrieves, Updates
from practice.doors.opening import READS
from practice.doors.shapes import Among, ModelShape
from practice.errors import BadInput


class DiaryDayShape(ModelShape):
    """One day; patients leave `patient` out. Intensity and hours only with a headache."""

    patient = Among(Patient, records_for, required=False)
    medicines = serializers.ListField(
        child=serializers.ChoiceField(choices=DiaryDay.Medicine.choices), required=False, max_length=5
    )

    class Meta:
        model = DiaryDay
        fields = ("id", "patient", *fields.DIARY_DAY, "created_at", "updated_at")
        read_only_fields = ("created_at", "updated_at")


class DiaryDays(Lists, Retrieves, Creates, Updates, Deletes, ClinicViewSet):
    """The diary, one row per patient and day; a second POST for the day answers 409 with `existing`."""

    needs = {
        "list": (Permission.CHART_VIEW, Permission.OWN_RECORD),
        "retrieve": (Permission.CHART_VIEW, Permission.OWN_RECORD),
        "create": (Permission.DIARY_WRITE, Permission.OWN_RECORD),
        "update": (Permission.DIARY_WRITE, Permission.OWN_RECORD),
        "destroy": (Permission.DIARY_WRITE, Permission.OWN_RECORD),
    }
    serializer_class = DiaryDayShape
    filterset_class = filters.DiaryFilter
    ordering = ("-on", "-id")

    def rows(self) -> Any:
        """The days that the actor may see; those set aside by a merge are read alone, or as the merged patient's."""
        aside = self.request.method in READS and (self.action != "list" or "patient" in self.request.query_params)
        return selectors.diary_for(self.actor, aside=aside)

    def create_row(self, typed: dict[str, Any]) -> DiaryDay:
        """Record a day; a patient's own where nobody is named."""
        patient = typed.pop("patient", None) or patient_with_record(self.actor)
        if patient is None:
            raise BadInput.of("patient_missing", "Say whose diary it is.", "patient")
        return services.record_diary_day(actor=self.actor, patient=patient, today=today(), **typed)

    def change_row(self, row: DiaryDay, typed: dict[str, Any], if_version: int | None) -> DiaryDay:
        """Change a day."""
        typed = stays(typed, row, "patient")
        return services.change_diary_day(actor=self.actor, day=row, today=today(), if_version=if_version, **typed)

    def remove_row(self, row: DiaryDay, if_version: int | None) -> None:
        """Take back what was written down by mistake."""
        services.remove_diary_day(actor=self.actor, day=row, today=today(), if_version=if_version)
