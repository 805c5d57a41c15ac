"""The resources `screenings/`, `clearances/` and `consents/`."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from patients import fields, filters, selectors, services
from patients.models import Clearance, Consent, EpisodeOfCare, Override, Screening
from patients.rules.precautions import LONGEST
from patients.rules.screening import require_told
from practice import selectors as practice
from practice.access import Permission
from practice.doors import etags, receipts
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves
from practice.doors.shapes import InClinic, ModelShape, Shape

MOST_ITEMS = 120


def keys() -> serializers.ListField:
    """A list of keys of the screening form."""
    return serializers.ListField(child=serializers.CharField(max_length=64), max_length=MOST_ITEMS, required=False)


class ScreeningShape(ModelShape):
    """One screen. What is not positive, no red flag and not unanswered was answered no; send at least one of the lists.

    With `asked` it asks again only these questions, what expired among them; the answer has the others as well.
    """

    episode = InClinic(EpisodeOfCare, "patient")
    positive = keys()
    red_flags = keys()
    unanswered = keys()
    limited_muscles = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=64), max_length=MOST_ITEMS),
        required=False, help_text="For each positive item that forbids an area: the muscles not to be needled.",
    )  # fmt: skip

    limited_sides = serializers.DictField(
        child=serializers.DictField(child=serializers.ChoiceField(["left", "right"])), required=False,
        help_text="For each such item: the muscles that are meant on one side only. Without a side both are.",
    )  # fmt: skip
    precaution_plans = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST, allow_blank=True), required=False, allow_null=True,
        help_text="What is done about each relative item that is answered yes; null in screens that are older than it, "
        "whose `precautions` stand for each of them.",
    )  # fmt: skip
    asked = keys()

    class Meta:
        model = Screening
        fields = ("id", *fields.SCREENING, "renews", "form_edition", "candidacy", "answered_by", "created_at")
        read_only_fields = ("renews", "form_edition", "candidacy", "answered_by", "created_at")


class ClearanceShape(ModelShape):
    """A named clinician's clearance of an open red flag, of a serious reaction or of a serious event by its kind."""

    episode = InClinic(EpisodeOfCare, "patient")

    class Meta:
        model = Clearance
        fields = ("id", "episode", *fields.CLEARANCE, "recorded_by", "created_at")
        read_only_fields = ("recorded_by", "created_at")


class ClearanceOfScreenShape(ClearanceShape):
    """A clearance whose episode is the screen's."""

    episode = InClinic(EpisodeOfCare, read_only=True)


class Screenings(Lists, Retrieves, Creates, ClinicViewSet):
    """Full screens: kept as they were answered; a newer one replaces an older one."""

    needs = {
        "list": (Permission.CHART_VIEW,),
        "retrieve": (Permission.CHART_VIEW,),
        "create": (Permission.SCREENING_WRITE,),
        "clearances": (Permission.CHART_VIEW,),
        "add_clearance": (Permission.SCREENING_WRITE,),
    }
    serializer_class = ScreeningShape
    filterset_class = filters.ScreeningFilter
    ordering = ("-answered_at", "-id")

    def rows(self) -> Any:
        """The screens that the actor may see."""
        return selectors.screenings_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> Screening:
        """Record a screen; one without any answer is none."""
        require_told(typed)
        return services.record_screening(actor=self.actor, now=timezone.now(), **typed)

    @extend_schema(responses=ClearanceOfScreenShape(many=True))
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def clearances(self, request: Request, pk: UUID) -> Response:
        """What a named clinician cleared in the screen's episode."""
        episode = self.get_object().episode
        rows = selectors.clearances_for(self.actor).filter(episode=episode).order_by("given_on", "pk")
        return Response(ClearanceOfScreenShape(rows, many=True).data)

    @extend_schema(request=ClearanceOfScreenShape, responses={201: ClearanceOfScreenShape})
    @clearances.mapping.post
    def add_clearance(self, request: Request, pk: UUID) -> Response:
        """What a named clinician clears in the screen's episode."""
        episode = self.get_object().episode
        row, is_new = receipts.once(
            request, f"clearance:{episode.pk}", self.actor,
            make=lambda: self._clear(request, episode), find=lambda known: Clearance.objects.get(pk=known),
        )  # fmt: skip
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(ClearanceOfScreenShape(row).data, status=code, headers=etags.headers_of(row))

    def _clear(self, request: Request, episode: EpisodeOfCare) -> Clearance:
        shape = ClearanceOfScreenShape(data=request.data)
        shape.is_valid(raise_exception=True)
        today = practice.today_in(practice.clinic())
        return services.record_clearance(actor=self.actor, episode=episode, today=today, **shape.validated_data)


