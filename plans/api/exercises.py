"""The exercise library, prescriptions and adherence over the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients.models import EpisodeOfCare
from plans import fields, filters, services
from plans.api.shapes import stays, today
from plans.models import AdherenceDay, Prescription
from plans.rules.precautions import ASK_FIRST
from plans.rules.progression import State
from plans.selectors import exercises as selectors
from plans.selectors import library, programme
from practice.access import Permission
from practice.doors import etags, receipts
from practice.doors.api import ClinicViewSet, Creates, Deletes, Lists, Retrieves, Updates
from practice.doors.shapes import Among, InClinic, ModelShape, Shape
from practice.errors import BadInput

READ = (Permission.CHART_VIEW, Permission.OWN_RECORD)
ENDING = {"ends_on", "note"}


class PrescriptionShape(ModelShape):
    """An exercise or habit with its dose; a dose that is left out is the library's."""

    episode = InClinic(EpisodeOfCare)
    starts_on = serializers.DateField(required=False)
    dose = serializers.SerializerMethodField()
    edition = serializers.IntegerField(
        source="edition.number", read_only=True, allow_null=True,
        help_text="Of one of the clinic's own: which edition is prescribed; null for the library's.",
    )  # fmt: skip

    class Meta:
        model = Prescription
        fields = (
            "id", "episode", *fields.PRESCRIPTION, "edition", "dose", "step", "precautions_met", "checked",
            "prescribed_by", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = ("step", "precautions_met", "checked", "prescribed_by", "created_at", "updated_at")

    def get_dose(self, row: Prescription) -> str:
        """The dose in plain words."""
        return library.dose_of(row)


class DoseShape(ModelShape):
    """A new dose; what is left out stays as it was."""

    id = None  # type: ignore[assignment]

    class Meta:
        model = Prescription
        fields = (*fields.DOSE, "note", "precaution_reason")


class StepShape(Shape):
    """Why it is suitable all the same, where the screening speaks against it."""

    precaution_reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ChecklistShape(Shape):
    """The items of a habit's checklist that are in place."""

    checked = serializers.ListField(child=serializers.CharField(max_length=32), max_length=20)


class DoneShape(Shape):
    """Days by answer; `due` is null where it is not known on which days something was due."""

    due = serializers.IntegerField(allow_null=True)
    done = serializers.IntegerField()
    partly = serializers.IntegerField()
    not_done = serializers.IntegerField()
    not_reported = serializers.IntegerField()
    reasons = serializers.DictField(child=serializers.IntegerField())


class NextStepShape(Shape):
    """The next step of the library, whether its condition holds, and why."""

    number = serializers.IntegerField()
    dose = serializers.CharField(source="dose_in_words")
    words = serializers.CharField()
    state = serializers.ChoiceField([state.value for state in State], source="readiness.state")
    why = serializers.CharField(source="readiness.words")


class CautionShape(Shape):
    """What the screening says by now against it and nobody confirmed: the items or muscles, in words."""

    items = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]
    words = serializers.CharField()


class FollowedShape(Shape):
    """What was done of a prescription in the last 28 days, the step that comes next (null without one), and what is to
    be weighed anew: a new dose, or the same one, with a `precaution_reason` confirms it. Patients read `ask_first`
    alone: that the therapist is checking it; '' where not.
    """

    last_28_days = DoneShape()
    next_step = NextStepShape(allow_null=True)
    to_weigh = CautionShape(many=True)
    ask_first = serializers.CharField(allow_blank=True)


