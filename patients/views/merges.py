"""Two records of one person: compared, merged, and taken apart again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from patients import fields, selectors, services
from patients.forms import MergeForm, OtherForm, PatientForm, UndoForm
from patients.models import Patient, PatientMerge
from patients.opening import home_of, of_patient
from practice import selectors as practice
from practice.access import Permission
from practice.doors import searching
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_read, version_sent

FOUND_AT_ONCE = 20


@require_http_methods(["GET", "POST"])
@page(Permission.PATIENT_MERGE)
@searching.for_people
@of_patient
def merge(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Find the second record of this person, see both side by side, choose which one stays, and say why."""
    asked = OtherForm(request.POST if request.method == "POST" else searching.asked(request))
    other = asked.chosen(selectors.patients_for(request.actor).exclude(pk=patient.pk))
    if other is None:
        return _search_page(request, patient, asked)
    form = MergeForm(request.POST or None, records=(patient, other), initial={"other": other.pk})
    if form.is_valid():
        kept, merged = form.kept_and_merged()
        here, there = version_sent(request), version_sent(request, "other_version")
        read = (here, there) if kept == patient else (there, here)
        typed = {"kept": kept, "merged": merged, "reason": form.cleaned_data["reason"]}
        typed |= {"if_version": read[0], "merged_version": read[1]}
        if made := attempt(form, services.merge_patients, actor=request.actor, now=timezone.now(), **typed):
            messages.success(request, _done(made))
            return redirect(home_of(kept))
    return _compare_page(request, form, patient, other)


def _done(made: PatientMerge) -> str:
    aside = ", ".join(selectors.in_words(made.set_aside))
    said = f" Set aside, because both had them: {aside}." if aside else ""
    closed = " The merged record's own account is closed." if made.account == PatientMerge.Account.CLOSED else ""
    return f"Record {made.merged.record_number} is merged into this one.{said}{closed}"


def _search_page(request: ClinicRequest, patient: Patient, asked: OtherForm) -> HttpResponse:
    others = selectors.patients_for(request.actor).exclude(pk=patient.pk)
    text = asked.text()
    found = others.filter(selectors.found_by(text)).order_by("search_name", "pk")[:FOUND_AT_ONCE] if text else ()
    context = {
        "form": asked, "found": list(found), "searched": bool(text), "alike": selectors.look_alikes(patient),
        **_around(request, patient),
    }  # fmt: skip
    return render(request, "patients/find_same_person.html", context, status=200 if asked.is_valid() else 400)


def _compare_page(request: ClinicRequest, form: MergeForm, patient: Patient, other: Patient) -> HttpResponse:
    context = {
        "form": form, "other": other, "held": selectors.held_in(patient, other),
        "clashes": [] if form.is_bound else selectors.overlapping(patient, other),
        "details": [
            {**detail, "label": _label(detail["name"])}
            for detail in selectors.differing(patient, other, fields.PATIENT)
        ],
        "version": version_read(request, patient),
        "other_version": version_read(request, other, "other_version"),
        **_around(request, patient),
    }  # fmt: skip
    return render(request, "patients/merge.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(Permission.PATIENT_MERGE)
def merged(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """What a merge did, who did it, when and why; and how it is undone."""
    row = open_or_404(request, selectors.merges_for(request.actor), pk=pk)
    form = UndoForm(request.POST or None)
    if form.is_valid():
        typed = {"merge": row, "if_version": version_sent(request), **form.cleaned_data}
        if attempt(form, services.undo_merge, actor=request.actor, now=timezone.now(), **typed):
            messages.success(request, f"Undone: {row.merged.record_number} is a record of its own again.")
            return redirect(home_of(row.merged))
    context = {
        "form": form, "merge": row, "version": version_read(request, row), "moved": selectors.in_words(row.moved),
        "aside": selectors.days_set_aside(row),
        "filled": [_label(name) for name in row.filled], **_around(request, row.kept),
    }  # fmt: skip
    return render(request, "patients/merged.html", context, status=status_of(form))


def _label(name: str) -> str:
    """A detail as the form calls it."""
    return str(PatientForm.base_fields[name].label)


def _around(request: ClinicRequest, patient: Patient) -> dict[str, Any]:
    return {
        "patient": patient, "home": home_of(patient),
        "banner": selectors.banner_of(patient, None, practice.today_in(request.clinic)),
    }  # fmt: skip
