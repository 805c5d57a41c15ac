"""Days that staff write down for a patient: the diary and what was done of an exercise, a week at once."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from plans import services
from plans.forms.weeks import AdherenceWeek, DiaryWeek, WeekBase, adherence_row, diary_row
from plans.rules.diary import LOOK_BACK
from plans.selectors import diary as diaries
from plans.selectors import exercises, library
from plans.views.around import around, episode_at, today
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page

WEEK = timedelta(days=7)
PREFIX = "days"


@require_http_methods(["GET", "POST"])
@page(Permission.DIARY_WRITE)
def diary_days(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Seven days of the diary that end today or on `?to=`, each with what is there."""
    episode = episode_at(request, episode_id)
    start, end = today(request) - LOOK_BACK, today(request)
    first, last = _asked_week(request, start, end)
    slots = diaries.strip(diaries.days_of(episode.patient_id, last, WEEK.days), last, WEEK.days)
    week = _week(request, DiaryWeek, [diary_row(slot.on, slot.row) for slot in reversed(slots)])
    typed = {"actor": request.actor, "patient": episode.patient, "today": today(request)}
    if _kept(request, week, services.keep_diary_days, typed):
        return redirect(f"{reverse('plans:diary_days', args=[episode.pk])}?to={last}")
    context = {**around(request, episode), "week": week, **_around_week(first, last, start, end)}
    return render(request, "plans/diary_days.html", context, status=_status(week))


@require_http_methods(["GET", "POST"])
@page(Permission.ADHERENCE_WRITE)
def adherence(request: ClinicRequest, prescription_id: UUID) -> HttpResponse:
    """What was done of one exercise on up to seven days of its span, each with what is there."""
    row = open_or_404(request, exercises.prescriptions_for(request.actor), pk=prescription_id)
    end = min(today(request), row.ends_on or today(request))
    first, last = _asked_week(request, row.starts_on, end)
    known = exercises.reported_between(row, first, last)
    days = [last - timedelta(days=back) for back in range((last - first).days + 1)]
    week = _week(request, AdherenceWeek, [adherence_row(on, known.get(on)) for on in days])
    typed = {"actor": request.actor, "prescription": row, "today": today(request)}
    if _kept(request, week, services.keep_adherence_days, typed):
        return redirect(f"{reverse('plans:adherence', args=[row.pk])}?to={last}")
    context = {
        **around(request, row.episode), "row": row, "entry": library.entry_of(row),
        "dose": library.dose_of(row), "week": week, **_around_week(first, last, row.starts_on, end),
    }  # fmt: skip
    return render(request, "plans/adherence.html", context, status=_status(week))


def _asked_week(request: ClinicRequest, start: date, end: date) -> tuple[date, date]:
    """First and last day: the seven that end on `?to=`, within the span that can be written down."""
    try:
        asked = date.fromisoformat(request.GET.get("to", ""))
    except ValueError:
        asked = end
    last = max(min(asked, end), min(start, end))
    return max(last - WEEK + timedelta(days=1), start), last


def _week(request: ClinicRequest, kind: type[WeekBase], initial: list[Mapping[str, Any]]) -> WeekBase:
    return kind(request.POST if request.method == "POST" else None, initial=initial, prefix=PREFIX)


def _kept(request: ClinicRequest, week: WeekBase, service: Callable[..., int], typed: dict[str, Any]) -> bool:
    """Whether the days were sent and stored; refusals stand at their days."""
    if not (week.is_bound and week.is_valid()):
        return False
    days = week.told()
    if days and attempt(week.whole, service, days=days, **typed) is None:
        return False
    messages.success(request, _said(len(days)))
    return True


def _said(number: int) -> str:
    if not number:
        return "No day was changed."
    return "1 day is saved." if number == 1 else f"{number} days are saved."


def _around_week(first: date, last: date, start: date, end: date) -> dict[str, Any]:
    """The days that are shown, and the addresses of the week before and after, '' where there is none."""
    return {
        "first": first,
        "last": last,
        "before": f"?to={first - timedelta(days=1)}" if first > start else "",
        "after": f"?to={min(last + WEEK, end)}" if last < end else "",
    }


def _status(week: WeekBase) -> int:
    return 400 if week.is_bound and (week.total_error_count() or week.whole.errors) else 200
