"""The resource `my-day/`: what a patient's phone keeps for a day without network."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from patients.models import EpisodeOfCare
from plans.models import AdherenceDay, DiaryDay
from plans.selectors.exercises import patient_with_record
from practice import selectors as practice
from practice.access import Permission
from practice.doors.api import ClinicViewSet
from practice.doors.shapes import ModelShape, Shape
from progress.selectors.phone import DIARY_DAY, REPORTED, phone_day


class OwnClinicShape(Shape):
    """Whom to call, and whose days count."""

    name = serializers.CharField()
    timezone = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    emergency = serializers.CharField(help_text="The emergency number.")


class OwnDiaryDayShape(ModelShape):
    """One day of the diary, with the version to send as If-Match."""

    version = serializers.IntegerField()

    class Meta:
        model = DiaryDay
        fields = DIARY_DAY


class OwnReportShape(ModelShape):
    """What was reported today, with the version to send as If-Match."""

    version = serializers.IntegerField()

    class Meta:
        model = AdherenceDay
        fields = REPORTED


class OwnItemShape(Shape):
    """One item of a habit's checklist."""

    key = serializers.CharField()
    text = serializers.CharField()
    checked = serializers.BooleanField()


class OwnExerciseShape(Shape):
    """One exercise or habit that is asked for today."""

    prescription = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Of the prescription, for its checklist.")
    name = serializers.CharField()
    habit = serializers.BooleanField()
    dose = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True, help_text="From the therapist, for the patient.")
    ask_first = serializers.CharField(
        allow_blank=True, help_text="That the therapist is checking it, in words for the patient; empty where not."
    )
    instructions = serializers.ListField(child=serializers.CharField())
    precautions = serializers.CharField(allow_blank=True)
    checklist = OwnItemShape(many=True)
    reported = OwnReportShape(allow_null=True)


class OpenCheckInShape(Shape):
    """A session after which an answer is due now."""

    session = serializers.UUIDField()
    occurred_at = serializers.DateTimeField()
    hours_after = serializers.IntegerField()


class OwnAppointmentShape(Shape):
    """One appointment to come, or that goes on just now."""

    id = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    minutes = serializers.IntegerField()
    therapist_name = serializers.CharField()


class WarnedShape(Shape):
    """Warning signs that were told and that the clinic has not followed up: what to do about them stays to be said."""

    sent_at = serializers.DateTimeField(help_text="When the newest of these answers reached the clinic.")
    warning_signs = serializers.ListField(child=serializers.CharField(), help_text="Emergencies first.")


class SignShape(Shape):
    """What to do at once about a warning sign, also without network."""

    sign = serializers.CharField()
    emergency = serializers.BooleanField()
    text = serializers.CharField()


class OwnProgressShape(Shape):
    """What the own numbers say, in plain words."""

    since = serializers.DateField()
    words = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())


@extend_schema_serializer(many=False)
class MyDayShape(Shape):
    """A patient's day; it holds until `ends_at`, midnight in the clinic, and `now` says when it was read."""

    now = serializers.DateTimeField()
    today = serializers.DateField()
    ends_at = serializers.DateTimeField()
    name = serializers.CharField()
    clinic = OwnClinicShape()
    diary = OwnDiaryDayShape(many=True, help_text="The recorded days among the last 28.")
    exercises = OwnExerciseShape(many=True)
    check_ins = OpenCheckInShape(many=True)
    appointments = OwnAppointmentShape(many=True, help_text="In order of time.")
    warned = WarnedShape(allow_null=True)
    warning_signs = SignShape(many=True)
    progress = OwnProgressShape(allow_null=True)


class MyDay(ClinicViewSet):
    """What a patient's phone keeps for a day without network."""

    needs = {"list": (Permission.OWN_RECORD,)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=MyDayShape, operation_id="my_day")
    def list(self, request: Request) -> Response:
        """The own exercises, diary, appointments, open check-ins and progress in words; no clinical notes."""
        patient: Any = patient_with_record(self.actor)
        if patient is None:
            raise Http404
        told = phone_day(patient, practice.clinic(), timezone.now())
        return Response(told, headers={"Cache-Control": "no-store"})
