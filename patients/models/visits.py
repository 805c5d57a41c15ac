"""The visit, its signature, and what was added after it."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from patients.holding import held_by_patient
from patients.models.episodes import EpisodeOfCare
from patients.vocabulary import VisitKind, VisitState
from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned
from practice.signing import Signable

VISIT_TABLE = "patients_visit"
AT_ONCE = timedelta(hours=1)  # what is recorded later says when


@held_by_patient("visit", "visits")
@tracked
class Visit(Signable):
    """One visit: when, with whom, and the signature over everything that was recorded in it.

    An assessment or a needling session is written in a visit and has its id; so have their measurements. `flagged_at`
    says of each red flag the moment at which it was recorded; of what was stored before that was kept it says nothing.
    """

    Kind = VisitKind
    State = VisitState

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="visits")
    therapist = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.TREATMENT)
    state = models.CharField(max_length=12, choices=State, default=State.ATTENDED)
    occurred_at = models.DateTimeField()
    occurred_on = models.DateField(editable=False)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(max_length=4000, blank=True)
    red_flags = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    flagged_at = models.JSONField("when each red flag was recorded", default=dict, blank=True, editable=False)
    taken_over_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    handed_over_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    handed_over_at = models.DateTimeField(null=True, blank=True, editable=False)
    handover_reason = models.CharField(max_length=300, blank=True, editable=False)
    progress_report = models.BooleanField("a progress report was written", default=False)

    classified = Classified(
        clinical="kind state occurred_at occurred_on minutes note red_flags flagged_at handed_over_at handover_reason",
        plain="episode therapist progress_report taken_over_by handed_over_by",
    )

    class Meta(Signable.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Signable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    taken_over_by__isnull=True, handed_over_by__isnull=True, handed_over_at__isnull=True,
                    handover_reason="",
                ) | Q(taken_over_by__isnull=False, handed_over_by__isnull=False, handed_over_at__isnull=False)
                & ~Q(handover_reason=""),
                name="a_handover_says_to_whom_by_whom_when_and_why",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "-occurred_at", "-id"], name="visits_by_time"),
            models.Index(fields=["episode", "occurred_at"], name="visits_of_episode"),
            models.Index(fields=["clinic", "updated_at", "id"], name="visits_by_update"),
            models.Index(fields=["clinic", "therapist"], name="visits_unsigned", condition=Q(signed_at__isnull=True)),
        ]

    @property
    def signs_id(self) -> UUID:
        """Who is to sign: who took the note over, else who treated the patient."""
        return self.taken_over_by_id or self.therapist_id

    @property
    def signs(self) -> Membership:
        """As `signs_id`, the member."""
        return self.taken_over_by or self.therapist

    @property
    def ended_at(self) -> datetime | None:
        """Start and minutes; None while nobody said how long it took."""
        return None if self.minutes is None else self.occurred_at + timedelta(minutes=self.minutes)

    @property
    def recorded_later_at(self) -> datetime | None:
        """When it was recorded, where that was more than an hour after its time; None where it was recorded at once."""
        return self.created_at if self.created_at - self.occurred_at > AT_ONCE else None

    @property
    def patient_id(self) -> UUID:
        """Whose visit it is."""
        return self.episode.patient_id


@tracked
class Addendum(ClinicOwned):
    """A dated addition to a signed note; final from the moment it is written."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField(max_length=4000)
    reason = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    author_name = models.CharField(max_length=200, editable=False)
    written_at = models.DateTimeField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)

    classified = Classified(
        identifying="author_name", clinical="text reason written_at", plain="visit author content_hash"
    )

    class Meta(ClinicOwned.Meta):
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="addendum_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
