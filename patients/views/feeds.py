"""The address of the own calendar feed, and the feed itself, which needs no sign-in but its secret."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import services
from patients.calendar_file import as_icalendar
from patients.selectors.feeds import appointments_in, feed_behind, own_feed
from practice import scoping
from practice.access import Permission
from practice.doors.pages import ClinicRequest, page


@require_http_methods(["GET", "POST"])
@page(Permission.CALENDAR_FEED)
def feed(request: ClinicRequest) -> HttpResponse:
    """Whether there is an address; a new one is shown once, on the page that made it."""
    address = ""
    if request.method == "POST":
        secret = secrets.token_urlsafe(32)
        services.open_feed(actor=request.actor, secret=secret, now=timezone.now())
        address = settings.PUBLIC_URL + reverse("patients:feed_file", args=[secret])
    context = {"address": address, "known": own_feed(request.actor), "tab": "feed"}
    answer = render(request, "patients/feed.html", context)
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_POST
@page(Permission.CALENDAR_FEED)
def close_feed(request: ClinicRequest) -> HttpResponse:
    """The address ends."""
    services.close_feed(actor=request.actor, now=timezone.now())
    messages.success(request, "The address is closed. Calendar apps get nothing more from it.")
    return redirect("patients:feed")


@require_GET
@login_not_required
def feed_file(request: HttpRequest, secret: str) -> HttpResponse:
    """The appointments of the therapist to whom this secret belongs; 404 for every other one."""
    found = feed_behind(secret)
    if found is None:
        raise Http404
    scoping.enter(found.clinic_id)
    link = settings.PUBLIC_URL + "/appointments/"
    content = as_icalendar(appointments_in(found, timezone.now()), found.clinic, link=link)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "no-store, private"
    return answer
