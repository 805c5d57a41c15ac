"""What a tablet keeps for a day without network: `treatment-day/`, and `episodes/{id}/next-session/` of each."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from patients.models import Appointment, EpisodeOfCare, Measurement, Side, Visit
from patients.selectors.appointments import planned_minutes
from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.doors.api import ClinicViewSet
from practice.doors.opening import opened
from practice.doors.shapes import BlockerShape, KeyOf, Shape
from sessions.api.documents import prefill_document
from sessions.api.target_shapes import PrefillShape
from sessions.models import NeedlingSession, Target
from sessions.rules.signing import needling_stops
from sessions.selectors.facts import facts_before
from sessions.selectors.limits import ruled_out_in
from sessions.selectors.precautions import planned_in_words
from sessions.selectors.sessions import copied_targets, episodes_to_treat
from sessions.selectors.treatments import done_last, known_before, treatment_day

UNCACHED = {"Cache-Control": "no-store"}


class ExpectedShape(Shape):
    """An appointment of today that was not cancelled or missed."""

    id = serializers.UUIDField()
    patient = serializers.UUIDField()
    name = serializers.CharField()
    starts_at = serializers.DateTimeField()
    kind = serializers.ChoiceField(Visit.Kind.choices)
    state = serializers.ChoiceField(Appointment.State.choices)


class OpenDraftShape(Shape):
    """A session that is not signed yet; `sessions/{id}/` has all of it."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="As in its ETag.")
    episode = serializers.UUIDField()
    patient = serializers.UUIDField()
    name = serializers.CharField()
    occurred_at = serializers.DateTimeField()


class GoingOnShape(Shape):
    """A course of care that can have a session."""

    id = serializers.UUIDField()
    patient = serializers.UUIDField()
    name = serializers.CharField()
    condition = serializers.CharField()
    condition_name = serializers.CharField()


@extend_schema_serializer(many=False)
class TreatmentDayShape(Shape):
    """A therapist's day; it holds until `ends_at`, midnight in the clinic, and `now` says when it was read."""

    now = serializers.DateTimeField()
    today = serializers.DateField()
    ends_at = serializers.DateTimeField()
    timezone = serializers.CharField()
    appointments = ExpectedShape(many=True)
    drafts = OpenDraftShape(many=True, help_text="The own ones, of any day, the latest first.")
    episodes = GoingOnShape(many=True, help_text="Of the patients with an appointment, a visit or a draft.")


class AlertShape(Shape):
    """Something that must be known before a needle."""

    kind = serializers.CharField()
    tone = serializers.ChoiceField(["good", "watch", "stop", "note"])
    words = serializers.CharField()


class MatterShape(Shape):
    """Something open and grave about the person, in whichever episode."""

    tone = serializers.ChoiceField(["stop", "watch"])
    words = serializers.CharField()


class KnownBeforeShape(Shape):
    """Who it is, and what must be known."""

    name = serializers.CharField()
    age = serializers.IntegerField(allow_null=True)
    pronouns = serializers.CharField(allow_blank=True)
    record_number = serializers.CharField(allow_blank=True)
    born_on = serializers.CharField()
    episode = serializers.CharField(help_text="The condition in words.")
    status = serializers.CharField()
    alerts = AlertShape(many=True)
    matters = MatterShape(many=True, help_text="What is open and to be settled first, the gravest first.")


class DoneShape(Shape):
    """A muscle as it was needled last time."""

    muscle = KeyOf(reference.muscles)
    side = serializers.ChoiceField(Side.choices)
    needles_in = serializers.IntegerField(allow_null=True)
    twitch = serializers.ChoiceField(Target.Twitch.choices, allow_blank=True)
    familiar_pain = serializers.BooleanField(allow_null=True)
    dwell_minutes = serializers.IntegerField(allow_null=True)


class DoneValueShape(Shape):
    """A value of last time."""

    measure = serializers.CharField()
    phase = serializers.ChoiceField(Measurement.Phase.choices)
    side = serializers.ChoiceField(Side.choices, allow_blank=True)
    value = serializers.FloatField(allow_null=True)


class LastSessionShape(Shape):
    """What is seen of the last signed session beside the next one."""

    session = serializers.UUIDField()
    occurred_at = serializers.DateTimeField()
    minutes = serializers.IntegerField(allow_null=True)
    position = serializers.ChoiceField(NeedlingSession.Position.choices, allow_blank=True)
    response = serializers.CharField(allow_blank=True)
    targets = DoneShape(many=True)
    measurements = DoneValueShape(many=True)


class PlannedLengthShape(Shape):
    """How long the visit is planned for; how long it took is entered."""

    minutes = serializers.IntegerField()
    booked = serializers.BooleanField(help_text="By today's appointment; else what is usual.")


class RuledOutShape(Shape):
    """A muscle on a side that the screening keeps needles out of, with the words for it."""

    muscle = KeyOf(reference.muscles)
    side = serializers.ChoiceField(Side.choices, allow_blank=True, help_text="Empty: while no side is chosen yet.")
    words = serializers.CharField()


class PlannedShape(Shape):
    """A relative item that stands, in words, and what the screen says is done about it."""

    item = serializers.CharField()
    words = serializers.CharField()
    plan = serializers.CharField()


@extend_schema_serializer(many=False)
class NextSessionShape(Shape):
    """What the next session of a course of care starts from."""

    now = serializers.DateTimeField()
    patient = serializers.UUIDField()
    known = KnownBeforeShape()
    stops = BlockerShape(many=True, help_text="Why no needle goes in yet; empty where the record lets needling begin.")
    limits = RuledOutShape(many=True, help_text="Where no needle goes in today, whatever else is settled.")
    precaution_plans = PlannedShape(many=True, help_text="What is done about each precaution that stands.")
    last = LastSessionShape(allow_null=True)
    planned = PlannedLengthShape()
    prefill = PrefillShape()


class TreatmentDay(ClinicViewSet):
    """What a treatment room needs for a day without network."""

    needs = {"list": (Permission.SESSION_WRITE,)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=TreatmentDayShape, operation_id="treatment_day")
    def list(self, request: Request) -> Response:
        """The own appointments of today, the own open drafts, and the care of these patients that goes on."""
        return Response(treatment_day(self.actor, practice.clinic(), timezone.now()), headers=UNCACHED)


class NextSession(ClinicViewSet):
    """What the next session of one patient starts from."""

    needs = {"list": (Permission.SESSION_WRITE,)}
    queryset = EpisodeOfCare.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=NextSessionShape, operation_id="episodes_next_session")
    def list(self, request: Request, episode: UUID) -> Response:
        """What must be known before a needle today, what was done last time, and the targets as last time."""
        row: Any = get_object_or_404(episodes_to_treat(self.actor), pk=episode)
        opened(self.actor, row)
        source, last = done_last(row)
        told = {"now": timezone.now(), "patient": row.patient_id, "last": last}
        told["known"] = known_before(row, practice.clinic(), told["now"])
        facts = facts_before(row, self.actor.membership_id, told["now"])
        told["stops"] = [stop.as_json() for stop in needling_stops(facts)]
        told["limits"] = ruled_out_in(facts)
        minutes, booked = planned_minutes(row.patient_id, self.actor.membership_id, told["now"])
        told["planned"] = {"minutes": minutes, "booked": booked}
        told["precaution_plans"] = planned_in_words(facts.precautions_planned)
        told["prefill"] = prefill_document(row.pk, source, copied_targets(source))
        return Response(told, headers=UNCACHED)
