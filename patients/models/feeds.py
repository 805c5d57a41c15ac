"""The secret address under which a therapist's calendar app reads the own appointments."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned


@tracked
class CalendarFeed(ClinicOwned):
    """One address of one therapist; only the hash of its secret is kept, so nobody can read it here."""

    therapist = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="calendar_feeds")
    secret_digest = models.CharField(max_length=64, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    classified = Classified(plain="therapist secret_digest closed_at")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["secret_digest"], name="each_calendar_feed_has_its_own_secret"),
            models.UniqueConstraint(
                fields=["therapist"], condition=Q(closed_at__isnull=True), name="one_open_calendar_feed_per_therapist"
            ),
        ]
