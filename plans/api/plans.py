"""Plans and goals over the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients.api.shapes import DiagnosisShape
from patients.models import EpisodeOfCare
from patients.selectors.diagnosis import diagnosis_of
from plans import fields, filters, services
from plans.api.shapes import stays, today
from plans.models import Goal, TreatmentPlan
from plans.rules.plans import signing_blockers
from plans.selectors import plans as selectors
from practice import reference
from practice.access import Permission
from practice.doors import etags, receipts
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves, Updates
from practice.doors.shapes import BlockerShape, InClinic, KeyOf, ModelShape

READ = (Permission.CHART_VIEW, Permission.OWN_RECORD)


class GoalShape(ModelShape):
    """A goal; its comparison fits the measure's direction and may be left out."""

    measure = KeyOf(reference.measures)

    class Meta:
        model = Goal
        fields = ("id", "plan", *fields.GOAL, "created_at", "updated_at")
        read_only_fields = ("plan", "created_at", "updated_at")


class GoalInPlan(ModelShape):
    """A goal as part of its plan."""

    measure = KeyOf(reference.measures)

    class Meta:
        model = Goal
        fields = ("id", *fields.GOAL)


class PlanShape(ModelShape):
    """A revision of the plan of care; `goals`, when sent, take the place of all earlier ones."""

    episode = InClinic(EpisodeOfCare)
    goals = GoalInPlan(many=True, required=False, max_length=20)  # type: ignore[call-arg]
    diagnosis = serializers.SerializerMethodField(
        help_text="As it was signed; of the episode while a draft, and in plans of before it was kept."
    )
    blockers = serializers.SerializerMethodField()
    signer = serializers.DictField(read_only=True, allow_null=True, help_text="Who signed, and their credentials then.")

    class Meta:
        model = TreatmentPlan
        fields = (
            "id", "episode", "revision", *fields.PLAN, "goals", "diagnosis", "blockers", "signed_at", "signed_by",
            "signer", "content_hash", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = (
            "revision", "signed_at", "signed_by", "signer", "content_hash", "created_at", "updated_at",
        )  # fmt: skip

    @extend_schema_field(DiagnosisShape)
    def get_diagnosis(self, plan: TreatmentPlan) -> dict[str, Any]:
        """What the plan is for."""
        return {"release": "", **(plan.diagnosis_noted or diagnosis_of(plan.episode))}

    @extend_schema_field(BlockerShape(many=True))
    def get_blockers(self, plan: TreatmentPlan) -> list[dict[str, str]]:
        """What still keeps a draft from being signed."""
        if plan.is_signed:
            return []
        facts = selectors.signing_facts(plan, self.context["view"].actor)
        return [blocker.as_json() for blocker in signing_blockers(facts)]

    def to_representation(self, plan: TreatmentPlan) -> dict[str, Any]:
        """With the goals in the plan's order."""
        found = super().to_representation(plan)
        found["goals"] = GoalInPlan(selectors.goals_of(plan), many=True).data
        return found


class Plans(Lists, Retrieves, Creates, Updates, ClinicViewSet):
    """The plan of care: drafts, and the revisions that were signed."""

    needs = {
        "list": READ,
        "retrieve": READ,
        "create": (Permission.PLAN_WRITE,),
        "update": (Permission.PLAN_WRITE,),
        "sign": (Permission.PLAN_SIGN,),
        "revise": (Permission.PLAN_WRITE,),
    }
    serializer_class = PlanShape
    filterset_class = filters.PlanFilter

    def rows(self) -> Any:
        """The plans that the actor may see."""
        return selectors.plans_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> TreatmentPlan:
        """Draft a plan."""
        return services.draft_plan(actor=self.actor, today=today(), **typed)

    def change_row(self, row: TreatmentPlan, typed: dict[str, Any], if_version: int | None) -> TreatmentPlan:
        """Change a draft."""
        typed = stays(typed, row, "episode")
        return services.change_plan(actor=self.actor, plan=row, today=today(), if_version=if_version, **typed)

    @extend_schema(request=None, responses=PlanShape)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: Any) -> Response:
        """Close the revision for good; 409 with `blockers` when something is missing."""
        version = etags.asked_version(request, required=False)
        plan = services.sign_plan(actor=self.actor, plan=self.get_object(), now=timezone.now(), if_version=version)
        return self.answer(plan)

    @extend_schema(request=None, responses={201: PlanShape})
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, pk: Any) -> Response:
        """A new draft that begins as a copy of this signed plan."""
        signed = self.get_object()
        plan, is_new = receipts.once(
            request, f"plan-revision:{signed.pk}", self.actor,
            make=lambda: services.revise_plan(actor=self.actor, plan=signed, today=today()),
            find=lambda known: self.get_queryset().get(pk=known),
        )  # fmt: skip
        return self.answer(plan, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class Goals(Lists, Retrieves, Updates, ClinicViewSet):
    """Goals across plans; those of a draft can be changed."""

    needs = {"list": READ, "retrieve": READ, "update": (Permission.PLAN_WRITE,)}
    serializer_class = GoalShape
    filterset_class = filters.GoalFilter

    def rows(self) -> Any:
        """The goals that the actor may see."""
        return selectors.goals_for(self.actor)

    def change_row(self, row: Goal, typed: dict[str, Any], if_version: int | None) -> Goal:
        """Change a goal of a draft."""
        return services.change_goal(actor=self.actor, goal=row, if_version=if_version, **typed)
