"""The manager's page, and the patients behind each of its figures."""

from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from patients.models import EpisodeOfCare
from patients.selectors.appointments import without_therapist
from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.doors.pages import ClinicRequest, page
from progress.forms import ClinicFilter, asked_of
from progress.rules.period import Period
from progress.selectors.clinic import GROUP_WORDS, Asked, Figures, clinic_progress
from progress.selectors.muscles import clinic_muscles
from progress.selectors.therapists import FIGURES as THERAPIST_FIGURES
from progress.selectors.therapists import Compared
from progress.selectors.unsigned import place_of, with_places
from progress.selectors.workload import compliance, workload
from progress.views.periods import address, usual_periods

WEEKS_SHOWN = 26
FIGURE_WORDS = {
    "active": "Seen in the period",
    "new": "Started in the period",
    "discharged": "Discharged in the period",
    "dropped_out": "Stopped coming",
    "treated": "Needled in the period",
    "unsigned": "With an unsigned note today",
    "adverse_events": "With an adverse event in the period",
    "mcid": "Better by the MCID or more",
    "responder30": "Better by 30 % or more",
    "finished": "Care that ended",
    "stopped": "Stopped coming",
    "unmeasured": "Not measured twice",
    "alone": "Without a comparable episode",
    "compared": "Compared with colleagues",
    "peers": "Comparable episodes of colleagues",
    "stratum": "Care that ended",
}
MEASURED = ("mcid", "responder30", "compared", "peers", "stratum")


def asked_in(request: ClinicRequest) -> tuple[ClinicFilter, Asked | None]:
    """The filter of the address; None in place of what was asked when it cannot be read."""
    form = ClinicFilter(request.GET, today=practice.today_in(request.clinic))
    return form, asked_of(form) if form.is_valid() else None


@page(Permission.CLINIC_PROGRESS_VIEW)
def clinic(request: ClinicRequest) -> HttpResponse:
    """Workload, outcomes, safety and what is open, for a period."""
    form, asked = asked_in(request)
    if asked is None:
        return render(request, "progress/clinic.html", {"form": form}, status=400)
    told = clinic_progress(request.actor, asked)
    today = practice.today_in(request.clinic)
    for row in told["unsigned"]:
        row["days"] = (today - date.fromisoformat(row["oldest"])).days
    return render(request, "progress/clinic.html", {
        "form": form, "told": told, "without_therapist": without_therapist(today).count(), "today": today,
        "compliance": compliance(request.clinic, today),
        "workload": _workload(request, asked, today),
        "period": asked.period, "query": request.GET.urlencode(),
        "weeks": _weeks(request, asked.period, told["sessions"]["per_week"]),
        "periods": usual_periods(request, asked.period, today),
    })  # fmt: skip


def _workload(request: ClinicRequest, asked: Asked, today: date) -> list[dict[str, Any]]:
    """Each therapist's work with the address of the patients behind it."""
    rows = workload(asked, today)
    return [row | {"query": _of_therapist(request, row["therapist"])} for row in rows]


def _of_therapist(request: ClinicRequest, pk: UUID) -> str:
    told = request.GET.copy()
    told["therapist"] = str(pk)
    return told.urlencode()


@page(Permission.CLINIC_PROGRESS_VIEW)
def muscles(request: ClinicRequest) -> HttpResponse:
    """Which muscles helped in a period; to htmx the tables alone, for the manager's page."""
    form, asked = asked_in(request)
    if asked is None:
        return render(request, "progress/muscles.html", {"form": form}, status=400)
    alone = request.htmx and request.htmx.target != "results"  # the filter looks for its results in the whole page
    template = "progress/_parts/clinic_muscles.html" if alone else "progress/muscles.html"
    helped = clinic_muscles(request.actor, asked)
    parts = [
        part | {
            "shown": [row for row in part["muscles"] if row["difference"]],
            "few": [row for row in part["muscles"] if not row["difference"]],
        }
        for part in helped["measures"]
    ]  # fmt: skip
    told = {"form": form, "period": asked.period, "alone": alone, "helped": helped | {"measures": parts}}
    return render(request, template, told)


