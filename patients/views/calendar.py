"""The calendar: a day with everybody's appointments, or the week of one therapist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from patients import day_grid
from patients.day_grid import Column
from patients.forms.appointments import EVERYBODY, CalendarFilter
from patients.models import Appointment, Patient
from patients.rules.appointments import LATE, TAKES_NO_TIME, licensed
from patients.selectors.appointments import appointments_for, on_days
from patients.selectors.requests import requests_for
from practice import hours
from practice import selectors as practice
from practice.access import Permission, Role
from practice.days import day_words
from practice.doors.pages import ClinicRequest, id_asked, page
from practice.models import Clinic, Membership

WEEK = 7
WEEKDAYS = 5
WANTED = ("patient", "moving", "request")  # what a free time is looked for


@require_GET
@page(Permission.APPOINTMENT_VIEW)
def day(request: ClinicRequest) -> HttpResponse:
    """One day: a column for each therapist; a therapist begins with the own one."""
    therapists = list(practice.therapists())
    own = str(request.actor.membership_id)
    usual = own if Role.THERAPIST in request.actor.roles else EVERYBODY
    form, on, whose = _asked(request, therapists, usual=usual, everybody=True)
    rows = list(_rows(request, on, on, whose))
    desk = _desk(request)
    columns = [_column_of(desk, member, on, rows) for member in _shown(therapists, rows, whose)]
    context = _context(request, form, on, rows, columns, step=1, tab="day")
    return render(request, "patients/calendar.html", context, status=200 if form.is_valid() else 400)


@require_GET
@page(Permission.APPOINTMENT_VIEW)
def week(request: ClinicRequest) -> HttpResponse:
    """The week of one therapist, Monday first; the weekend where it is open, or something stands in it."""
    therapists = list(practice.therapists())
    own = str(request.actor.membership_id)
    first = str(therapists[0].pk) if therapists else ""
    usual = own if Role.THERAPIST in request.actor.roles else first
    form, on, whose = _asked(request, therapists, usual=usual, everybody=False)
    monday = on - timedelta(days=on.weekday())
    member = next((one for one in therapists if one.pk == whose), None)
    rows = list(_rows(request, monday, monday + timedelta(days=WEEK - 1), whose)) if member else []
    context = _context(request, form, on, rows, _days(_desk(request), member, monday, rows), step=WEEK, tab="week")
    return render(request, "patients/calendar.html", context | {"monday": monday, "member": member},
                  status=200 if form.is_valid() else 400)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """What decides which free times are offered: the clinic, its clock, and who holds which licence."""

    clinic: Clinic
    now: datetime
    licences: Mapping[UUID, Sequence[tuple[date, date]]]

    def licensed(self, member: Membership, on: date) -> bool:
        """Whether the member may be booked for a day."""
        return licensed(self.licences.get(member.pk, ()), starts_on=on, today=self.now.date())

    def column(self, member: Membership, on: date, title: str, url: str, mine: list[Appointment]) -> Column:
        """A therapist's day: closed where it is over, or they do not treat on it."""
        first = self.now - LATE
        without = "" if self.licensed(member, on) or member.gone else " (no licence)"
        return Column(
            on, member, f"{title}{without}", url, mine, _open(self.clinic, member, on),
            closed=bool(member.gone or without) or on < self.now.date(),
            over=day_grid.minute_of(first) if on == first.date() else 0,
        )  # fmt: skip


def _desk(request: ClinicRequest) -> Desk:
    now = timezone.now().astimezone(ZoneInfo(request.clinic.timezone))
    return Desk(request.clinic, now, practice.licence_days())


def _column_of(desk: Desk, member: Membership, on: date, rows: list[Appointment]) -> Column:
    title, week = (f"{member.name} ({member.gone})", "") if member.gone else (member.name, _url("week", on, member.pk))
    return desk.column(member, on, title, week, _of(rows, member.pk))


def _days(desk: Desk, member: Membership | None, monday: date, rows: list[Appointment]) -> list[Column]:
    if member is None:
        return []
    found = []
    for number in range(WEEK):
        on = monday + timedelta(days=number)
        mine = [row for row in rows if timezone.localtime(row.starts_at).date() == on and takes_time(row)]
        works = _open(desk.clinic, member, on)
        if number < WEEKDAYS or mine or works:
            title, day_url = f"{on:%a} {day_words(on, year=False)}", _url("calendar", on, None)
            found.append(desk.column(member, on, title, day_url, mine))
    return found


def _open(clinic: Clinic, member: Membership, on: date) -> list[hours.Span] | None:
    return hours.spans_of(member.hours_in(clinic), on.weekday())


