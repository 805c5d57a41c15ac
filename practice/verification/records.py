"""Proof that what was signed still says what it said: hashes recomputed and compared with the trail."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model

from practice.audit import AuditEvent
from practice.scoping import ClinicOwned
from practice.signing import SEALS, PartOfSignable, Signable

HISTORY = "case.loaded"
Finding = str


def sealed_rows() -> Iterator[Any]:
    """Everything that is signed, or final from the moment it was written, in the clinic in force."""
    for model in ClinicOwned.clinic_models():
        if issubclass(model, Signable):
            yield from model.objects.filter(signed_at__isnull=False).order_by("pk")
        elif model in SEALS:
            yield from model.objects.order_by("pk")


def problems_of(row: Any) -> Iterator[Finding]:
    """What is wrong with one of them."""
    computed = row.computed_hash() if isinstance(row, Signable) else SEALS[type(row)](row)
    if computed != row.content_hash:
        yield f"{row} does not say what was signed: its content hash differs"
    verb = ".signed" if isinstance(row, Signable) else ".added"
    events = list(AuditEvent.objects.filter(target_id=row.pk, verb__endswith=verb))
    if not events and not _is_loaded_history(row):
        yield f"{row} is signed, but the trail knows nothing of it"
    if len(events) > 1:
        yield f"{row} was signed {len(events)} times, says the trail"
    if any(event.content_hash != row.content_hash for event in events):
        yield f"{row} has another content hash than the trail kept at its signing"


def _is_loaded_history(row: Any) -> bool:
    """Notes of a loaded case were signed elsewhere: the trail holds the loading of their episode instead."""
    episode = getattr(row, "episode_id", None)
    return episode is not None and AuditEvent.objects.filter(target_id=episode, verb=HISTORY).exists()


def lost() -> Iterator[Finding]:
    """What the trail saw signed and is no longer there, or no longer signed."""
    for event in AuditEvent.objects.exclude(content_hash="").order_by("id"):
        model: type[Model] = apps.get_model(event.target_type)
        if not issubclass(model, Signable | PartOfSignable) and model not in SEALS:
            continue
        row = model._default_manager.filter(pk=event.target_id).first()
        if row is None:
            yield f"{event.target_type} {event.target_id} was signed and is gone"
        elif not _still_sealed(row):
            yield f"{event.target_type} {event.target_id} was signed and its signature is gone"


def _still_sealed(row: Any) -> bool:
    """A part is sealed with its record."""
    record = row.signable_model().objects.get(pk=row.signable_id) if isinstance(row, PartOfSignable) else row
    return not isinstance(record, Signable) or record.is_signed
