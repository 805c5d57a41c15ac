"""The clinic's own exercises."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from plans import forms, services
from plans.rules.exercises import KINDS
from plans.selectors import exercises as selectors
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
    form = forms.ClinicExerciseForm(request.POST or None)
    if form.is_valid():
        typed = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        if attempt(form, services.add_exercise, actor=request.actor, **typed):
            messages.success(request, "The exercise is in the library.")
            return redirect("plans:library")
    return render(request, "plans/own_exercise.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.EXERCISE_LIBRARY_WRITE)
def change(request: ClinicRequest, key: str) -> HttpResponse:
    """Change one of the clinic's own, or take it out of use."""
    row = get_object_or_404(selectors.own_exercises(), key=key)
    form = forms.ClinicExerciseForm(request.POST or None, instance=row, initial={"version": row.version})
    if form.is_valid():
        version = form.cleaned_data.pop("version") or 0
        typed = {"actor": request.actor, "exercise": row, "if_version": version, **form.cleaned_data}
        if attempt(form, services.change_exercise, **typed):
            messages.success(request, "The exercise is changed.")
            return redirect("plans:library")
    return render(request, "plans/own_exercise.html", {"form": form, "row": row}, status=status_of(form))
