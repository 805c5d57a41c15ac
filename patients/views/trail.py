"""The trail: who did what to which record, on a page and as a file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from patients.filters import TrailFilter
from patients.selectors.trail import Told, told
from practice import selectors, services
from practice.access import Permission
from practice.doors.pages import ClinicRequest, keyset_page, page
from practice.doors.sheets import csv_file
from practice.errors import require

MOST = 20_000
HEAD = ("When", "Who", "What", "Record", "Record number of the patient", "Id of the record", "Version", "Request")


@require_GET
@page(Permission.AUDIT_VIEW)
def trail(request: ClinicRequest) -> HttpResponse:
    """A page of the trail, newest first."""
    asked = TrailFilter(request.GET, queryset=selectors.trail(request.actor), request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    found, next_url = keyset_page(request, rows)
    context: dict[str, Any] = {"filter": asked, "events": told(found), "next_url": next_url, "tab": "trail"}
    return render(request, "patients/trail.html", context, status=200 if asked.is_valid() else 400)


@require_GET
@page(Permission.AUDIT_VIEW)
def export_trail(request: ClinicRequest) -> HttpResponse:
    """What the filters find, as a file; that it was taken is an event itself."""
    asked = TrailFilter(request.GET, queryset=selectors.trail(request.actor), request=request)
    if not asked.is_valid():
        return render(request, "patients/trail.html", {"filter": asked, "events": [], "tab": "trail"}, status=400)
    found = list(asked.qs[: MOST + 1])
    too_many = f"These are more than {MOST:,} events. Choose fewer days, then export again."
    require(len(found) <= MOST, "too_many_events", too_many)
    services.export_trail(actor=request.actor)
    name = f"trail-{request.clinic.slug}-{selectors.today_in(request.clinic)}"
    return csv_file(name, HEAD, (_cells(row) for row in told(found)))


def _cells(row: Told) -> tuple[str, ...]:
    event = row.event
    when = timezone.localtime(event.at).isoformat(timespec="seconds")
    return (
        when, row.who, row.what, row.kind, row.record_number, str(event.target_id), str(event.target_version),
        event.request_id,
    )  # fmt: skip
