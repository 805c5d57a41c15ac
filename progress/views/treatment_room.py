"""The treatment room's shell: Today and an empty session without any record, and the worker that serves it."""

from typing import Any, Final

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from patients.models import Appointment, Visit
from practice.access import Permission
from practice.doors.pages import ClinicRequest, page
from practice.models import Membership
from progress.views import workers
from sessions.views import ways
from sessions.views.bound import Bound
from sessions.views.room import TO_BE_NAMED

NAV: Final = [{"label": "Today", "url": "/", "icon": "today"}]


@require_GET
@page(Permission.SESSION_WRITE)
def shell(request: ClinicRequest) -> HttpResponse:
    """The page that a browser keeps and fills in without network.

    It is rendered without the request, so that nothing of the member, the clinic or a token can stand in it.
    """
    return HttpResponse(render_to_string("progress/treatment_room.html", _empty(request)))


@require_GET
@page(Permission.SESSION_WRITE)
def room_worker(_: ClinicRequest) -> HttpResponse:
    """The service worker of the pages of those who record sessions."""
    return workers.answer_of(workers.ROOM)


def _empty(request: ClinicRequest) -> dict[str, Any]:
    bound = Bound(request, None)
    bound.form.initial["occurred_at"] = None  # the script says when it is opened
    bound.form.fields["supervisor"].queryset = Membership.objects.none()  # type: ignore[attr-defined]
    return {
        **bound.context(),
        "nav": NAV,
        "clinic": {"name": "On this device"},
        "may": {"session_sign": True},
        "episode": {"pk": TO_BE_NAMED},
        "states": [Appointment(state=state) for state in Appointment.State.values],
        "told": {
            "paths": bound.form.paths,
            "places": ways.places(TO_BE_NAMED),
            "address": reverse("sessions:detail", args=[TO_BE_NAMED]),
            "location": bound.form.initial["location"],
            "kinds": dict(Visit.Kind.choices),
        },
    }
