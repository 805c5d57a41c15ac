"""What somebody leaves behind, or has left behind, who works here no more: appointments to come, and drafts."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from patients.selectors.appointments import from_day_on
from patients.selectors.visits import signed_by_whom, to_be_signed
from practice import selectors as practice
from practice.access import Permission
from practice.doors.pages import ClinicRequest, page
from progress.selectors.unsigned import place_of, with_places

SHOWN = 5


@require_GET
@page(Permission.CLINIC_MANAGE)
def open_work(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """All of it; to htmx the first ones alone, for the page of the person and the question before access ends."""
    member = get_object_or_404(practice.staff(), pk=pk)
    appointments = from_day_on(practice.today_in(request.clinic)).filter(therapist=member)
    drafts = [
        {"visit": visit, "label": place_of(visit)[0], "url": place_of(visit)[1]}
        for visit in with_places(to_be_signed().filter(signed_by_whom(member.pk)).order_by("occurred_at", "pk"))
    ]
    context: dict[str, Any] = {"member": member, "appointments": list(appointments), "drafts": drafts}
    if request.htmx:
        few = {
            "appointments_shown": context["appointments"][:SHOWN], "drafts_shown": drafts[:SHOWN], "few": True,
            "appointments_more": len(context["appointments"]) - SHOWN, "drafts_more": len(drafts) - SHOWN,
        }  # fmt: skip
        return render(request, "progress/_open_work.html", context | few)
    shown = {"appointments_shown": context["appointments"], "drafts_shown": drafts, "few": False}
    return render(request, "progress/open_work.html", context | shown)