def takes_time(row: Appointment) -> bool:
    """Whether it stands in the table; what was cancelled or missed stands below it."""
    return row.state not in TAKES_NO_TIME


def _asked(
    request: ClinicRequest, therapists: list[Membership], *, usual: str, everybody: bool
) -> tuple[CalendarFilter, date, UUID | None]:
    """The filter, the day and the therapist (None for all) that the address asks for; today where it asks nonsense."""
    today = practice.today_in(request.clinic)
    asked = {name: request.GET[name] for name in ("day", "therapist", *WANTED) if request.GET.get(name)}
    sent = {"day": today.isoformat(), "therapist": usual, **asked}
    if not everybody and sent["therapist"] == EVERYBODY:
        sent["therapist"] = usual
    form = CalendarFilter(sent, therapists=therapists, everybody=everybody)
    fine = form.is_valid()
    on, chosen = (form.cleaned_data["day"], form.cleaned_data["therapist"]) if fine else (today, usual)
    return form, on, UUID(chosen) if chosen not in ("", EVERYBODY) else None


def _rows(request: ClinicRequest, first: date, last: date, whose: UUID | None) -> Any:
    rows = on_days(appointments_for(request.actor), first, last)
    return rows if whose is None else rows.filter(therapist_id=whose)


def _of(rows: list[Appointment], therapist_id: UUID) -> list[Appointment]:
    return [row for row in rows if row.therapist_id == therapist_id and takes_time(row)]


def _shown(therapists: list[Membership], rows: list[Appointment], whose: UUID | None) -> list[Membership]:
    """The therapists of the clinic, and who is none any more but has appointments still."""
    known = {member.pk for member in therapists}
    gone = {row.therapist_id: row.therapist for row in rows if row.therapist_id not in known}
    return [member for member in (*therapists, *gone.values()) if whose in (None, member.pk)]


def _context(
    request: ClinicRequest, form: CalendarFilter, on: date, rows: list[Appointment], columns: list[Column], *,
    step: int, tab: str,
) -> dict[str, Any]:  # fmt: skip
    kept = {name: request.GET[name] for name in ("therapist", *WANTED) if request.GET.get(name)}
    lies = {name: f"?{urlencode({**kept, 'day': on + timedelta(days=by)})}"
            for name, by in (("earlier", -step), ("later", step))}  # fmt: skip
    zone = ZoneInfo(request.clinic.timezone)
    today = practice.today_in(request.clinic)
    return {
        "form": form, "on": on, "today": today, "tab": tab, "columns": columns, "rows": rows,
        "lines": day_grid.lines(columns, zone), "gone": [row for row in rows if not takes_time(row)],
        "listed": [row for row in rows if takes_time(row)], "slot": _slot(request), "wanted": _wanted(request),
        "zone": request.clinic.timezone,
        "has_hours": any(column.open_minutes is not None for column in columns),
        "today_url": f"?{urlencode(kept)}", **lies,
        "day_url": _url("calendar", on, None), "week_url": _url("week", on, None),
    }  # fmt: skip


def _url(name: str, on: date, therapist_id: UUID | None) -> str:
    asked = {"day": on, **({"therapist": therapist_id} if therapist_id else {})}
    return f"{reverse(f'patients:{name}')}?{urlencode(asked)}"


def _slot(request: ClinicRequest) -> str:
    """Where a free field leads, up to its time; '' for those who may not book."""
    if not request.actor.may(Permission.APPOINTMENT_WRITE):
        return ""
    moving, patient = id_asked(request, "moving"), id_asked(request, "patient")
    asked = id_asked(request, "request") if request.actor.may(Permission.REQUEST_ANSWER) else None
    place = reverse("patients:move_appointment", args=[moving]) if moving else reverse("patients:book")
    if asked and not moving:
        place = reverse("patients:accept_request", args=[asked])
    return f"{place}?{urlencode({'patient': patient})}&" if patient and not moving else f"{place}?"


def _wanted(request: ClinicRequest) -> dict[str, Any]:
    """Who looks for a free time: somebody to book for, an appointment to move, or who asked for one."""
    moving, patient = id_asked(request, "moving"), id_asked(request, "patient")
    if moving:
        row = appointments_for(request.actor).filter(pk=moving).first()
        return {"moving": row, "patient": row.patient} if row else {}
    found = Patient.objects.filter(pk=patient).first() if patient else None
    if found is None and (asked := id_asked(request, "request")) and request.actor.may(Permission.REQUEST_ANSWER):
        return {"request": requests_for(request.actor).filter(pk=asked).first()}
    return {"patient": found} if found else {}