def _weeks(request: ClinicRequest, period: Period, counted: list[dict[str, Any]]) -> dict[str, Any]:
    """The last weeks of the period, each with the address of the patients behind it, and the busiest."""
    rows = []
    for row in counted[-WEEKS_SHOWN:]:
        first = date.fromisoformat(row["week"])
        days = max(first, period.first), min(first + timedelta(days=6), period.last)
        rows.append({"first": first, "sessions": row["sessions"], "query": address(request, *days)})
    busiest = max(rows, key=lambda row: row["sessions"], default=None)
    return {
        "rows": rows, "hidden": len(counted) > WEEKS_SHOWN,
        "busiest": busiest if busiest and busiest["sessions"] else None,
    }  # fmt: skip


@page(Permission.CLINIC_PROGRESS_VIEW)
def behind(request: ClinicRequest, figure: str) -> HttpResponse:
    """The patients that a figure counts."""
    form, asked = asked_in(request)
    if asked is None:
        return render(request, "progress/behind.html", {"form": form, "title": "Patients"}, status=400)
    try:
        found = _behind(asked, figure)
    except (KeyError, ValueError):
        raise Http404 from None
    rows = EpisodeOfCare.objects.filter(pk__in=found.reached).select_related("patient", "therapist")
    return render(request, "progress/behind.html", {
        "form": form, "title": found.title, "rows": _rows(rows, found.reached), "query": request.GET.urlencode(),
        "period": asked.period, "measured": figure.partition(".")[0] in MEASURED, "back": found.back,
        "unsigned": _unsigned(asked, figure), "whenever": figure.partition(".")[0] == "unsigned",
    })  # fmt: skip


class Behind(NamedTuple):
    """The episodes behind a figure, whether each reached it where that is the question, and where the figure stands."""

    title: str
    reached: dict[UUID, bool | None]
    back: str


def _behind(asked: Asked, figure: str) -> Behind:
    """KeyError or ValueError for a figure that does not exist."""
    name = figure.partition(".")[0]
    if name in THERAPIST_FIGURES:
        compared = Compared(asked)
        reached = compared.behind(figure)
        whose = compared.name_behind(figure)
        return Behind(f"{FIGURE_WORDS[name]}: {whose}" if whose else FIGURE_WORDS[name], reached, "therapists")
    figures = Figures(asked)
    ids = figures.behind(figure)
    outcomes = figures.outcome_by_episode if name in MEASURED else {}
    reached = {pk: getattr(outcomes[pk][1], name) if pk in outcomes else None for pk in ids}
    return Behind(_title(figure), reached, "clinic")


def _unsigned(asked: Asked, figure: str) -> list[dict[str, Any]]:
    """The notes behind the figure of unsigned ones, each with its page."""
    name, _, part = figure.partition(".")
    notes = with_places(Figures(asked).unsigned_behind(part)) if name == "unsigned" else []
    return [{"visit": note, "called": place_of(note)[0], "url": place_of(note)[1]} for note in notes]


def _title(figure: str) -> str:
    name, _, part = figure.partition(".")
    words = GROUP_WORDS.get(part) or reference.adverse_events().get(part, {}).get("label", "")
    return f"{FIGURE_WORDS[name]}: {words.lower()}" if words else FIGURE_WORDS[name]


def _rows(episodes: "QuerySet[EpisodeOfCare]", reached: dict[UUID, bool | None]) -> list[dict[str, Any]]:
    conditions = reference.conditions()
    return [
        {"episode": episode, "condition": conditions[episode.condition]["name"], "reached": reached[episode.pk]}
        for episode in episodes.order_by("patient__family_name", "patient__given_name", "pk")
    ]
