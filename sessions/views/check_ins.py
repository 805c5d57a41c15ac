"""Pages of check-ins: on the patient's phone, and by staff on the telephone."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from practice import reference
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of
from sessions import forms, services
from sessions.models import CheckIn, NeedlingSession
from sessions.rules.check_ins import SORENESS, closer_words, closes, filing_words, has_come, raises_soreness
from sessions.selectors.check_ins import (
    advice_at_once,
    advice_of,
    alert_of,
    answered_hours,
    check_in_alerts,
    check_ins_for,
    closed_alerts,
    standing_advice,
)
from sessions.selectors.sessions import sessions_to_answer
from sessions.views import frames


@require_http_methods(["GET", "POST"])
@page(Permission.CHECK_IN_WRITE)
def record(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Ask the patient how it is, and write it down."""
    session = _to_ask_about(request, pk)
    form = _form(request, session)
    if form.is_valid() and (row := _recorded(request, session, form)):
        messages.success(request, " ".join(filter(None, ["Recorded.", _filing(row, form)])))
        if alert := alert_of(row):
            messages.warning(request, " ".join([alert.message, *(told.text for told in advice_of(row))]))
        return redirect("sessions:check_in", pk)
    episode = session.visit.episode
    context = {"form": form, "session": session, "answers": _answers(session)}
    context["banner"] = frames.banner(request, episode.patient, episode)
    return render(request, "sessions/check_in.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.OWN_RECORD)
def answer(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The patient answers on the own phone."""
    session = open_or_404(request, sessions_to_answer(request.actor), pk=pk)
    if request.method == "GET" and (told := _sent_before(request, session)):
        return render(request, "sessions/answered.html", {**_told(request, told), "session": session})
    form = _form(request, session)
    if form.is_valid() and (row := _recorded(request, session, form)):
        told_now = {**_told(request, row), "session": session, "filing": _filing(row, form)}
        return render(request, "sessions/answered.html", told_now)
    context = {"form": form, "session": session, "advice": advice_at_once(request.clinic)}
    context["warned"] = standing_advice(session.visit.episode.patient_id)
    return render(request, "sessions/answer.html", context, status=status_of(form))


@require_GET
@page(Permission.CHART_VIEW)
def alerts(request: ClinicRequest) -> HttpResponse:
    """What patients answered that needs a call."""
    context = {"alerts": check_in_alerts(request.actor), "closed": closed_alerts(request.actor, timezone.now())}
    return render(request, "sessions/alerts.html", context)


@require_http_methods(["GET", "POST"])
@page(Permission.CHECK_IN_FOLLOW_UP)
def follow_up(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Close an alert by what was done; until then it stays on the work list. Who may not close it keeps the call."""
    row = open_or_404(request, check_ins_for(request.actor), pk=pk)
    may_close = closes(alert_of(row), clinician=request.actor.may(Permission.CHECK_IN_CLOSE_WARNING))
    form = forms.CallBackForm(frames.sent(request), initial={"version": row.version})
    if form.is_valid():
        done, version = form.cleaned_data["done"], form.cleaned_data["version"]
        typed = {"check_in": row, "done": done, "now": timezone.now(), "if_version": version}
        service = services.follow_up_check_in if may_close else services.record_call
        if attempt(form, service, actor=request.actor, **typed):
            kept = "The alert is closed." if may_close else "The call is kept. A therapist closes the warning sign."
            messages.success(request, kept)
            return redirect("sessions:alerts")
    visit = row.session.visit
    context = {"form": form, "answer": _answer(row), "session": row.session, "patient": visit.episode.patient}
    context |= {"events": _opened(row), "banner": frames.banner(request, visit.episode.patient, visit.episode)}
    context |= {
        "sore": SORENESS if raises_soreness(alert_of(row)) else "",
        "may_close": may_close,
        "who_closes": closer_words(visit.therapist.name),
    }
    return render(request, "sessions/follow_up_check_in.html", context, status=status_of(form))


def _to_ask_about(request: ClinicRequest, pk: UUID) -> NeedlingSession:
    """The session; who opens no charts opens none here either, and the trail says so."""
    rows = sessions_to_answer(request.actor)
    if request.actor.may(Permission.CHART_VIEW):
        return open_or_404(request, rows, pk=pk)
    session = get_object_or_404(rows, pk=pk)
    return services.open_check_in_form(actor=request.actor, session=session) if request.method == "GET" else session


def _told(request: ClinicRequest, row: CheckIn) -> dict[str, Any]:
    """What the patient reads: the alert, and what to do now, emergencies first."""
    advice = advice_of(row)
    emergency = any(found.emergency for found in advice)
    number = request.clinic.emergency_number
    return {"row": row, "alert": alert_of(row), "advice": advice, "emergency": number if emergency else ""}


def _sent_before(request: ClinicRequest, session: NeedlingSession) -> CheckIn | None:
    """The answer that `told` names: the phone sent it through the API and asks here what follows from it."""
    asked = forms.ToldForm(request.GET)
    if not asked.is_valid():
        return None
    rows = check_ins_for(request.actor).filter(session=session)
    return rows.filter(pk=asked.cleaned_data["told"]).first()


def _form(request: ClinicRequest, session: NeedlingSession) -> forms.CheckInForm:
    taken = answered_hours(session)
    open_hours = [(hours, str(label)) for hours, label in CheckIn.After.choices if hours not in taken]
    at, now = session.visit.occurred_at, timezone.now()
    come = [(hours, label) for hours, label in open_hours if has_come(hours, at, now)]
    return forms.CheckInForm(
        frames.sent(request), open_hours=open_hours, offered=come, initial={"hours_after": _nearest(at, come)}
    )


def _filing(row: CheckIn, form: forms.CheckInForm) -> str:
    """What is said when the answer came too early for the time that was chosen."""
    return filing_words(form.cleaned_data["hours_after"], row.hours_after)


def _nearest(occurred_at: datetime, open_hours: list[tuple[int, str]]) -> int | None:
    passed = (timezone.now() - occurred_at) / timedelta(hours=1)
    return min((hours for hours, _ in open_hours), key=lambda hours: abs(hours - passed), default=None)


def _recorded(request: ClinicRequest, session: NeedlingSession, form: forms.CheckInForm) -> CheckIn | None:
    now = timezone.now()
    typed = {"actor": request.actor, "session": session, "now": now, "answered_at": now, **form.cleaned_data}
    return attempt(form, services.record_check_in, **typed)


def _answers(session: NeedlingSession) -> list[dict[str, Any]]:
    """In the order of the hours, whichever came in first."""
    joined = ("session__visit", "followed_up_by", "called_by")
    rows = CheckIn.objects.filter(session=session).select_related(*joined).order_by("hours_after")
    return [_answer(row) for row in rows]


def _answer(row: CheckIn) -> dict[str, Any]:
    return {"row": row, "alert": alert_of(row), "signs": _signs(row)}


def _opened(row: CheckIn) -> list[dict[str, Any]]:
    kinds = reference.adverse_events()
    return [{"event": event, "label": kinds[event.kind]["label"]} for event in row.adverse_events.all()]


def _signs(row: CheckIn) -> list[str]:
    known = dict(CheckIn.WarningSign.choices)
    return [str(known.get(sign, sign)) for sign in row.warning_signs]
