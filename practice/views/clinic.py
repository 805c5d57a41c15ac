"""The clinic's settings, and the choice of a clinic."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from practice import forms, reference, selectors, services
from practice.access import Permission
from practice.doors.chosen_clinic import switch
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_read, version_sent
from practice.jurisdictions import row_on


@require_http_methods(["GET", "POST"])
def choose_clinic(request: HttpRequest) -> HttpResponse:
    """Choose the clinic to work in; a user in one clinic never sees this."""
    found = selectors.memberships_of(request.user)  # type: ignore[arg-type]
    chosen = next((m for m in found if str(m.pk) == request.POST.get("membership")), None)
    if chosen is not None:
        switch(request, chosen, found)
        return redirect("/")
    return render(request, "practice/choose_clinic.html", {"memberships": found})


@require_GET
@page(Permission.CLINIC_VIEW)
def clinic(request: ClinicRequest) -> HttpResponse:
    """The settings as they are."""
    return render(request, "practice/clinic.html", {
        "settings": request.clinic, "tab": "clinic", "payer": reference.payer_rules()[request.clinic.payer_rule],
    })  # fmt: skip


@require_GET
@page(Permission.CLINIC_VIEW)
def state_rules(request: ClinicRequest) -> HttpResponse:
    """What the clinic's state says about needling today, and the whole table with its days and sources."""
    rows, today = reference.jurisdictions(), selectors.today_in(request.clinic)
    context = {
        "rule": row_on(rows, request.clinic.jurisdiction, today),
        "rows": sorted(rows, key=lambda row: (row["name"], row["from"] or "")),
        "state": request.clinic.jurisdiction,
        "tab": "state",
    }
    return render(request, "practice/state_rules.html", context)


@require_http_methods(["GET", "POST"])
@page(Permission.CLINIC_MANAGE)
def edit_clinic(request: ClinicRequest) -> HttpResponse:
    """Change the settings."""
    found = selectors.clinic()
    form = forms.ClinicForm(request.POST or None, instance=found)
    if form.is_valid():
        typed = {"actor": request.actor, "if_version": version_sent(request), **form.cleaned_data}
        if attempt(form, services.change_clinic, **typed):
            messages.success(request, "The settings are saved.")
            return redirect("practice:clinic")
    context = {"form": form, "version": version_read(request, found)}
    return render(request, "practice/edit_clinic.html", context, status=status_of(form))
