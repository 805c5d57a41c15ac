"""Resources of the reports app."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients.models import Consent, EpisodeOfCare
from practice.access import Permission
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves
from practice.doors.shapes import BlockerShape, InClinic, ModelShape
from reports import filters, selectors, services
from reports.downloads import file_of
from reports.fields import ASKED, DERIVED
from reports.models import Report
from reports.rules import requests as rules


class ReportShape(ModelShape):
    """A report: what is asked for, and how far it is. `file` is its address once it is done."""

    episode = InClinic(EpisodeOfCare, required=False, allow_null=True)
    consent = InClinic(
        Consent, "episode", "episode__patient", required=False, allow_null=True,
        help_text="Whose copy it is, for the kind `consent`.",
    )  # fmt: skip
    requested_by = serializers.UUIDField(source="requested_by_id", read_only=True)
    file = serializers.SerializerMethodField()
    notices = BlockerShape(
        many=True, read_only=True, required=False,
        help_text="Of a home programme that is not made yet: what to look at before it is handed out. Not in lists.",
    )  # fmt: skip

    class Meta:
        model = Report
        fields = (*ASKED, *DERIVED, "file", "notices")
        read_only_fields = DERIVED
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "justification": {"help_text": "Why skilled care goes on, in a therapist's words; printed in the report."}
        }

    def get_fields(self) -> dict[str, Any]:
        """As declared, and the days covered: `from` is a word of Python's, so it cannot be declared."""
        days = {"from": "period_from", "to": "period_to"}
        covered = {
            name: serializers.DateField(source=source, required=False, allow_null=True) for name, source in days.items()
        }
        return {**super().get_fields(), **covered}

    def get_file(self, row: Report) -> str | None:
        """The address of the file, None until it is there."""
        return reverse("report-file", args=[row.pk]) if row.state == Report.State.DONE else None


class Reports(Lists, Retrieves, Creates, ClinicViewSet):
    """Documents made in the background: asked for (202), followed by `state` and `progress`, fetched once done."""

    needs = {
        "list": (Permission.REPORT_VIEW,),
        "retrieve": (Permission.REPORT_VIEW,),
        "create": (Permission.REPORT_REQUEST,),
        "retry": (Permission.REPORT_REQUEST,),
        "file": (Permission.REPORT_VIEW,),
    }
    serializer_class = ReportShape
    filterset_class = filters.ReportFilter

    def rows(self) -> Any:
        """The reports that the actor may see."""
        return selectors.reports_for(self.actor)

    def show(self, row: Report) -> Any:
        """One report; a home programme that waits to be made, with what speaks against an exercise of it."""
        told = [notice.as_json() for notice in selectors.programme_notices(row)]
        return {**super().show(row), **({"notices": told} if told else {})}

    @extend_schema(responses={202: ReportShape, 200: ReportShape})
    def create(self, request: Request) -> Response:
        """A report that will be made: 202 with its address; the same request again answers 200."""
        answer = super().create(request)
        if answer.status_code == status.HTTP_201_CREATED:
            answer.status_code = status.HTTP_202_ACCEPTED
        answer.headers["Location"] = reverse("report-detail", args=[answer.data["id"]])
        return answer

    def create_row(self, typed: dict[str, Any]) -> Report:
        """Ask for a report."""
        consent = typed.pop("consent", None)
        if rules.require_subject(typed["kind"], has_consent=consent is not None):
            known = {"id": typed.get("id"), "consent": consent}
            return services.request_consent_copy(actor=self.actor, now=timezone.now(), **known)
        return services.request_report(actor=self.actor, now=timezone.now(), **typed)

    @extend_schema(request=None, responses={202: ReportShape})
    @action(detail=True, methods=["post"], filterset_class=None)
    def retry(self, request: Request, pk: UUID) -> Response:
        """Try a failed report again."""
        row = services.retry_report(actor=self.actor, report=self.get_object(), now=timezone.now())
        return self.answer(row, status.HTTP_202_ACCEPTED)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def file(self, request: Request, pk: UUID) -> HttpResponse:
        """The finished file; 409 while it is not ready."""
        return file_of(request._request, actor=self.actor, report=get_object_or_404(self.rows(), pk=pk))

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A file is what it is, whatever a client says it accepts; refusals come as problem documents."""
        return super().perform_content_negotiation(request, force=force or self.action == "file")


RESOURCES = [("reports", Reports, "report")]
