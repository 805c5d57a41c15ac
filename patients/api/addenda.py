"""`…/addenda/` of every signed note: what was added, and one more, once."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients import selectors, services
from patients.api.documents import addendum_document
from patients.api.shapes import AddendumShape
from patients.models import Addendum, Visit
from practice.doors import etags, receipts


class HasAddenda:
    """For a resource whose rows have a visit."""

    @extend_schema(responses=AddendumShape(many=True))
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def addenda(self: Any, request: Request, pk: UUID) -> Response:
        """What was added to the signed note."""
        return Response([addendum_document(row) for row in selectors.addenda_of(self.get_object().visit.pk)])

    @extend_schema(request=AddendumShape, responses={201: AddendumShape})
    @addenda.mapping.post
    def add_addendum(self: Any, request: Request, pk: UUID) -> Response:
        """Add to the signed note."""
        visit = self.get_object().visit
        row, is_new = receipts.once(
            request, f"addendum:{visit.pk}", self.actor,
            make=lambda: self._add(request, visit), find=lambda known: Addendum.objects.get(pk=known),
        )  # fmt: skip
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(addendum_document(row), status=code, headers=etags.headers_of(row))

    def _add(self: Any, request: Request, visit: Visit) -> Addendum:
        shape = AddendumShape(data=request.data)
        shape.is_valid(raise_exception=True)
        return services.add_addendum(actor=self.actor, visit=visit, now=timezone.now(), **shape.validated_data)
