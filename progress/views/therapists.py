"""Therapists beside their colleagues, like with like: a page to read or print, and a file."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from practice import selectors as practice
from practice.access import Permission
from practice.doors.pages import ClinicRequest, page
from practice.doors.sheets import csv_file
from progress.forms import ComparisonFilter, asked_of
from progress.selectors.therapists import therapists_compared
from progress.views.periods import usual_periods

HEAD = (
    "Therapist", "Finished", "Stopped coming", "Not measured twice", "Without a comparable episode", "Compared",
    "Better by the MCID", "Share in %", "from %", "to %", "Comparable episodes of colleagues",
    "Share of colleagues in the same mix in %", "from %", "to %", "Difference in points", "from", "to",
    "What it says", "In words",
)  # fmt: skip
SHARE, DIFFERENCE = ("percent", "low", "high"), ("mean", "low", "high")


@require_GET
@page(Permission.CLINIC_PROGRESS_VIEW)
def therapists(request: ClinicRequest) -> HttpResponse:
    """For each therapist by name: the own share, that of comparable patients of colleagues, and the difference."""
    form = ComparisonFilter(request.GET, today=practice.today_in(request.clinic))
    if not form.is_valid():
        return render(request, "progress/therapists.html", {"form": form}, status=400)
    asked = asked_of(form)
    days = {"from": asked.period.first.isoformat(), "to": asked.period.last.isoformat()}
    query = request.GET.copy()
    query.update({name: day for name, day in days.items() if name not in query})
    return render(request, "progress/therapists.html", {
        "form": form, "told": therapists_compared(request.actor, asked), "period": asked.period,
        "query": query.urlencode(), "periods": usual_periods(request, asked.period, practice.today_in(request.clinic)),
    })  # fmt: skip


@require_GET
@page(Permission.CLINIC_PROGRESS_VIEW)
def therapists_file(request: ClinicRequest) -> HttpResponse:
    """The same as a file for a spreadsheet, a row for each therapist by name; nobody's patient stands in it."""
    form = ComparisonFilter(request.GET, today=practice.today_in(request.clinic))
    if not form.is_valid():
        return render(request, "progress/therapists.html", {"form": form}, status=400)
    told = therapists_compared(request.actor, asked_of(form))
    name = f"therapists-{request.clinic.slug}-{told['from']}-{told['to']}"
    return csv_file(name, HEAD, [*(tuple(_cells(row)) for row in told["therapists"]), (told["warning"],)])


def _cells(row: dict[str, Any]) -> Iterator[str]:
    yield row["name"]
    for figure in ("finished", "stopped", "unmeasured", "alone"):
        yield str(row[figure])
    yield str(row["compared"]["of"])
    yield str(row["compared"]["count"])
    yield from _numbers(row["compared"], SHARE)
    yield str(row["peers"])
    yield from _numbers(row["expected"], SHARE)
    yield from _numbers(row["difference"], DIFFERENCE)
    yield row["label"]
    yield row["words"]


def _numbers(told: dict[str, float | None] | None, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        number = told[name] if told else None
        yield "" if number is None else str(number)
