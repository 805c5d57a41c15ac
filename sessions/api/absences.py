"""The resource `absences/`: cancelled and missed visits, for those who write them down."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from patients.api.discards import HasDiscard
from patients.models import EpisodeOfCare
from patients.vocabulary import NOT_SEEN
from practice.access import Permission
from practice.doors.api import ClinicViewSet, Creates, Lists, Retrieves
from practice.doors.shapes import InClinic, Shape
from sessions import filters, services
from sessions.models import VisitNote
from sessions.selectors.visits import absences_for


class AbsenceShape(Shape):
    """A cancelled or missed visit. What was said about it is written and not read here."""

    id = serializers.UUIDField(required=False)
    episode = InClinic(EpisodeOfCare, "patient", source="visit.episode")
    occurred_at = serializers.DateTimeField(source="visit.occurred_at", help_text="For when the visit was planned.")
    outcome = serializers.ChoiceField(
        [(value, label) for value, label in filters.OUTCOME_CHOICES if value in NOT_SEEN], source="visit.state"
    )
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, write_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = VisitNote


class Absences(HasDiscard, Lists, Retrieves, Creates, ClinicViewSet):
    """Cancelled and missed visits."""

    needs = dict.fromkeys(("list", "retrieve", "create", "discard"), (Permission.ABSENCE_WRITE,))
    serializer_class = AbsenceShape
    filterset_class = filters.VisitFilter
    ordering = ("-occurred_at", "-id")

    def rows(self) -> Any:
        """The absences that the actor may see."""
        return absences_for(self.actor)

    def versioned(self, row: VisitNote) -> Any:
        """Its visit counts every change up."""
        return row.visit

    def create_row(self, typed: dict[str, Any]) -> VisitNote:
        """Write one down."""
        visit = typed.pop("visit")
        told = {"episode": visit["episode"], "occurred_at": visit["occurred_at"], "outcome": visit["state"]}
        return services.record_absence(actor=self.actor, now=timezone.now(), **told, **typed)

    def discard_row(self, row: VisitNote, if_version: int | None) -> None:
        """Take back what was written down by mistake."""
        services.discard_absence(actor=self.actor, visit_note=row, now=timezone.now(), if_version=if_version)
