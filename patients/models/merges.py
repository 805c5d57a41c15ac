"""That two records were found to be of one person."""

from typing import ClassVar
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.models.people import Patient
from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned


@tracked
class PatientMerge(ClinicOwned):
    """One record went into another: what moved, what was set aside, and whether it was taken back. Never deleted.

    `moved` and `set_aside` hold ids by the kind of row: {"patients.episodeofcare": [id, …]}. `filled` names the details
    that the record that stays took from the other one.
    """

    class Account(models.TextChoices):
        """What became of the patient's own account."""

        NONE = "", "The merged record had no account"
        MOVED = "moved", "The account opens the record that stays"
        CLOSED = "closed", "The account of the merged record is closed"

    kept = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    moved = models.JSONField(default=dict, editable=False)
    set_aside = models.JSONField(default=dict, editable=False)
    filled = ArrayField(models.CharField(max_length=24), default=list, blank=True, editable=False)
    account = models.CharField(max_length=8, choices=Account, blank=True, default="", editable=False)
    account_of = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    merged_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    merged_by_name = models.CharField(max_length=200, editable=False)
    merged_at = models.DateTimeField(editable=False)
    undone_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    undone_by_name = models.CharField(max_length=200, blank=True, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_reason = models.CharField(max_length=300, blank=True, editable=False)

    classified = Classified(
        identifying="reason undone_reason merged_by_name undone_by_name account_of",
        plain="kept merged moved set_aside filled account merged_by merged_at undone_by undone_at",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_into_one_record_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merged_with_another_record"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_reason="")
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason=""),
                name="undone_says_who_when_and_why",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["clinic", "-id"], name="merges_newest_first")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="merge_is_only_undone",
                exclude=["undone_by", "undone_by_name", "undone_at", "undone_reason", "version", "updated_at"],
            ),
            pgtrigger.Protect(
                name="undone_stays_undone",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.undone_at IS NOT NULL"),
            ),
            pgtrigger.Protect(name="merge_stays", operation=pgtrigger.Delete),
        ]

    @property
    def patient_id(self) -> UUID:
        """Whose record it is: the one that stays."""
        return UUID(str(self.kept_id))

    def ids_of(self, label: str) -> list[UUID]:
        """The ids of one kind of row that moved."""
        return [UUID(pk) for pk in self.moved.get(label, ())]
