"""The chain over the trail: an event that is linked is not rewritten, removed or put in later without being seen."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from practice import scoping
from practice.audit import AuditEvent, digest
from practice.privacy import Classified

LATE: Final = timedelta(hours=1)  # longer than any transaction: by then what was written is seen
AT_ONCE: Final = 2000


class TrailLink(models.Model):
    """A run of events with the hash of each, and a hash over them and the link before. Without foreign keys."""

    id = models.BigAutoField(primary_key=True)
    clinic_id = models.UUIDField()
    number = models.PositiveIntegerField()
    events = ArrayField(models.BigIntegerField())
    digests = ArrayField(models.CharField(max_length=64))
    up_to = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = scoping.ClinicManager()
    classified = Classified(plain="id clinic_id number events digests up_to previous digest made_at")

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["clinic_id", "number"], name="trail_links_follow_each_other")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="trail_links_are_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"link {self.number} of the trail"

    def computed_digest(self) -> str:
        """What `digest` was when the link was made."""
        content = [self.number, str(self.clinic_id), self.previous, self.events, self.digests]
        return digest(json.dumps(content, separators=(",", ":")))


def link_some(clinic_id: UUID) -> int:
    """Link the oldest events that stand in no link yet, inside their clinic; how many they were.

    Events become visible when their transaction ends, not in the order of their ids: each link names its own.
    """
    _one_at_a_time(clinic_id)
    last = TrailLink.objects.order_by("-number").first()
    rows = list(_waiting(last)[:AT_ONCE])
    if rows:
        newest = max(row.at for row in rows)
        link = TrailLink(
            clinic_id=clinic_id, number=last.number + 1 if last else 1, events=[row.pk for row in rows],
            digests=[_digest_of(row) for row in rows], up_to=max(last.up_to, newest) if last else newest,
            previous=last.digest if last else "",
        )  # fmt: skip
        link.digest = link.computed_digest()
        link.save(force_insert=True)
    return len(rows)


def heads() -> dict[str, Any]:
    """Of the clinic in force: how many events stand in how many links, how many wait, and the newest link's hash."""
    last = TrailLink.objects.order_by("-number").first()
    waiting = _waiting(last).count()
    return {
        "events": AuditEvent.objects.count() - waiting, "links": last.number if last else 0, "waiting": waiting,
        "head": last.digest if last else "",
    }  # fmt: skip


def is_held(head: str) -> bool:
    """Whether the clinic in force has the link that somebody noted."""
    return bool(TrailLink.objects.filter(digest=head).exists())


def broken() -> Iterator[str]:
    """What no longer stands in the trail of the clinic in force as it was linked."""
    previous, number, last = "", 0, None
    for link in TrailLink.objects.order_by("number").iterator(chunk_size=20):
        number += 1
        if link.number != number:
            yield f"link {number} of the trail is gone"
            number = link.number
        elif link.previous != previous:
            yield f"link {link.number} of the trail does not follow the one before"
        if link.computed_digest() != link.digest:
            yield f"link {link.number} of the trail does not say what it said"
        yield from _altered(link.events, link.digests)
        previous, last = link.digest, link
    if last is not None:
        yield from _put_in(last)


def _altered(ids: Sequence[int], digests: Sequence[str]) -> Iterator[str]:
    found = {row.pk: row for row in AuditEvent.objects.filter(pk__in=ids)}
    for pk, kept in zip(ids, digests, strict=True):
        if pk not in found:
            yield f"event {pk} of the trail is gone"
        elif _digest_of(found[pk]) != kept:
            yield f"event {pk} of the trail does not say what it said"


def _put_in(last: TrailLink) -> Iterator[str]:
    """Events that stand in no link although it was their time."""
    old = AuditEvent.objects.filter(at__lt=last.up_to - LATE).exclude(pk__in=_linked(TrailLink.objects.all()))
    for pk in old.order_by("pk").values_list("pk", flat=True):
        yield f"event {pk} of the trail was put in later"


def _waiting(last: TrailLink | None) -> "models.QuerySet[AuditEvent]":
    rows: models.QuerySet[AuditEvent] = AuditEvent.objects.order_by("at", "pk")
    if last is None:
        return rows
    since = last.up_to - LATE
    return rows.filter(at__gte=since).exclude(pk__in=_linked(TrailLink.objects.filter(up_to__gte=since)))


def _linked(links: "models.QuerySet[TrailLink]") -> "models.QuerySet[Any]":
    return links.values_list(models.Func("events", function="unnest", output_field=models.BigIntegerField()), flat=True)


def _digest_of(row: AuditEvent) -> str:
    said = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return digest(json.dumps(said, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder))


def _one_at_a_time(clinic_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"trail of {clinic_id}"])
