"""The exercise library over the API: reference data that changes rarely, and the clinic's own."""

from typing import Any

import orjson
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from plans import fields, services
from plans.api.shapes import stays_itself
from plans.models import ClinicExercise
from plans.rules.exercises import KINDS
from plans.selectors import library as selectors
from plans.vocabulary import MOST_MUSCLES, MOST_TO_WEIGH
from practice import reference
from practice.access import Permission
from practice.audit import digest
from practice.catalogues import UNCHANGED
from practice.doors.api import ClinicViewSet, Creates
from practice.doors.json import plain_value
from practice.doors.listing import whole
from practice.doors.shapes import KeyOf, ModelShape, Shape

KEPT = "private, max-age=86400"
KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="The exercise's key.")


class DosageShape(ModelShape):
    """A dose to start from; null where it does not apply."""

    id = None  # type: ignore[assignment]

    class Meta:
        model = ClinicExercise
        fields = fields.DOSE


class AskedShape(Shape):
    """A measure that decides, and the value to be reached; the measure says whether at most or at least is meant."""

    key = KeyOf(reference.measures)
    op = serializers.ChoiceField(choices=["<=", ">="], read_only=True)
    value = serializers.FloatField()


class WhenShape(Shape):
    """When the step may come: so many per cent of the due days done in so many days, and perhaps a measure."""

    adherence_percent = serializers.IntegerField(min_value=1, max_value=100)
    days = serializers.IntegerField(min_value=1, max_value=90)
    measure = AskedShape(required=False, allow_null=True)


class ExerciseStepShape(Shape):
    """One step: what of the dose changes (null stays as it is), in words for the patient, and when it may come."""

    words = serializers.CharField(max_length=300)
    dose = DosageShape()
    when = WhenShape()


class ChecklistItemShape(Shape):
    """One item of a checklist; its key is made of the text where none is sent."""

    key = serializers.RegexField(r"^[a-z0-9_]+\Z", max_length=32, required=False)
    text = serializers.CharField(max_length=200)


class EditionShape(Shape):
    """What one of the clinic's own exercises said, from when on."""

    edition = serializers.IntegerField(source="number")
    since = serializers.DateTimeField(source="created_at")
    name = serializers.CharField(source="content.name")
    kind = serializers.CharField(source="content.kind")
    purpose = serializers.CharField(source="content.purpose")
    instructions = serializers.ListField(child=serializers.CharField(), source="content.instructions")
    precautions = serializers.CharField(source="content.precautions")
    avoid = serializers.ListField(child=serializers.CharField(), source="content.avoid", default=list)
    muscles = serializers.ListField(child=serializers.CharField(), source="content.muscles", default=list)
    steps = ExerciseStepShape(many=True, source="content.steps")
    checklist = ChecklistItemShape(many=True, source="content.checklist")


class ExerciseShape(ModelShape):
    """An exercise or habit: of the library (`origin` is `library`), or of the clinic's own (`clinic`).

    Of the clinic's own `steps` and `checklist`, when sent, take the place of the earlier ones.
    """

    id = serializers.UUIDField(required=False, allow_null=True, help_text="Null for the library's own.")
    kind = serializers.ChoiceField(choices=sorted(KINDS.items()))
    dosage = DosageShape(required=False)
    origin = serializers.ChoiceField(choices=["library", "clinic"], read_only=True)
    dose = serializers.CharField(read_only=True)
    avoid = serializers.ListField(
        child=serializers.CharField(max_length=48), required=False, max_length=MOST_TO_WEIGH,
        help_text="Items and red flags of the screening that ask for a reason.",
    )  # fmt: skip
    muscles = serializers.ListField(
        child=serializers.CharField(max_length=48), required=False, max_length=MOST_MUSCLES,
        help_text="Muscles that it works, compared with the area limits of the screening.",
    )  # fmt: skip
    steps = ExerciseStepShape(many=True, required=False, max_length=6)  # type: ignore[call-arg]
    checklist = ChecklistItemShape(many=True, required=False, max_length=20)  # type: ignore[call-arg]
    edition = serializers.IntegerField(read_only=True, allow_null=True, help_text="Null for the library's own.")
    progression = serializers.CharField(read_only=True)
    needs_in_person_teaching = serializers.BooleanField(read_only=True)
    groups = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ClinicExercise
        fields = (
            "id", "key", "origin", "name", "kind", "purpose", "instructions", "precautions", "avoid", "muscles",
            "dosage", "dose", "steps", "checklist", "edition", "progression", "needs_in_person_teaching", "groups",
            "active",
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
        "editions": (),
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
        return self._cached(request, {"edition": reference.current_edition("exercises"), **whole(request, found)})

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

    @extend_schema(parameters=[KEY], responses=EditionShape(many=True))
    @action(detail=True, methods=["get"])
    def editions(self, request: Request, key: str) -> Response:
        """What one of the clinic's own said, the newest first; a prescription names the edition that it is of."""
        own = get_object_or_404(self.get_queryset(), key=key)
        return Response(EditionShape(selectors.editions_of(own), many=True).data)

    def create_row(self, typed: dict[str, Any]) -> ClinicExercise:
        """Add one of the clinic's own."""
        return services.add_exercise(actor=self.actor, **typed.pop("dosage", {}), **typed)

    def _cached(self, request: Request, body: Any) -> Response:
        tag = f'"{digest(orjson.dumps(body, default=plain_value).decode())[:32]}"'
        headers = {"ETag": tag, "Cache-Control": KEPT}
        if tag in request.headers.get("If-None-Match", ""):
            return Response(status=304, headers=headers)
        return Response(body, headers=headers)
