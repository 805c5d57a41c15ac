"""Who answers for the note of a therapist in supervised training."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned
from sessions.models.sessions import NeedlingSession


@tracked
class Cosignature(ClinicOwned):
    """The named supervisor's agreement to a note that a therapist in training signed; final when it is written."""

    session = models.OneToOneField(NeedlingSession, on_delete=models.PROTECT, related_name="cosignature")
    supervisor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    cosigner = models.JSONField(editable=False)
    cosigned_at = models.DateTimeField(editable=False)
    remark = models.CharField(max_length=1000, blank=True)
    content_hash = models.CharField(max_length=64, editable=False)

    classified = Classified(
        identifying="cosigner", clinical="cosigned_at remark", plain="session supervisor content_hash"
    )

    class Meta(ClinicOwned.Meta):
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="cosignature_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


@tracked
class SupervisorChange(ClinicOwned):
    """Another supervisor for a note that is signed already, for example because the first one left; final at once."""

    session = models.ForeignKey(NeedlingSession, on_delete=models.PROTECT, related_name="supervisor_changes")
    previous = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    supervisor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    named_at = models.DateTimeField(editable=False)
    reason = models.CharField(max_length=300, blank=True)
    content_hash = models.CharField(max_length=64, editable=False)

    classified = Classified(clinical="named_at reason", plain="session previous supervisor named_by content_hash")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.CheckConstraint(condition=~Q(supervisor=F("previous")), name="another_supervisor_is_somebody_else"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="supervisor_change_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
