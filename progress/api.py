"""Resources of the progress app: what the numbers of an episode and of the clinic say, and what is due."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from patients.models import EpisodeOfCare
from practice import access
from practice import selectors as practice
from practice.access import Permission as P
from practice.doors.api import ClinicViewSet
from progress import selectors


def episode_to_read(viewset: ClinicViewSet, pk: UUID) -> EpisodeOfCare:
    """The episode, for colleagues who may open charts and for the patient whose it is; 404 for everybody else."""
    own = access.only_own(viewset.actor, P.CHART_VIEW)
    rows = EpisodeOfCare.objects.select_related("patient", "therapist")
    return get_object_or_404(rows if own is None else rows.filter(patient_id=own), pk=pk)


class EpisodeProgress(ClinicViewSet):
    """The derived results of one episode, with the series they come from."""

    needs = {"list": (P.CHART_VIEW, P.OWN_RECORD)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="episode_progress")
    def list(self, request: Request, episode: UUID) -> Response:
        """Under exactly the names of the worked cases, with `episode`, `as_of`, `words` and `series`."""
        row = episode_to_read(self, episode)
        return Response(selectors.episode_progress(row, clinic=practice.clinic(), now=timezone.now()))


class EpisodeTimeline(ClinicViewSet):
    """Everything that happened in one episode, newest first."""

    needs = {"list": (P.CHART_VIEW,)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="episode_timeline")
    def list(self, request: Request, episode: UUID) -> Response:
        """`results`: items with at, kind, title and the record's id."""
        row = episode_to_read(self, episode)
        items: list[dict[str, Any]] = selectors.timeline(row)
        return Response({"results": items})


RESOURCES = [
    ("episodes/<uuid:episode>/progress", EpisodeProgress, "episode-progress"),
    ("episodes/<uuid:episode>/timeline", EpisodeTimeline, "episode-timeline"),
]
