"""What 'which muscles helped' looks like in the schema; selectors put it together."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from practice.doors.shapes import Shape
from progress.api.shapes import number


class DifferenceShape(Shape):
    """Mean change with the muscle minus mean change without it, with its 95 % interval, in the measure's unit."""

    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class MuscleOfPatientShape(Shape):
    """One muscle of one episode. The changes run from a session to the next visit; null below the minimum."""

    muscle = serializers.CharField()
    name = serializers.CharField()
    sessions = serializers.IntegerField(help_text="Sessions that needled it.")
    treated = serializers.IntegerField(help_text="Sessions with it that have a value then and at the next visit.")
    untreated = serializers.IntegerField(help_text="The same, of sessions without it.")
    change_treated = number()
    change_untreated = number()
    difference = DifferenceShape(allow_null=True)


class MuscleOfClinicShape(Shape):
    """One muscle over many episodes. `compared` are episodes with sessions of both kinds; null below the minimum."""

    muscle = serializers.CharField()
    name = serializers.CharField()
    sessions = serializers.IntegerField()
    patients = serializers.IntegerField()
    compared = serializers.IntegerField()
    difference = DifferenceShape(allow_null=True)


class MeasureOfPatientShape(Shape):
    """The muscles by what one measure did; `compared` is the number of sessions that can be compared."""

    measure = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    compared = serializers.IntegerField()
    muscles = MuscleOfPatientShape(many=True)


class MeasureOfClinicShape(Shape):
    """The muscles by what one measure did in the clinic."""

    measure = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    muscles = MuscleOfClinicShape(many=True)


@extend_schema_serializer(many=False)
class EpisodeMusclesShape(Shape):
    """Which muscles helped one patient; `warning` belongs beside every figure of it."""

    episode = serializers.UUIDField()
    minimum_sessions = serializers.IntegerField()
    warning = serializers.CharField()
    measures = MeasureOfPatientShape(many=True)


@extend_schema_serializer(many=False)
class ClinicMusclesShape(Shape):
    """Which muscles helped in the clinic; `warning` belongs beside every figure of it."""

    to = serializers.DateField()
    therapist = serializers.UUIDField(allow_null=True)
    condition = serializers.CharField(allow_null=True)
    minimum_patients = serializers.IntegerField()
    warning = serializers.CharField()
    measures = MeasureOfClinicShape(many=True)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        return {"from": serializers.DateField(), **super().get_fields()}
