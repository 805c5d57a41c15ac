"""What the diary says up to the day of an assessment, offered beside its fields."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from patients.forms.assessments import fields_taken
from patients.rules.measurements import MIN_RECORDED_DAYS
from plans.rules.offers import offers_of
from plans.selectors.diary import window_28
from plans.views.around import episode_at, today
from practice.access import Permission
from practice.doors.pages import ClinicRequest, page
from practice.forms import Moment


@require_GET
@page(Permission.CHART_VIEW)
def diary_offer(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """The 28 days up to the day of `?occurred_at=`, for the page of the assessment; else the diary's own page."""
    episode, day = episode_at(request, episode_id), _day_of_visit(request)
    if not request.htmx:
        return redirect(f"{reverse('plans:diary', args=[episode.pk])}?{urlencode({'to': day.isoformat()})}")
    window = window_28(episode.patient_id, day)
    context = {
        "episode": episode, "window": window, "needed": MIN_RECORDED_DAYS, "by_class": window.medicine_days_by_class,
        "offers": [{"offer": offer, "fills": _fills(offer.measurement)} for offer in offers_of(window)],
    }  # fmt: skip
    return render(request, "plans/_diary_offer.html", context)


def _fills(measurement: Any) -> str:
    """The fields of the assessment that take the offer, with their values, as JSON."""
    return DjangoJSONEncoder().encode(fields_taken(measurement))


def _day_of_visit(request: ClinicRequest) -> date:
    """The clinic's day of the time in the form; today where it cannot be read or lies ahead."""
    try:
        moment = Moment(required=False).clean(request.GET.get("occurred_at", ""))
    except ValidationError:
        moment = None
    return today(request) if moment is None else min(timezone.localtime(moment).date(), today(request))
