"""What 28 days of a diary add up to, over the API."""

from datetime import date
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from patients.models import EpisodeOfCare
from patients.rules.measurements import MIN_RECORDED_DAYS
from patients.selectors.medicines import known_medicines
from plans.api.shapes import today
from plans.rules.offers import offers_of
from plans.rules.overuse import overuse_in
from plans.rules.windows import Window
from plans.selectors.diary import window_28
from practice import access
from practice.access import Permission
from practice.doors.api import ClinicViewSet
from practice.doors.opening import opened
from practice.doors.shapes import Shape
from practice.rules import YEARS


class OveruseShape(Shape):
    """A class of acute medicine whose days reach the limit (`reached`) or come within two of it."""

    medicine = serializers.CharField(help_text="A class as in `diary-days/`; `mixed` is several classes together.")
    days = serializers.IntegerField()
    limit = serializers.IntegerField()
    reached = serializers.BooleanField()


class OfferShape(Shape):
    """A measurement as an assessment takes it: counts where the value is worked out from them."""

    measure = serializers.CharField()
    value = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True)
    inputs = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    diary_until = serializers.DateField()


@extend_schema_serializer(many=False)
class DiaryWindowShape(Shape):
    """28 days of the diary: what was recorded, and what an assessment can take from it."""

    first = serializers.DateField()
    last = serializers.DateField()
    recorded_days = serializers.IntegerField()
    needed_days = serializers.IntegerField(help_text="From so many recorded days on there is a value per 28.")
    headache_days = serializers.IntegerField(help_text="As recorded.")
    headache_days_28 = serializers.FloatField(allow_null=True, help_text="Null where too few days are recorded.")
    medicine_days = serializers.IntegerField(help_text="Days with acute medicine, as recorded.")
    medicine_days_by_class = serializers.DictField(child=serializers.IntegerField())
    overuse = OveruseShape(many=True)
    measurements = OfferShape(many=True, help_text="To send with an assessment; empty where too few are recorded.")


class DiaryWindows(ClinicViewSet):
    """28 days of the diary of an episode's patient."""

    needs = {"list": (Permission.CHART_VIEW, Permission.OWN_RECORD)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(
        responses=DiaryWindowShape, operation_id="episodes_diary_window",
        parameters=[OpenApiParameter("to", OpenApiTypes.DATE, description="The last day; today unless told.")],
    )  # fmt: skip
    def list(self, request: Request, episode: UUID) -> Response:
        """The days that end today or on `to`, with `measurements` as an assessment takes them."""
        own = access.only_own(self.actor, Permission.CHART_VIEW)
        rows = EpisodeOfCare.objects.select_related("patient")
        row = get_object_or_404(rows if own is None else rows.filter(patient_id=own), pk=episode)
        last = _asked_day(request)
        opened(self.actor, row)
        return Response(_window_document(window_28(row.patient_id, last), known_medicines(row.patient)))


def _asked_day(request: Request) -> date:
    """The day of `to`, today without it; refused where it is no day or lies ahead."""
    unknown = sorted(set(request.query_params) - {"to", "format"})
    if unknown:
        raise ValidationError({name: ["There is no such filter."] for name in unknown})
    if "to" not in request.query_params:
        return today()
    try:
        asked: date = serializers.DateField().run_validation(request.query_params["to"])
    except ValidationError as problem:
        raise ValidationError({"to": problem.detail}) from None
    if asked.year not in YEARS:
        raise ValidationError({"to": ["Check the year."]})
    if asked > today():
        raise ValidationError({"to": ["This day lies in the future."]})
    return asked


def _window_document(window: Window, known: frozenset[str]) -> dict[str, Any]:
    names = ("first", "last", "recorded_days", "headache_days", "medicine_days", "medicine_days_by_class")
    per_28 = window.headache_days_28
    return {
        **{name: getattr(window, name) for name in names},
        "needed_days": MIN_RECORDED_DAYS,
        "headache_days_28": None if per_28 is None else float(per_28),
        "overuse": [
            {"medicine": one.medicine, "days": one.days, "limit": one.limit, "reached": one.reached}
            for one in overuse_in(window, known)
        ],
        "measurements": [{"value": None, "inputs": None, **offer.measurement} for offer in offers_of(window)],
    }
