"""The resource `merges/`: records of one person that were merged; `patients/{id}/merge/` makes them."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients import filters, selectors, services
from patients.models import Patient, PatientMerge
from practice.access import Permission
from practice.doors import etags
from practice.doors.api import ClinicViewSet, Lists, Retrieves
from practice.doors.shapes import InClinic, ModelShape, Shape


def ids() -> serializers.DictField:
    """Ids by the kind of row, as a field of its own: an object that two names share speaks for one of them only."""
    return serializers.DictField(child=serializers.ListField(child=serializers.UUIDField()), read_only=True)


class MergingShape(Shape):
    """Which record goes into this one, and why."""

    id = serializers.UUIDField(required=False)
    merged = InClinic(Patient)
    reason = serializers.CharField(max_length=300)


class UndoShape(Shape):
    """Why the records are of two people after all."""

    reason = serializers.CharField(max_length=300)


class MergeShape(ModelShape):
    """A merge: `moved` and `set_aside` are ids by the kind of row; `undone_at` is null while it holds."""

    kept = serializers.UUIDField(source="kept_id", read_only=True)
    merged = serializers.UUIDField(source="merged_id", read_only=True)
    moved = ids()
    set_aside = ids()
    filled = serializers.ListField(child=serializers.CharField(), read_only=True)
    account = serializers.ChoiceField(PatientMerge.Account.choices, read_only=True)
    merged_by = serializers.UUIDField(source="merged_by_id", read_only=True)
    undone_by = serializers.UUIDField(source="undone_by_id", read_only=True, allow_null=True)

    class Meta:
        model = PatientMerge
        fields = (
            "id", "kept", "merged", "reason", "moved", "set_aside", "filled", "account", "merged_by", "merged_at",
            "undone_by", "undone_at", "undone_reason", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class Merges(Lists, Retrieves, ClinicViewSet):
    """Records of one person that were merged, undone ones too."""

    needs = {
        "list": (Permission.PATIENT_MERGE,),
        "retrieve": (Permission.PATIENT_MERGE,),
        "undo": (Permission.PATIENT_MERGE,),
    }
    serializer_class = MergeShape
    filterset_class = filters.MergeFilter

    def rows(self) -> Any:
        """The merges of the clinic."""
        return selectors.merges_for(self.actor)

    @extend_schema(request=UndoShape, responses=MergeShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def undo(self, request: Request, pk: UUID) -> Response:
        """The records are of two people: what moved goes back, with all that was written in it since."""
        row, shape = self.get_object(), UndoShape(data=request.data)
        shape.is_valid(raise_exception=True)
        version = etags.asked_version(request, required=False)
        undone = services.undo_merge(
            actor=self.actor, merge=row, now=timezone.now(), if_version=version, **shape.validated_data
        )
        return self.answer(undone)
