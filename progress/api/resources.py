"""The resources: what the numbers of an episode and of the clinic say, and what is due."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from patients.models import EpisodeOfCare
from practice import access
from practice import selectors as practice
from practice.access import Permission
from practice.doors.api import ClinicViewSet
from practice.doors.listing import refuse_unknown, whole
from practice.doors.opening import opened
from progress import selectors
from progress.api.clinic_shapes import ClinicProgressShape
from progress.api.muscle_shapes import ClinicMusclesShape, EpisodeMusclesShape
from progress.api.my_day import MyDay
from progress.api.shapes import ProgressShape, TimelineShape, WorkListShape
from progress.api.therapist_shapes import TherapistsShape
from progress.forms import ClinicFilter, ComparisonFilter, WorkFilter, asked_of
from progress.rules.due import Kind
from progress.selectors.clinic import clinic_progress
from progress.selectors.muscles import clinic_muscles, episode_muscles
from progress.selectors.therapists import therapists_compared

WORK_FILTERS = [
    OpenApiParameter("whose", str, enum=["mine", "clinic"]),
    OpenApiParameter("kind", str, enum=[kind.value for kind in Kind]),
]
CLINIC_FILTERS = [
    OpenApiParameter("from", OpenApiTypes.DATE),
    OpenApiParameter("to", OpenApiTypes.DATE),
    OpenApiParameter("therapist", OpenApiTypes.UUID),
    OpenApiParameter("condition", str),
]


def episode_to_read(viewset: ClinicViewSet, pk: UUID) -> EpisodeOfCare:
    """The episode, for colleagues who may open charts and for the patient whose it is; 404 for everybody else."""
    own = access.only_own(viewset.actor, Permission.CHART_VIEW)
    rows = EpisodeOfCare.objects.select_related("patient", "therapist")
    found: EpisodeOfCare = get_object_or_404(rows if own is None else rows.filter(patient_id=own), pk=pk)
    opened(viewset.actor, found)
    return found


class EpisodeProgress(ClinicViewSet):
    """The derived results of one episode, with the series they come from."""

    needs = {"list": (Permission.CHART_VIEW, Permission.OWN_RECORD)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=ProgressShape, operation_id="episodes_progress")
    def list(self, request: Request, episode: UUID) -> Response:
        """Under exactly the names of the worked cases, with `episode`, `as_of`, `words`, `explained` and `series`.

        Patients read what their own page shows: `measures` without thresholds, `overall_status`, `series` and the
        sentences for patients, from notes that are signed; the other names are absent.
        """
        row = episode_to_read(self, episode)
        read = selectors.episode_progress if self.actor.may(Permission.CHART_VIEW) else selectors.own_progress
        return Response(read(row, clinic=practice.clinic(), now=timezone.now()))


class EpisodeMuscles(ClinicViewSet):
    """Which muscles helped one patient."""

    needs = {"list": (Permission.CHART_VIEW,)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=EpisodeMusclesShape, operation_id="episodes_muscles")
    def list(self, request: Request, episode: UUID) -> Response:
        """Per muscle the change to the next visit, with counts and interval. It is association, not cause."""
        row = episode_to_read(self, episode)
        return Response(episode_muscles(row, selectors.episode_facts(row, practice.clinic())))


class EpisodeTimeline(ClinicViewSet):
    """Everything that happened in one episode, newest first."""

    needs = {"list": (Permission.CHART_VIEW,)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=TimelineShape, operation_id="episodes_timeline")
    def list(self, request: Request, episode: UUID) -> Response:
        """`results`: items with at, kind, title and the record's id."""
        row = episode_to_read(self, episode)
        items: list[dict[str, Any]] = selectors.timeline(row)
        return Response(whole(request, items))


class WorkList(ClinicViewSet):
    """What is due, for me or for the clinic."""

    needs = {"list": (Permission.WORKLIST_VIEW,)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=WorkListShape, operation_id="worklist", parameters=WORK_FILTERS)
    def list(self, request: Request) -> Response:
        """`results`: kind, urgency, text, due_on, patient, episode and therapist; the most pressing first."""
        form = WorkFilter(request.query_params, kinds=list(Kind))
        refuse_unknown(request, form.fields)
        form = valid(form)
        mine, kind = form.cleaned_data["whose"] == "mine", form.cleaned_data["kind"]
        items = selectors.worklist(self.actor, practice.clinic(), timezone.now(), mine=mine, kind=kind)
        return Response(whole(request, [item.as_json() for item in items], known=form.fields))


class ClinicProgress(ClinicViewSet):
    """The manager's figures."""

    needs = {"list": (Permission.CLINIC_PROGRESS_VIEW,)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=ClinicProgressShape, operation_id="clinic_progress", parameters=CLINIC_FILTERS)
    def list(self, request: Request) -> Response:
        """Of the last twelve weeks, or of the period that is asked for; the numbers of the manager's page."""
        form = known_only(request, ClinicFilter(request.query_params, today=practice.today_in(practice.clinic())))
        return Response(clinic_progress(self.actor, asked_of(form)))


class ClinicMuscles(ClinicViewSet):
    """Which muscles helped in the clinic."""

    needs = {"list": (Permission.CLINIC_PROGRESS_VIEW,)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=ClinicMusclesShape, operation_id="clinic_muscles", parameters=CLINIC_FILTERS)
    def list(self, request: Request) -> Response:
        """Each patient compared with themselves, in the sessions of a period. It is association, not cause."""
        form = known_only(request, ClinicFilter(request.query_params, today=practice.today_in(practice.clinic())))
        return Response(clinic_muscles(self.actor, asked_of(form)))


class ClinicTherapists(ClinicViewSet):
    """Therapists beside their colleagues."""

    needs = {"list": (Permission.CLINIC_PROGRESS_VIEW,)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(
        responses=TherapistsShape, operation_id="clinic_therapists",
        parameters=[one for one in CLINIC_FILTERS if one.name != "therapist"],
    )  # fmt: skip
    def list(self, request: Request) -> Response:
        """Of care that ended in the last year, or in the period asked for: like with like, by name, never ranked."""
        form = known_only(request, ComparisonFilter(request.query_params, today=practice.today_in(practice.clinic())))
        return Response(therapists_compared(self.actor, asked_of(form)))


def known_only(request: Request, form: Any) -> Any:
    """The filter's form, valid; unknown names and values are refused at their fields."""
    refuse_unknown(request, form.fields, of_lists=())
    return valid(form)


def valid(form: Any) -> Any:
    """The filter's form; values that cannot be read are refused at their fields."""
    if not form.is_valid():
        raise ValidationError({name: list(messages) for name, messages in form.errors.items()})
    return form


RESOURCES = [
    ("my-day", MyDay, "my-day"),
    ("worklist", WorkList, "worklist"),
    ("clinic/progress", ClinicProgress, "clinic-progress"),
    ("clinic/muscles", ClinicMuscles, "clinic-muscles"),
    ("clinic/therapists", ClinicTherapists, "clinic-therapists"),
    ("episodes/<uuid:episode>/muscles", EpisodeMuscles, "episode-muscles"),
    ("episodes/<uuid:episode>/progress", EpisodeProgress, "episode-progress"),
    ("episodes/<uuid:episode>/timeline", EpisodeTimeline, "episode-timeline"),
]
