"""The exercise library over the API: reference data that changes rarely, and the clinic's own."""

from typing import Any

import orjson
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans import fields, services
from plans.api.shapes import stays_itself
from plans.models import ClinicExercise
from plans.rules.exercises import KINDS
from plans.selectors import exercises as selectors
from practice import reference
from practice.access import Permission
from practice.audit import digest
from practice.catalogues import UNCHANGED
from practice.doors.api import ClinicViewSet, Creates
from practice.doors.json import plain_value
from practice.doors.shapes import ModelShape

KEPT = "private, max-age=86400"
KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="The exercise's key.")


class DosageShape(ModelShape):
    """A dose to start from; null where it does not apply."""

    id = None  # type: ignore[assignment]

    class Meta:
        model = ClinicExercise
        fields = fields.DOSE


class ExerciseShape(ModelShape):
    """An exercise or habit: of the library (`origin` is `library`), or of the clinic's own (`clinic`)."""

    id = serializers.UUIDField(required=False, allow_null=True, help_text="Null for the library's own.")
    kind = serializers.ChoiceField(choices=sorted(KINDS.items()))
    dosage = DosageShape(required=False)
    origin = serializers.ChoiceField(choices=["library", "clinic"], read_only=True)
    dose = serializers.CharField(read_only=True)
    progression = serializers.CharField(read_only=True)
    needs_in_person_teaching = serializers.BooleanField(read_only=True)
    groups = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ClinicExercise
        fields = (
            "id", "key", "origin", "name", "kind", "purpose", "instructions", "precautions", "dosage", "dose",
            "progression", "needs_in_person_teaching", "groups", "active",
        )  # fmt: skip
        read_only_fields = ("key",)


@extend_schema_serializer(many=False)
class LibraryShape(serializers.Serializer[Any]):
    """The library whole, with the clinic's own."""

    edition = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ExerciseShape(many=True)


class Exercises(Creates, ClinicViewSet):
    """The library and the clinic's own, by key. Cached with an ETag; only the clinic's own can be changed."""

    needs = {
        "list": (),
        "retrieve": (),
        "create": (Permission.EXERCISE_LIBRARY_WRITE,),
        "update": (Permission.EXERCISE_LIBRARY_WRITE,),
    }
    serializer_class = ExerciseShape
    pagination_class = None
    filter_backends = ()
    lookup_field = lookup_url_kwarg = "key"
    lookup_value_converter = "slug"

    def rows(self) -> Any:
        """The clinic's own."""
        return selectors.own_exercises()

    def show(self, row: Any) -> Any:
        """One exercise in the shape of the library."""
        return self.get_serializer(selectors.as_entry(row)).data

    @extend_schema(responses={200: LibraryShape, 304: UNCHANGED})
    def list(self, request: Request) -> Response:
        """Every exercise; 304 when it is what the client has."""
        found = self.get_serializer(list(selectors.catalogue().values()), many=True).data
        body = {"edition": reference.current_edition("exercises"), "next": None, "previous": None, "results": found}
        return self._cached(request, body)

    @extend_schema(parameters=[KEY])
    def retrieve(self, request: Request, key: str) -> Response:
        """One exercise; the clinic's own with the version to change it by."""
        own = self.get_queryset().filter(key=key).first()
        if own is not None:
            return self.answer(own)
        entry = selectors.catalogue().get(key)
        if entry is None:
            raise Http404
        return self._cached(request, self.get_serializer(entry).data)

    @extend_schema(parameters=[KEY])
    def update(self, request: Request, key: str, partial: bool = False) -> Response:
        """One of the clinic's own as changed."""
        own = self.get_queryset().filter(key=key).first()
        if own is None:
            raise Http404
        version = self.version_to_change(own)
        typed = self.typed(partial=partial)
        stays_itself(typed, own)
        dosage = typed.pop("dosage", {})
        return self.answer(
            services.change_exercise(actor=self.actor, exercise=own, if_version=version, **dosage, **typed)
        )

    @extend_schema(parameters=[KEY])
    def partial_update(self, request: Request, key: str) -> Response:
        """As update, for the fields that are sent."""
        return self.update(request, key, partial=True)

    def create_row(self, typed: dict[str, Any]) -> ClinicExercise:
        """Add one of the clinic's own."""
        return services.add_exercise(actor=self.actor, **typed.pop("dosage", {}), **typed)

    def _cached(self, request: Request, body: Any) -> Response:
        tag = f'"{digest(orjson.dumps(body, default=plain_value).decode())[:32]}"'
        headers = {"ETag": tag, "Cache-Control": KEPT}
        if tag in request.headers.get("If-None-Match", ""):
            return Response(status=304, headers=headers)
        return Response(body, headers=headers)
