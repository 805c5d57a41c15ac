"""`…/handover/` of every note: another therapist completes and signs a draft."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients import services
from practice.doors import etags
from practice.doors.shapes import InClinic, Shape
from practice.models import Membership


class HandoverShape(Shape):
    """Who is to sign the draft from now on, and why."""

    therapist = InClinic(Membership)
    reason = serializers.CharField(max_length=300)


class HasHandover:
    """For a resource whose rows have a visit."""

    @extend_schema(request=HandoverShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def handover(self: Any, request: Request, pk: UUID) -> Response:
        """Hand a draft over to another therapist: by a manager, or by who takes over what a colleague left behind."""
        shape, visit = HandoverShape(data=request.data), self.get_object().visit
        shape.is_valid(raise_exception=True)
        told = {"if_version": etags.asked_version(request, required=False), **shape.validated_data}
        services.hand_over_note(actor=self.actor, visit=visit, now=timezone.now(), **told)
        return self.answer(self.get_object())  # type: ignore[no-any-return]
