"""The trail: who did what to which record, written by the action gate and never changed."""

import hashlib
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import pgtrigger
from django.db import models

from practice import scoping
from practice.access import Actor, patient_of
from practice.privacy import Classified

OPERATOR = UUID(int=0)  # who runs the installation works without a membership


class AuditEvent(models.Model):
    """One thing that somebody did. No foreign keys and no free text: it outlives and never repeats the record."""

    id = models.BigAutoField(primary_key=True)
    clinic_id = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    membership_id = models.UUIDField()
    user_id = models.UUIDField()
    verb = models.CharField(max_length=64)
    target_type = models.CharField(max_length=64)
    target_id = models.UUIDField()
    patient_id = models.UUIDField(null=True)
    target_version = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    objects = scoping.ClinicManager()
    classified = Classified(
        plain="id clinic_id at membership_id user_id verb target_type target_id patient_id target_version content_hash"
        " request_id"
    )

    class Meta:
        base_manager_name = "objects"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic_id", "target_id", "id"], name="audit_by_target"),
            models.Index(fields=["clinic_id", "patient_id", "id"], name="audit_by_patient"),
            models.Index(fields=["clinic_id", "membership_id", "id"], name="audit_by_member"),
            models.Index(fields=["clinic_id", "verb", "id"], name="audit_by_verb"),
            models.Index(fields=["clinic_id", "at"], name="audit_by_time"),
            models.Index(fields=["clinic_id", "id"], name="audit_in_order"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="trail_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.verb} #{self.pk}"


def record(*, actor: Actor, verb: str, target: Any) -> AuditEvent:
    """Leave one event, in the transaction of the change."""
    event: AuditEvent = AuditEvent.objects.create(
        clinic_id=actor.clinic_id,
        membership_id=actor.membership_id,
        user_id=actor.user_id,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        patient_id=patient_of(target) or (actor.patient_id if target.pk == actor.membership_id else None),
        target_version=getattr(target, "version", 0),
        content_hash=_hash_of(target),
        request_id=actor.request_id,
    )
    return event


def opened_lately(*, actor: Actor, verb: str, patient_id: UUID, since: datetime) -> bool:
    """Whether the actor left this event about the patient since then: what a page fetches later belongs to it."""
    rows = AuditEvent.objects.filter(patient_id=patient_id, membership_id=actor.membership_id, verb=verb, at__gte=since)
    return bool(rows.exists())


def _hash_of(target: Any) -> str:
    """The content hash of the record, or of the note that it is part of and signed with, where that is at hand."""
    note = target._state.fields_cache.get(getattr(target, "part_of", ""), target)
    found: str = getattr(note, "content_hash", "")
    return found


def digest(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
