"""Reading one patient's record is an event, and so is being refused it: how both doors leave it in the trail."""

from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from practice import access, audit, scoping, services
from practice.access import Actor

Row = TypeVar("Row", bound=Model)
READS = ("GET", "HEAD")
PAGE_LASTS = timedelta(hours=1)


def open_or_404(request: Any, rows: "QuerySet[Row]", **at: Any) -> Row:
    """One patient's record for a page; reading it leaves one event, whatever the page fetches afterwards."""
    row = get_object_or_404(rows, **at)
    if request.method in READS:
        opened(request.actor, row, as_part=bool(request.htmx))
    return row


def opened(actor: Actor, row: Any, *, as_part: bool = False) -> None:
    """Leave the event, unless the record is the reader's own or about no patient.

    `as_part`: a page that is open already fetches a part of itself; its event lasts an hour. Who fetches the part
    alone leaves an event too.
    """
    patient_id = access.patient_of(row)
    if patient_id is None or patient_id == actor.patient_id:
        return
    since = timezone.now() - PAGE_LASTS
    if as_part and audit.opened_lately(actor=actor, verb="chart.opened", patient_id=patient_id, since=since):
        return
    services.open_chart(actor=actor, record=row)


def opened_by_operator(request: HttpRequest, row: Any) -> None:
    """As `opened`, for the admin site: whoever runs the installation belongs to no clinic, and reads in one."""
    if access.patient_of(row) is None:
        return
    operator = Actor(
        clinic_id=row.clinic_id, membership_id=audit.OPERATOR, user_id=UUID(str(request.user.pk)), roles=frozenset(),
        name="", request_id=getattr(request, "request_id", ""),
    )  # fmt: skip
    audit.record(actor=operator, verb="chart.opened", target=row)


def mark_refused(request: Any) -> None:
    """A right was missing: told to the trail once what the request wrote has been taken back."""
    request.was_refused = True


def leave_refusal(request: HttpRequest) -> None:
    """If a member was refused a patient's record at this address, say so in the trail, in a transaction of its own."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not getattr(request, "was_refused", False):
        return
    with scoping.clinic_in_force(actor.clinic_id):
        for pk in _ids_in(request):
            row = scoping.row_of_any_kind(pk)
            if row is not None and access.patient_of(row) not in (None, actor.patient_id):
                services.refuse_chart(actor=actor, record=row)
                return


def _ids_in(request: HttpRequest) -> list[UUID]:
    match = request.resolver_match
    return [value for value in match.kwargs.values() if isinstance(value, UUID)] if match else []
