"""Today, by role, and the work list."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from patients.selectors import found_by, patients_for
from patients.selectors.appointments import of_day
from patients.selectors.requests import new_requests
from patients.views.appointments import with_next_step
from practice import selectors as practice
from practice.access import Permission, Role
from practice.doors import searching
from practice.doors.pages import ClinicRequest, page
from progress import selectors
from progress.forms import KIND_WORDS, WorkFilter
from progress.rules.due import Kind, Tone
from progress.selectors.red_flags import with_open_red_flag
from progress.selectors.today import visits_on
from progress.selectors.unsigned import place_of
from progress.selectors.work import WITHOUT_CHART, WorkItem

SHOWN = 12
AT_FIRST = 25  # of each kind, until one kind is asked for
MOST_LETTERS = 120  # of a search


@page(Permission.WORKLIST_VIEW, Permission.OWN_RECORD)
@searching.for_people
def today(request: ClinicRequest) -> HttpResponse:
    """The first page: of care, of the desk, the manager's, or the patient's."""
    roles = request.actor.roles
    if roles & {Role.THERAPIST, Role.ASSISTANT}:
        return render(request, "progress/today.html", _care(request))
    if Role.MANAGER in roles:
        return redirect("progress:clinic")
    if Role.FRONT_DESK in roles:
        return render(request, "progress/desk.html", _desk(request))
    return redirect("progress:me")


def _care(request: ClinicRequest) -> dict[str, Any]:
    """A therapist's own day; an assistant has no patients of their own and sees the clinic's."""
    actor, clinic = request.actor, request.clinic
    mine = Role.THERAPIST in actor.roles
    items = selectors.worklist(actor, clinic, timezone.now(), mine=mine)
    apart = {Kind.UNSIGNED, Kind.VISIT}
    attention = [item for item in items if item.kind not in apart]
    return {
        "day": practice.today_in(clinic), "mine": mine, "appointments": _appointments(request, mine=mine),
        "visits": _places(request, actor.membership_id if mine else None),
        "unsigned": [item for item in items if item.kind == Kind.UNSIGNED],
        "expected": _expected(items),
        "attention": attention[:SHOWN], "more": len(attention) - SHOWN,
        "pressing": sum(item.due.tone == Tone.STOP for item in attention), "attention_count": len(attention),
    }  # fmt: skip


def _appointments(request: ClinicRequest, *, mine: bool) -> list[dict[str, Any]]:
    """Today's, with the step that is next for each: one's own, or the clinic's; who opens charts reads of red flags."""
    whose = request.actor.membership_id if mine else None
    rows = of_day(practice.today_in(request.clinic), whose)
    reads = request.actor.may(Permission.CHART_VIEW)
    flagged = with_open_red_flag({row.patient_id for row in rows}, request.clinic) if reads else frozenset()
    return [told | {"flagged": told["row"].patient_id in flagged} for told in with_next_step(request, rows)]


def _expected(items: list[WorkItem]) -> list[WorkItem]:
    """Who is due by the plan and has no appointment before them, the longest due first."""
    return sorted((item for item in items if item.kind == Kind.VISIT), key=lambda item: item.due.on or date.max)


def _places(request: ClinicRequest, therapist_id: Any) -> list[dict[str, Any]]:
    visits = visits_on(practice.today_in(request.clinic), therapist_id)
    return [{"visit": visit, "label": place_of(visit)[0], "url": place_of(visit)[1]} for visit in visits]


def _desk(request: ClinicRequest) -> dict[str, Any]:
    """Who comes and what agreement is missing; nothing clinical."""
    items = selectors.worklist(request.actor, request.clinic, timezone.now(), mine=False)
    return {
        "day": practice.today_in(request.clinic),
        "visits": visits_on(practice.today_in(request.clinic)),
        "appointments": _appointments(request, mine=False),
        "requests": new_requests(request.actor),
        **{kind.value: [item for item in items if item.kind == kind] for kind in WITHOUT_CHART},
        Kind.VISIT.value: _expected(items),
        **_sought(request),
    }


def _sought(request: ClinicRequest) -> dict[str, Any]:
    """Whom the search in the box finds, the first of them; the list of patients has them all."""
    asked = searching.asked(request)
    text = asked.get(searching.TEXT, "").strip()[:MOST_LETTERS]
    if not text:
        return {"sought": "", "found": ()}
    rows = patients_for(request.actor).filter(found_by(text)).order_by("search_name", "pk")
    return {"sought": text, "found": list(rows[:SHOWN]), "all_found": searching.address(request, "/patients/", asked)}


@page(Permission.WORKLIST_VIEW)
def work(request: ClinicRequest) -> HttpResponse:
    """Everything that is due: mine or the clinic's, of one kind or of all; the address holds the filter."""
    allowed = [kind for kind in Kind if request.actor.may(Permission.CHART_VIEW) or kind in WITHOUT_CHART]
    form = WorkFilter(request.GET or None, kinds=allowed)
    mine = Role.THERAPIST in request.actor.roles
    if form.is_bound and form.is_valid():
        mine = form.cleaned_data["whose"] == "mine" if form.cleaned_data["whose"] else mine
    form.initial["whose"] = "mine" if mine else "clinic"
    kind = form.cleaned_data["kind"] if form.is_bound and form.is_valid() else ""
    items = selectors.worklist(request.actor, request.clinic, timezone.now(), mine=mine, kind=kind)
    told = {"form": form, "groups": grouped(items, most=None if kind else AT_FIRST), "shown": len(items), "mine": mine}
    return render(request, "progress/work.html", told, status=200 if form.is_valid() or not form.is_bound else 400)


def grouped(items: list[WorkItem], *, most: int | None = None) -> list[dict[str, Any]]:
    """The items under the words of their kinds, `most` of each; the kind with the most pressing item first."""
    found: dict[Kind, list[WorkItem]] = {}
    for item in items:
        found.setdefault(item.kind, []).append(item)
    return [
        {"kind": kind, "title": KIND_WORDS[kind], "items": rows[:most], "number": len(rows)}
        for kind, rows in found.items()
    ]
