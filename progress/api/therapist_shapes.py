"""What the comparison of therapists looks like in the schema; selectors put it together."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from practice.doors.shapes import Shape
from progress.api.clinic_shapes import ShareShape
from progress.api.muscle_shapes import DifferenceShape
from progress.rules.comparing import Standing


class StratumShape(Shape):
    """What is alike: a group of conditions, and the severity by its primary measure at the start."""

    key = serializers.CharField()
    group = serializers.CharField()
    severity = serializers.CharField()
    measure = serializers.CharField()
    name = serializers.CharField()


class StratumOfClinicShape(StratumShape):
    """How many of the episodes that ended in the clinic reached an MCID."""

    mcid = ShareShape()


class StratumOfTherapistShape(StratumShape):
    """The therapist's episodes that can be compared, and those of the colleagues."""

    reached = serializers.IntegerField()
    of = serializers.IntegerField()
    peers_reached = serializers.IntegerField()
    peers_of = serializers.IntegerField()


class ExpectedShape(Shape):
    """The colleagues' share in the therapist's mix of conditions and severities, with its 95 % interval."""

    percent = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class ExplainedFigureShape(Shape):
    """One figure in a sentence."""

    figure = serializers.CharField()
    text = serializers.CharField()


class TherapistShape(Shape):
    """One therapist. `difference` in percentage points, its interval for all therapists together; null from too few."""

    therapist = serializers.UUIDField()
    name = serializers.CharField()
    finished = serializers.IntegerField()
    stopped = serializers.IntegerField()
    unmeasured = serializers.IntegerField()
    alone = serializers.IntegerField()
    compared = ShareShape()
    peers = serializers.IntegerField()
    expected = ExpectedShape(allow_null=True)
    difference = DifferenceShape(allow_null=True)
    standing = serializers.ChoiceField([standing.value for standing in Standing])
    label = serializers.CharField()  # type: ignore[assignment]
    words = serializers.CharField()
    explained = ExplainedFigureShape(many=True)
    strata = StratumOfTherapistShape(many=True)


@extend_schema_serializer(many=False)
class TherapistsShape(Shape):
    """Therapists by name, like held against like; `warning` belongs beside every figure of it."""

    to = serializers.DateField()
    condition = serializers.CharField(allow_null=True)
    minimum = serializers.IntegerField()
    most_unmeasured_percent = serializers.IntegerField()
    warning = serializers.CharField()
    strata = StratumOfClinicShape(many=True)
    therapists = TherapistShape(many=True)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        return {"from": serializers.DateField(), **super().get_fields()}
