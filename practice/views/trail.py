"""The trail: who did what to which record."""

from typing import Any

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from practice import filters, selectors
from practice.access import Permission
from practice.audit import AuditEvent
from practice.doors.pages import ClinicRequest, keyset_page, page


@require_GET
@page(Permission.AUDIT_VIEW)
def trail(request: ClinicRequest) -> HttpResponse:
    """A page of the trail, newest first."""
    asked = filters.TrailFilter(request.GET, queryset=selectors.trail(request.actor))
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    found, next_url = keyset_page(request, rows)
    names = selectors.names_of({event.membership_id for event in found})
    context = {"filter": asked, "events": [_shown(event, names) for event in found], "next_url": next_url}
    return render(request, "practice/trail.html", {**context, "tab": "trail"}, status=200 if asked.is_valid() else 400)


def _shown(event: AuditEvent, names: dict[Any, str]) -> dict[str, Any]:
    model = apps.get_model(event.target_type)
    return {
        "event": event,
        "words": filters.verb_in_words(event.verb),
        "who": names.get(event.membership_id, "somebody who left"),
        "record": str(model._meta.verbose_name),
    }