class Clearances(Lists, Retrieves, Creates, ClinicViewSet):
    """Clearances: never changed."""

    needs = {
        "list": (Permission.CHART_VIEW,),
        "retrieve": (Permission.CHART_VIEW,),
        "create": (Permission.SCREENING_WRITE,),
    }
    serializer_class = ClearanceShape
    filterset_class = filters.ClearanceFilter

    def rows(self) -> Any:
        """The clearances that the actor may see."""
        return selectors.clearances_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> Clearance:
        """Record a clearance."""
        return services.record_clearance(actor=self.actor, today=practice.today_in(practice.clinic()), **typed)


class OverrideShape(ModelShape):
    """A member's decision to needle on one day in spite of a relative item."""

    episode = InClinic(EpisodeOfCare, "patient")

    class Meta:
        model = Override
        fields = ("id", "episode", *fields.OVERRIDE, "given_by", "given_by_name", "given_at", "created_at")
        read_only_fields = ("given_by", "given_by_name", "given_at", "created_at")


class Overrides(Lists, Retrieves, Creates, ClinicViewSet):
    """Overrides: never changed, each for one item and one day."""

    needs = {
        "list": (Permission.CHART_VIEW,),
        "retrieve": (Permission.CHART_VIEW,),
        "create": (Permission.SCREENING_WRITE,),
    }
    serializer_class = OverrideShape
    filterset_class = filters.OverrideFilter

    def rows(self) -> Any:
        """The overrides that the actor may see."""
        return selectors.overrides_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> Override:
        """Record an override."""
        return services.record_override(actor=self.actor, now=timezone.now(), **typed)


class ConsentShape(ModelShape):
    """A written consent."""

    episode = InClinic(EpisodeOfCare, "patient")

    class Meta:
        model = Consent
        fields = ("id", *fields.CONSENT, "risks", "withdrawn_at", "withdrawn_reason", "created_at", "updated_at")
        read_only_fields = ("risks", "withdrawn_at", "withdrawn_reason", "created_at", "updated_at")


class WithdrawalShape(Shape):
    """Why the patient takes the consent back."""

    reason = serializers.CharField(max_length=300)


class Consents(Lists, Retrieves, Creates, ClinicViewSet):
    """Consents: recorded once, withdrawn once, never rewritten; that the patient has a copy may be noted later."""

    needs = {
        "list": (Permission.CONSENT_VIEW,),
        "retrieve": (Permission.CONSENT_VIEW,),
        "create": (Permission.CONSENT_WRITE,),
        "withdraw": (Permission.CONSENT_WRITE,),
        "copy_given": (Permission.CONSENT_WRITE,),
    }
    serializer_class = ConsentShape
    filterset_class = filters.ConsentFilter
    ordering = ("-signed_on", "-id")

    def rows(self) -> Any:
        """The consents that the actor may see."""
        return selectors.consents_for(self.actor)

    def create_row(self, typed: dict[str, Any]) -> Consent:
        """Record a consent."""
        return services.record_consent(actor=self.actor, today=practice.today_in(practice.clinic()), **typed)

    @extend_schema(request=None, responses=ConsentShape)
    @action(detail=True, methods=["post"], url_path="copy-given", filterset_class=None)
    def copy_given(self, request: Request, pk: UUID) -> Response:
        """The patient has a copy now."""
        row, version = self.get_object(), etags.asked_version(request, required=False)
        return self.answer(services.give_consent_copy(actor=self.actor, consent=row, if_version=version))

    @extend_schema(request=WithdrawalShape, responses=ConsentShape)
    @action(detail=True, methods=["post"], filterset_class=None)
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Agreement ends now."""
        row = self.get_object()
        shape = WithdrawalShape(data=request.data)
        shape.is_valid(raise_exception=True)
        version = etags.asked_version(request, required=False)
        return self.answer(
            services.withdraw_consent(
                actor=self.actor, consent=row, now=timezone.now(), if_version=version,
                reason=shape.validated_data["reason"],
            )
        )  # fmt: skip
