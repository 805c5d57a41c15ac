"""The resources `assessments/` and `measurements/`."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients import filters, selectors, services
from patients.api.addenda import HasAddenda
from patients.api.discards import HasDiscard
from patients.api.documents import assessment_document, headaches_with_criteria, measurement_document
from patients.api.handovers import HasHandover
from patients.api.shapes import AssessmentShape, MeasurementRowShape
from patients.models import Assessment, Measurement
from patients.selectors.assessments import PARTS
from practice.access import Permission
from practice.doors import etags
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves, Updates


class Assessments(HasAddenda, HasHandover, HasDiscard, Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """Assessments with their palpation findings and measurements."""

    needs = {
        "list": (Permission.CHART_VIEW,),
        "retrieve": (Permission.CHART_VIEW,),
        "create": (Permission.ASSESSMENT_WRITE,),
        "update": (Permission.ASSESSMENT_WRITE,),
        "sign": (Permission.ASSESSMENT_SIGN,),
        "handover": (Permission.NOTE_HAND_OVER,),
        "discard": (Permission.ASSESSMENT_WRITE,),
        "addenda": (Permission.CHART_VIEW,),
        "add_addendum": (Permission.ADDENDUM_WRITE,),
    }
    serializer_class = AssessmentShape
    filterset_class = filters.AssessmentFilter
    ordering = ("-occurred_at", "-id")

    def rows(self) -> Any:
        """The assessments that the actor may see."""
        return selectors.assessments_for(self.actor)

    def list(self, request: Request) -> Response:
        """A page of assessments with their parts, the latest first."""
        found = self.paginate_queryset(self.filter_queryset(self.get_queryset()).prefetch_related(*PARTS))
        return self.get_paginated_response([assessment_document(row) for row in found or ()])

    def show(self, row: Assessment) -> Any:
        """The assessment with its parts, its criteria, what to look at and, while a draft, its blockers."""
        document = assessment_document(row)
        document["headaches"] = headaches_with_criteria(row)
        document["warnings"] = [
            warning.as_json() for warning in (*selectors.coding_warnings(row), *selectors.medicine_notices(row))
        ]
        if not row.visit.is_signed:
            found = selectors.signing_blockers(row, actor=self.actor)
            document["blockers"] = [blocker.as_json() for blocker in found]
        return document

    def versioned(self, row: Assessment) -> Any:
        """Its visit counts every change up."""
        return row.visit

    def create_row(self, typed: dict[str, Any]) -> Assessment:
        """Record an assessment."""
        return services.record_assessment(actor=self.actor, now=timezone.now(), **typed)

    def change_row(self, row: Assessment, typed: dict[str, Any], if_version: int | None) -> Assessment:
        """Change a draft."""
        return services.change_assessment(
            actor=self.actor, assessment=row, now=timezone.now(), if_version=if_version, **typed
        )

    def discard_row(self, row: Assessment, if_version: int | None) -> None:
        """Take a draft back."""
        services.discard_assessment(actor=self.actor, assessment=row, now=timezone.now(), if_version=if_version)

    @extend_schema(request=None, responses=AssessmentShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def sign(self, request: Request, pk: UUID) -> Response:
        """Close the note for good: 200, or 409 with `blockers`."""
        version = etags.asked_version(request, required=False)
        return self.answer(
            services.sign_assessment(
                actor=self.actor, assessment=self.get_object(), now=timezone.now(), if_version=version
            )
        )


class Measurements(Lists, Retrieves, ClinicViewSet):
    """Every value of every measure, read across sessions and assessments."""

    needs = {"list": (Permission.CHART_VIEW,), "retrieve": (Permission.CHART_VIEW,)}
    serializer_class = MeasurementRowShape
    filterset_class = filters.MeasurementFilter
    ordering = ("-occurred_at", "-id")

    def rows(self) -> Any:
        """The measurements that the actor may see."""
        return selectors.measurements_for(self.actor)

    def versioned(self, row: Measurement) -> Any:
        """Its visit counts every change up."""
        return row.visit

    def show(self, row: Measurement) -> Any:
        """One value."""
        return measurement_document(row)

    def show_many(self, rows: Any) -> Any:
        """A page of values."""
        return [measurement_document(row) for row in rows]
