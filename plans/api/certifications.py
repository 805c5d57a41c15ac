"""Certifications of plans over the API: signatures, verbal orders, plans that were sent."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients.models import EpisodeOfCare
from patients.selectors.payer import payer_rule_of
from plans import fields, filters, services
from plans.api.plans import READ
from plans.api.shapes import today
from plans.models import Certification
from plans.rules.certification import signature_due_on
from plans.selectors import certifications as selectors
from practice import selectors as practice
from practice.access import Permission
from practice.doors import etags
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves
from practice.doors.shapes import Among, InClinic, ModelShape, Shape
from practice.models import Membership


class CertificationShape(ModelShape):
    """A certification of the plan; without `kind` and `how` it is a recertification that the physician signed."""

    episode = InClinic(EpisodeOfCare)
    taken_by = Among(
        Membership, lambda actor: practice.colleagues(), required=False, allow_null=True,
        help_text="Who took a verbal order; the caller where nobody is named.",
    )  # fmt: skip
    signature_due_on = serializers.SerializerMethodField()

    class Meta:
        model = Certification
        fields = (
            "id", "episode", "plan", *fields.CERTIFICATION, "signature_due_on", "countersigned_on", "countersigned_by",
            "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = ("plan", "countersigned_on", "countersigned_by", "created_at", "updated_at")

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_signature_due_on(self, row: Certification) -> Any:
        """By when a verbal order is signed; null where no signature is waited for, or no payer asks."""
        return signature_due_on(selectors.facts_of(row), payer_rule_of(row.episode, practice.clinic()))


class CountersignShape(Shape):
    """The physician's signature under a verbal order; without a name it is the one who gave the order."""

    countersigned_on = serializers.DateField()
    countersigned_by = serializers.CharField(max_length=120, required=False, allow_blank=True)


class Certifications(Lists, Retrieves, Creates, ClinicViewSet):
    """Certifications of plans, the first ones and those that renew."""

    needs = {
        "list": READ,
        "retrieve": READ,
        "create": (Permission.PLAN_SIGN,),
        "countersign": (Permission.PLAN_SIGN,),
    }
    serializer_class = CertificationShape
    filterset_class = filters.CertificationFilter

    def rows(self) -> Any:
        """The certifications that the actor may see."""
        return selectors.certifications_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> Certification:
        """Record a certification."""
        return services.record_certification(actor=self.actor, today=today(), **typed)

    @extend_schema(request=CountersignShape, responses=CertificationShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def countersign(self, request: Request, pk: Any) -> Response:
        """The physician has signed a verbal order; 409 for any other certification, or when it is signed already."""
        version = etags.asked_version(request, required=False)
        certification, sent = self.get_object(), CountersignShape(data=request.data)
        sent.is_valid(raise_exception=True)
        row = services.countersign_order(
            actor=self.actor, certification=certification, today=today(), if_version=version, **sent.validated_data
        )
        return self.answer(row)
