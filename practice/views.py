"""Pages of the clinic itself: health, choosing a clinic, the design system."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from practice import design as design_samples
from practice import selectors
from practice.doors.chosen_clinic import choose


@require_GET
@login_not_required
def healthy(request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_http_methods(["GET", "POST"])
def choose_clinic(request: HttpRequest) -> HttpResponse:
    """Choose the clinic to work in; a user in one clinic never sees this."""
    found = selectors.memberships_of(request.user)  # type: ignore[arg-type]
    chosen = next((m for m in found if str(m.pk) == request.POST.get("membership")), None)
    if chosen is not None:
        choose(request, chosen, found)
        return redirect("/")
    return render(request, "practice/choose_clinic.html", {"memberships": found})


@require_GET
@login_not_required
def design(request: HttpRequest) -> HttpResponse:
    """The design system, every component in every state; only where DEBUG is on."""
    return render(request, "design/index.html", design_samples.samples())
