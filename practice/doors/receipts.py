"""Once is enough: a create that is sent again answers with what was made, and changes nothing."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import orjson
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from practice.access import Actor
from practice.errors import AlreadyThere, TakenBack
from practice.models import WriteReceipt
from practice.statements import Given, Statement

KEPT_FOR = timedelta(hours=24)
OF_AN_ID = "id:"
Row = TypeVar("Row")


def once(
    request: Request, resource: str, actor: Actor, *, make: Callable[[], Row], find: Callable[[UUID], Row]
) -> tuple[Row, bool]:
    """The row that this create makes, and True; what the same create made before, and False.

    TakenBack where that is gone: not made again, because whoever took it back meant it.
    """
    key, digest = key_of(request, resource, actor), digest_of(request)
    known = earlier(key, digest)
    if known is not None:
        try:
            return find(known), False
        except ObjectDoesNotExist:
            if _is_gone(key):
                raise TakenBack from None
            raise
    row = make()
    keep(key=key, digest=digest, actor=actor, row=row)
    return row, True


def key_of(request: Request, resource: str, actor: Actor) -> str:
    """What makes this create the same as another one: the client's id, or its Idempotency-Key; '' when neither."""
    client_id = _as_uuid(dict(request.data).get("id"))
    if client_id is not None:
        return f"{OF_AN_ID}{resource}:{client_id}"
    header = request.headers.get("Idempotency-Key", "")
    if len(header) > 200 or "\0" in header:
        raise ValidationError({"Idempotency-Key": ["Send a key of at most 200 characters."]})
    return f"{actor.membership_id}:{resource}:{header}" if header else ""


def _as_uuid(sent: Any) -> UUID | None:
    """The client's id however it is spelt; None for what the shape will refuse anyway."""
    try:
        return UUID(sent) if isinstance(sent, str) else None
    except ValueError:
        return None


def digest_of(request: Request) -> str:
    """The hash of what was sent, whatever the order of its keys and the spelling of its id."""
    sent: Any = request.data
    if (client_id := _as_uuid(dict(sent).get("id"))) is not None:
        sent = {**sent, "id": str(client_id)}
    return hashlib.sha256(orjson.dumps(sent, option=orjson.OPT_SORT_KEYS)).hexdigest()


def earlier(key: str, digest: str) -> UUID | None:
    """The id of what the same create made before; AlreadyThere when it had other content."""
    if not key:
        return None
    _one_at_a_time(key)
    found = RECEIPT.rows(key=key)
    if not found:
        return None
    [(made_at, known_digest, target_id)] = found
    if not key.startswith(OF_AN_ID) and made_at < timezone.now() - KEPT_FOR:
        WriteReceipt.objects.filter(key=key).delete()
        return None
    if known_digest != digest:
        raise AlreadyThere("This id or Idempotency-Key was used before, with other content.")
    return target_id  # type: ignore[no-any-return]


def _is_gone(key: str) -> bool:
    """Whether what a create made is there no more; else it is there, and not this actor's to see."""
    made = WriteReceipt.objects.get(key=key)
    return not apps.get_model(made.target_type)._default_manager.filter(pk=made.target_id).exists()


RECEIPT = Statement(
    lambda: WriteReceipt.objects.filter(key=Given("key")).values_list("created_at", "request_digest", "target_id")
)


def keep(*, key: str, digest: str, actor: Actor, row: Any) -> None:
    """Keep the receipt in the transaction of the write."""
    if key:
        WriteReceipt.objects.create(
            key=key,
            membership_id=actor.membership_id,
            request_digest=digest,
            target_type=row._meta.label_lower,
            target_id=row.pk,
        )


def forget_old(now: datetime) -> int:
    """Remove the receipts of Idempotency-Keys that promise nothing any more; how many. Those of ids stay for ever."""
    keys = WriteReceipt.objects.exclude(key__startswith=OF_AN_ID)
    removed, _ = keys.filter(created_at__lt=now - KEPT_FOR).delete()
    return int(removed)


def _one_at_a_time(key: str) -> None:
    """The same create sent twice at once waits here for the first one's commit, and then finds its receipt."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
