"""What the manager's figures look like in the schema; selectors put them together."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from practice.doors.shapes import Shape
from progress.api.shapes import number


class ShareShape(Shape):
    """How many of how many, in percent with its 95 % interval; null below the least number that is compared."""

    count = serializers.IntegerField()
    of = serializers.IntegerField()
    percent = number()
    low = number()
    high = number()


class OutcomeGroupShape(Shape):
    """The outcomes of one group of conditions; of all of them where `group` is null."""

    group = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    episodes = serializers.IntegerField()
    mcid = ShareShape()
    responder30 = ShareShape()


class OutcomesShape(Shape):
    """Outcomes by group; `minimum` is the least number of episodes that is compared."""

    minimum = serializers.IntegerField()
    groups = OutcomeGroupShape(many=True)


class WeekShape(Shape):
    """The needling sessions of one week, named by its Monday."""

    week = serializers.DateField()
    sessions = serializers.IntegerField()


class SessionFiguresShape(Shape):
    """The needling sessions of the period."""

    total = serializers.IntegerField()
    per_week = WeekShape(many=True)


class PatientFiguresShape(Shape):
    """Courses of care in the period."""

    active = serializers.IntegerField()
    new = serializers.IntegerField()
    discharged = serializers.IntegerField()
    dropped_out = serializers.IntegerField()


class UnsignedShape(Shape):
    """Notes of one therapist that wait for a signature."""

    therapist = serializers.UUIDField()
    name = serializers.CharField()
    active = serializers.BooleanField(help_text="False once the therapist signs no more: hand the notes over.")
    gone = serializers.CharField(allow_blank=True, help_text="Why not, in words; empty for who signs still.")
    notes = serializers.IntegerField()
    oldest = serializers.DateField()


class BenchmarkShape(Shape):
    """What a study found, with its citation."""

    rate = serializers.FloatField()
    per = serializers.CharField()
    citation = serializers.CharField()


class EventFiguresShape(Shape):
    """One kind of adverse event in the period."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    events = serializers.IntegerField()
    per_100 = ShareShape(allow_null=True)
    benchmarks = BenchmarkShape(many=True)
    above_studies = serializers.BooleanField(help_text="Above the upper study: look into it; nobody is blamed.")


class AdverseEventFiguresShape(Shape):
    """Adverse events per 100 sessions; compared with studies from `sessions_to_compare` sessions on."""

    sessions = serializers.IntegerField()
    events = serializers.IntegerField(help_text="Confirmed by a clinician.")
    suspected = serializers.IntegerField(help_text="By a patient's answer alone; in no rate.")
    per_100 = number()
    with_event = ShareShape(allow_null=True, help_text="Sessions with any event.")
    benchmarks = BenchmarkShape(many=True)
    above_studies = serializers.BooleanField(help_text="Above the upper study: look into it; nobody is blamed.")
    kinds = EventFiguresShape(many=True)
    sessions_to_compare = serializers.IntegerField()


@extend_schema_serializer(many=False)
class ClinicProgressShape(Shape):
    """The manager's figures of a period."""

    to = serializers.DateField()
    therapist = serializers.UUIDField(allow_null=True)
    condition = serializers.CharField(allow_null=True)
    sessions = SessionFiguresShape()
    patients = PatientFiguresShape()
    outcomes = OutcomesShape()
    unsigned = UnsignedShape(many=True)
    adverse_events = AdverseEventFiguresShape()

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        return {"from": serializers.DateField(), **super().get_fields()}
