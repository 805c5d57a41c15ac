"""`…/discard/` of every note: a draft that was opened by mistake is taken back."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from practice.doors import etags


class HasDiscard:
    """For a resource of drafts; the viewset's `discard_row(row, if_version)` makes one call of a service."""

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], filterset_class=None)
    def discard(self: Any, request: Request, pk: UUID) -> Response:
        """Take the draft back with all that stands in it (204); a signed note stays (409)."""
        self.discard_row(self.get_object(), etags.asked_version(request, required=False))
        return Response(status=status.HTTP_204_NO_CONTENT)
