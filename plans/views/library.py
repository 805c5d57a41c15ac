"""The clinic's own exercises."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from plans import services
from plans.forms.library import ClinicExerciseForm, StepRows, StepRowsBase, step_initial
from plans.rules.exercises import KINDS
from plans.selectors import library as selectors
from practice.access import Permission
from practice.doors.pages import ClinicRequest, attempt, page, status_of


@require_GET
@page(Permission.CHART_VIEW)
def library(request: ClinicRequest) -> HttpResponse:
    """The clinic's own exercises, in use or not."""
    rows = [{"row": row, "kind": KINDS[row.kind], "dose": selectors.dose_of(row)} for row in selectors.own_exercises()]
    return render(request, "plans/library.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@page(Permission.EXERCISE_LIBRARY_WRITE)
def add(request: ClinicRequest) -> HttpResponse:
    """Add one of the clinic's own."""
    form, steps = ClinicExerciseForm(request.POST or None), _steps(request, [])
    if _valid(form, steps):
        typed = {"actor": request.actor, **_typed(form, steps)}
        if attempt(form, services.add_exercise, **typed):
            messages.success(request, "The exercise is in the library.")
            return redirect("plans:library")
    context = {"form": form, "formset": steps}
    return render(request, "plans/own_exercise.html", context, status=status_of(form, steps))


@require_http_methods(["GET", "POST"])
@page(Permission.EXERCISE_LIBRARY_WRITE)
def change(request: ClinicRequest, key: str) -> HttpResponse:
    """Change one of the clinic's own, or take it out of use; what is prescribed stays as it was prescribed."""
    row = get_object_or_404(selectors.own_exercises(), key=key)
    told = {"version": row.version, "checklist": [item["text"] for item in row.checklist]}
    form = ClinicExerciseForm(request.POST or None, instance=row, initial=told)
    steps = _steps(request, [step_initial(step) for step in row.steps])
    if _valid(form, steps):
        typed = {"actor": request.actor, "exercise": row, "if_version": form.cleaned_data["version"] or 0}
        if attempt(form, services.change_exercise, **typed, **_typed(form, steps)):
            messages.success(request, "The exercise is changed.")
            return redirect("plans:library")
    earlier = [{**selectors.as_told(edition), "since": edition.created_at} for edition in selectors.editions_of(row)]
    context = {"form": form, "formset": steps, "exercise": row, "earlier": earlier[1:]}
    return render(request, "plans/own_exercise.html", context, status=status_of(form, steps))


def _steps(request: ClinicRequest, initial: list[dict[str, Any]]) -> StepRowsBase:
    return cast(StepRowsBase, StepRows(request.POST or None, initial=initial, prefix="steps"))


def _valid(form: ClinicExerciseForm, steps: StepRowsBase) -> bool:
    """Both are looked at, so that both say what is wrong."""
    return all([form.is_valid(), steps.is_valid()])


def _typed(form: ClinicExerciseForm, steps: StepRowsBase) -> dict[str, Any]:
    """The exercise as the service takes it; what it refuses of a step is said at that step."""
    form.rows = {"steps": list(steps.filled())}
    return form.as_details([row.as_step() for row in steps.filled()])
