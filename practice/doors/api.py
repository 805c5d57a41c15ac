"""What every resource of the API shares: sign-in, closed by default, once-only creates, ETags."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from practice.access import Actor, Permission
from practice.doors import etags, receipts
from practice.doors.opening import READS, opened
from practice.errors import NotPermitted, RecordIsFinal, StaleVersion


class ClinicViewSet(GenericViewSet[Any]):
    """A resource. `needs` names, for each action, the permissions of which one opens it; `()` is every member."""

    needs: ClassVar[Mapping[str, tuple[Permission, ...]]] = {}
    ordering: ClassVar[tuple[str, ...]] = ("-id",)
    lookup_value_converter = "uuid"

    @classmethod
    def needs_for(cls, action_name: str) -> tuple[Permission, ...] | None:
        """The permissions of an action; None when nobody named any."""
        same = {"partial_update": "update", "metadata": "list"}
        return cls.needs.get(action_name, cls.needs.get(same.get(action_name, "")))

    @property
    def actor(self) -> Actor:
        """Who is at the door."""
        found: Actor = self.request._request.actor  # type: ignore[attr-defined]
        return found

    def rows(self) -> "QuerySet[Any]":
        """The rows that the actor may see: one call of a selector."""
        raise NotPermitted

    def get_object(self) -> Any:
        """The row at the address; reading one patient's record leaves its event."""
        row = super().get_object()
        if self.request.method in READS:
            opened(self.actor, row)
        return row

    def get_queryset(self) -> "QuerySet[Any]":
        """As `rows`; for the schema's generator, which has no actor, the model's bare rows."""
        if getattr(self, "swagger_fake_view", False):
            shape: Any = self.get_serializer_class()
            bare: QuerySet[Any] = shape.Meta.model.objects.none()
            return bare
        return self.rows()

    def show(self, row: Any) -> Any:
        """The JSON of one row."""
        return self.get_serializer(row).data

    def show_many(self, rows: list[Any]) -> list[Any]:
        """The JSON of a page of rows."""
        return list(self.get_serializer(rows, many=True).data)

    def versioned(self, row: Any) -> Any:
        """The row whose version counts every change of this one: itself, or the visit of a note."""
        return row

    def version_to_change(self, row: Any) -> int | None:
        """The version in If-Match, judged before the body is read: signed is 409, none 428, another one 412."""
        held = self.versioned(row)
        if getattr(held, "is_signed", False):
            raise RecordIsFinal
        version = etags.asked_version(self.request, required=True)
        if version not in (None, held.version):
            raise StaleVersion
        return version

    def answer(self, row: Any, code: int = status.HTTP_200_OK) -> Response:
        """One row with its ETag."""
        return Response(self.show(row), status=code, headers=etags.headers_of(self.versioned(row)))

    def typed(self, *, partial: bool = False) -> dict[str, Any]:
        """What was sent, checked for its shape."""
        shape = self.get_serializer(data=self.request.data, partial=partial)
        shape.is_valid(raise_exception=True)
        return dict(shape.validated_data)


class Lists:
    """GET of the collection."""

    def list(self: Any, request: Request) -> Response:
        """A page of rows, newest first unless the resource says otherwise."""
        found = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.show_many(found))  # type: ignore[no-any-return]


class Retrieves:
    """GET of one row."""

    def retrieve(self: Any, request: Request, pk: UUID) -> Response:
        """One row, with its ETag."""
        return self.answer(self.get_object())  # type: ignore[no-any-return]


class Creates:
    """POST to the collection; the viewset's `create_row(typed)` makes one call of a service."""

    def create(self: Any, request: Request) -> Response:
        """A new row (201); the same create again answers 200 with what is stored."""
        row, is_new = receipts.once(
            request, self.basename, self.actor,
            make=lambda: self.create_row(self.typed()), find=lambda known: self.get_queryset().get(pk=known),
        )  # fmt: skip
        return self.answer(row, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)  # type: ignore[no-any-return]


class Deletes:
    """DELETE of one row; the viewset's `remove_row(row, if_version)` makes one call of a service."""

    def destroy(self: Any, request: Request, pk: UUID) -> Response:
        """Gone (204); 412 when If-Match is sent and stale."""
        row = self.get_object()
        self.remove_row(row, etags.asked_version(request, required=False))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Updates:
    """PUT and PATCH of one row; the viewset's `change_row(row, typed, if_version)` makes one call of a service."""

    def update(self: Any, request: Request, pk: UUID, partial: bool = False) -> Response:
        """The row as changed; 428 without If-Match, 412 when it is stale."""
        row = self.get_object()
        version = self.version_to_change(row)
        typed = self.typed(partial=partial)
        if typed.pop("id", row.pk) != row.pk:
            raise ValidationError({"id": ["The id of a record does not change."]})
        return self.answer(self.change_row(row, typed, version))  # type: ignore[no-any-return]

    def partial_update(self: Any, request: Request, pk: UUID) -> Response:
        """As update, for the fields that are sent."""
        return self.update(request, pk, partial=True)  # type: ignore[no-any-return]