class Prescriptions(Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """What is prescribed: a change ends it, `progress/` gives it a new dose."""

    needs = {
        "list": READ,
        "retrieve": READ,
        "create": (Permission.EXERCISE_WRITE,),
        "update": (Permission.EXERCISE_WRITE,),
        "progress": (Permission.EXERCISE_WRITE,),
        "next_step": (Permission.EXERCISE_WRITE,),
        "followed": READ,
        "checklist": (Permission.ADHERENCE_WRITE, Permission.OWN_RECORD),
    }
    serializer_class = PrescriptionShape
    filterset_class = filters.PrescriptionFilter

    def rows(self) -> Any:
        """The prescriptions that the actor may see."""
        return selectors.prescriptions_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> Prescription:
        """Prescribe an exercise."""
        return services.prescribe_exercise(actor=self.actor, today=today(), **typed)

    def change_row(self, row: Prescription, typed: dict[str, Any], if_version: int | None) -> Prescription:
        """End it, on the day that is sent."""
        typed = stays(typed, row, "episode")
        changed = [name for name in typed.keys() - ENDING if typed[name] != getattr(row, name)]
        if changed:
            words = "Only the end can be set here; a new dose goes to `progress/`."
            raise BadInput.of("dose_is_fixed", words, min(changed))
        if typed.get("ends_on") is None:
            raise BadInput.of("end_missing", "Send the day from which it is no longer due.", "ends_on")
        ending = {name: typed[name] for name in ENDING & typed.keys()}
        return services.end_prescription(
            actor=self.actor, prescription=row, today=today(), if_version=if_version, **ending
        )

    @extend_schema(request=DoseShape, responses={201: PrescriptionShape})
    @action(detail=True, methods=["post"])
    def progress(self, request: Request, pk: Any) -> Response:
        """A new dose: this prescription ends today, and the one in the answer goes on."""
        old = self.get_object()
        row, is_new = receipts.once(
            request, f"dose:{old.pk}", self.actor,
            make=lambda: self._with_dose(request, old), find=lambda known: self.get_queryset().get(pk=known),
        )  # fmt: skip
        return self.answer(row, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(request=StepShape, responses={201: PrescriptionShape})
    @action(detail=True, methods=["post"], url_path="next-step", filterset_class=None)
    def next_step(self, request: Request, pk: Any) -> Response:
        """The dose of the library's next step, as `progress/` for a dose of your own."""
        old = self.get_object()
        sent = StepShape(data=request.data)
        sent.is_valid(raise_exception=True)
        version = etags.asked_version(request, required=False)
        row, is_new = receipts.once(
            request, f"step:{old.pk}", self.actor,
            make=lambda: services.take_next_step(
                actor=self.actor, prescription=old, today=today(), if_version=version, **sent.validated_data
            ),
            find=lambda known: self.get_queryset().get(pk=known),
        )  # fmt: skip
        return self.answer(row, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(request=None, responses=FollowedShape)
    @action(detail=True, methods=["get"], filterset_class=None)
    def followed(self, request: Request, pk: Any) -> Response:
        """What was done of it, and whether it is ready for the next step."""
        row = self.get_object()
        found = programme.to_weigh(row.episode, [row], today())[row.pk]
        told = {
            "last_28_days": programme.done_of([row], today(), programme.SUMMARY_DAYS)[row.pk],
            "next_step": programme.next_steps(row.episode, [row], today()).get(row.pk),
            "to_weigh": [caution._asdict() for caution in found] if self.actor.may(Permission.CHART_VIEW) else [],
            "ask_first": ASK_FIRST if found else "",
        }
        return Response(FollowedShape(told).data)

    @extend_schema(request=ChecklistShape, responses=PrescriptionShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def checklist(self, request: Request, pk: Any) -> Response:
        """Which items of a habit's checklist are in place."""
        row = self.get_object()
        sent = ChecklistShape(data=request.data)
        sent.is_valid(raise_exception=True)
        version = etags.asked_version(request, required=False)
        typed = {"prescription": row, "today": today(), "if_version": version, **sent.validated_data}
        return self.answer(services.check_habit(actor=self.actor, **typed))

    def _with_dose(self, request: Request, old: Prescription) -> Prescription:
        sent = DoseShape(data=request.data)
        sent.is_valid(raise_exception=True)
        version = etags.asked_version(request, required=False)
        return services.change_dose(
            actor=self.actor, prescription=old, today=today(), if_version=version, **sent.validated_data
        )


class AdherenceShape(ModelShape):
    """What was done of one prescription on one day; no row means 'not reported'."""

    prescription = Among(Prescription, selectors.prescriptions_for)

    class Meta:
        model = AdherenceDay
        fields = ("id", "prescription", *fields.ADHERENCE, "created_at", "updated_at")
        read_only_fields = ("created_at", "updated_at")


class Adherence(Lists, Retrieves, Creates, Updates, Deletes, ClinicViewSet):
    """What was done, one row per prescription and day; a second POST for the day answers 409 with `existing`."""

    needs = {
        "list": READ,
        "retrieve": READ,
        "create": (Permission.ADHERENCE_WRITE, Permission.OWN_RECORD),
        "update": (Permission.ADHERENCE_WRITE, Permission.OWN_RECORD),
        "destroy": (Permission.ADHERENCE_WRITE,),
    }
    serializer_class = AdherenceShape
    filterset_class = filters.AdherenceFilter

    def rows(self) -> Any:
        """What was reported, as far as the actor may see it."""
        return selectors.adherence_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> AdherenceDay:
        """Report a day."""
        return services.record_adherence(actor=self.actor, today=today(), **typed)

    def change_row(self, row: AdherenceDay, typed: dict[str, Any], if_version: int | None) -> AdherenceDay:
        """Answer differently for the same day."""
        typed = stays(typed, row, "prescription")
        return services.change_adherence(actor=self.actor, adherence=row, today=today(), if_version=if_version, **typed)

    def remove_row(self, row: AdherenceDay, if_version: int | None) -> None:
        """Take back what was reported by mistake."""
        services.remove_adherence(actor=self.actor, adherence=row, if_version=if_version)
