"""The clinical catalogues over the API: read-only, with an ETag and a long private cache."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from practice import reference
from practice.doors.api import ClinicViewSet
from practice.doors.listing import whole
from practice.doors.shapes import Shape

UNCHANGED = OpenApiResponse(description="What If-None-Match names is the newest edition.")
KEPT_FOR = "private, max-age=86400"
Entries = Callable[[Mapping[str, Any]], list[dict[str, Any]]]


@extend_schema_serializer(many=False)
class CatalogueShape(Shape):
    """One edition of a catalogue, whole: an edition never changes, a new one has another number."""

    edition = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = serializers.ListField(child=serializers.DictField())


class Catalogue(ClinicViewSet):
    """A catalogue that comes with the product."""

    needs = {"list": ()}
    serializer_class = CatalogueShape
    pagination_class = None
    filter_backends = ()
    kind: ClassVar[str]
    entries: ClassVar[Entries]

    @extend_schema(responses={200: CatalogueShape, 304: UNCHANGED})
    def list(self, request: Request) -> Response:
        """The newest edition; with If-None-Match of the one at hand, 304."""
        edition = reference.current_edition(self.kind)
        listed = whole(request, type(self).entries(reference.current(self.kind)))
        tag = f'"{self.basename}-{edition}"'
        headers = {"ETag": tag, "Cache-Control": KEPT_FOR}
        if knows(request, tag):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers=headers)
        return Response({"edition": edition, **listed}, headers=headers)


def knows(request: Request, tag: str) -> bool:
    """Whether the client has this version already."""
    sent = request.headers.get("If-None-Match", "")
    return sent.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in sent.split(","))


def _listed(name: str) -> Entries:
    return lambda content: list(content[name])


def _measures(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Measures with the thresholds that apply to each condition."""
    by_condition = content["thresholds_by_condition"]
    return [
        {**m, "thresholds_by_condition": {c: found[m["key"]] for c, found in by_condition.items() if m["key"] in found}}
        for m in content["measures"]
    ]


def _screening(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Contraindications and red flags in one list, told apart by `list`."""
    return [{**item, "list": name} for name in ("contraindications", "red_flags") for item in content[name]]


def _catalogue(basename: str, kind: str, entries: Entries) -> tuple[str, type[Catalogue], str]:
    """A resource for one catalogue, with the documentation that the schema shows."""
    about = f"The catalogue of {basename.replace('-', ' ')}."
    attributes = {"kind": kind, "entries": staticmethod(entries), "__doc__": about}
    return basename, type(f"{kind.title().replace('_', '')}Catalogue", (Catalogue,), attributes), basename


RESOURCES = [
    _catalogue("conditions", "conditions", _listed("conditions")),
    _catalogue("muscles", "muscles", _listed("muscles")),
    _catalogue("measures", "measures", _measures),
    _catalogue("screening-questions", "screening", _screening),
    _catalogue("jurisdictions", "jurisdictions", _listed("jurisdictions")),
    _catalogue("adverse-event-kinds", "adverse_events", _listed("events")),
]
