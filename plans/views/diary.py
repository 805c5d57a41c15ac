"""The headache diary as the therapist reads it: 28 days and what they add up to."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from patients.rules.measurements import MIN_RECORDED_DAYS, WINDOW_DAYS
from patients.selectors.medicines import known_medicines
from plans.models import DiaryDay
from plans.rules.overuse import overuse_in
from plans.rules.windows import window_of
from plans.selectors import diary as selectors
from plans.views.around import around, episode_at, today
from practice.access import Permission
from practice.doors.pages import ClinicRequest, page

FIRST_DAY = date(1990, 1, 1)


@require_GET
@page(Permission.CHART_VIEW)
def diary(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """28 days that end today or on `?to=`; to htmx the panel alone, for the chart."""
    episode = episode_at(request, episode_id)
    last = _asked_day(request)
    days = selectors.days_of(episode.patient_id, last)
    window = window_of(days, last)
    names = dict(DiaryDay.Medicine.choices)
    context = {
        "episode": episode,
        "window": window,
        "slots": selectors.strip(days, last, WINDOW_DAYS),
        "medicines": [(names.get(key, key), n) for key, n in window.medicine_days_by_class.items()],
        "overuse": overuse_in(window, known_medicines(episode.patient)),
        "needed": MIN_RECORDED_DAYS,
        "before": window.first - timedelta(days=1),
        "after": min(last + timedelta(days=WINDOW_DAYS), today(request)) if last < today(request) else None,
    }
    if request.htmx:
        return render(request, "plans/_diary.html", context)
    return render(request, "plans/diary.html", {**around(request, episode), **context})


def _asked_day(request: ClinicRequest) -> date:
    """The day in the address, else today; a day that cannot be read, lies ahead or before all diaries is today."""
    try:
        asked = date.fromisoformat(request.GET.get("to", ""))
    except ValueError:
        return today(request)
    return asked if FIRST_DAY <= asked <= today(request) else today(request)
