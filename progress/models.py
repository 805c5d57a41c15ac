"""What lists keep at hand of each episode: derived from the records below, and made anew when they change."""

from typing import ClassVar

from django.db import models

from patients.models import EpisodeOfCare
from practice.privacy import Classified
from practice.scoping import ClinicManager, ClinicOwned


class EpisodeSummary(ClinicOwned):
    """What the record of one episode comes to for lists, whatever the day is; nobody enters it.

    It counts while no StaleMark names its episode and `made_with` says the edition of today (ADR 16).
    """

    episode = models.OneToOneField(EpisodeOfCare, on_delete=models.CASCADE, related_name="summary", editable=False)
    made_with = models.CharField(max_length=200, editable=False)
    due_facts = models.JSONField(editable=False)
    series = models.JSONField(editable=False)
    needled = models.JSONField(editable=False, default=dict)

    classified = Classified(clinical="due_facts series needled", plain="episode made_with")


class StaleMark(models.Model):
    """That the record of an episode changed. Written by database triggers in the transaction of the change.

    No foreign keys and nothing but ids: it must cost a write next to nothing, and outlives what it names.
    """

    id = models.BigAutoField(primary_key=True)
    clinic_id = models.UUIDField()
    episode_id = models.UUIDField()

    objects = ClinicManager()
    classified = Classified(plain="id clinic_id episode_id")

    class Meta:
        base_manager_name = "objects"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic_id", "episode_id"], name="stale_marks_by_episode"),
        ]

    def __str__(self) -> str:
        return f"stale mark {self.pk}"
