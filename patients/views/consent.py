"""Consent: its text, its record and its withdrawal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import selectors, services
from patients.forms import ConsentForm, WithdrawalForm
from patients.models import Consent
from patients.opening import home_of
from patients.rules.candidacy import is_minor
from patients.rules.people import age_on
from patients.rules.risks import regions_of, risks_of
from patients.views.episodes import about, led_from
from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.days import day_words
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_read, version_sent
from practice.doors.returning import way_back


@require_http_methods(["GET", "POST"])
@page(Permission.CONSENT_WRITE)
def record_consent(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A consent that is signed on the screen, by typing the name, or was signed on paper."""
    episode = open_or_404(request, selectors.episodes_to_consent(request.actor), pk=pk)
    today, text = practice.today_in(request.clinic), selectors.consent_text()
    form = ConsentForm(request.POST or None, initial={"signed_on": today})
    if form.is_valid():
        typed = {"actor": request.actor, "episode": episode, "today": today, "text_version": text["key"]}
        if attempt(form, services.record_consent, **typed, **form.cleaned_data):
            messages.success(request, "The consent is recorded.")
            return redirect(way_back(request) or home_of(episode.patient))
    minor = is_minor(age_on(episode.patient.date_of_birth, today))
    context = {"form": form, "text": text, "minor": minor, "risks": _risks_by_region(), **led_from(request, episode)}
    return render(request, "patients/record_consent.html", context, status=status_of(form))


def _risks_by_region() -> list[dict[str, Any]]:
    """For each region the risks of the structures beneath its muscles, in plain words."""
    muscles, risks = reference.muscles().values(), reference.by_key("consent", "risks")
    return [
        {"region": region, "words": [risks[key]["words"] for key in risks_of(muscles, [region], risks.values())]}
        for region in regions_of(muscles)
    ]


@require_GET
@page(Permission.CONSENT_VIEW)
def consent(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A consent with the text that was signed, ready to print."""
    row = open_or_404(request, selectors.consents_for(request.actor), pk=pk)
    today = practice.today_in(request.clinic)
    context = {
        "consent": row,
        "text": selectors.signed_text(row),
        "standing": selectors.consent_standing(row, row.episode, today),
        "risks": selectors.risk_words(row),
        "version": row.version,
        **about(request, row.episode),
    }
    return render(request, "patients/consent.html", context)


@require_GET
@page(Permission.CONSENT_VIEW)
def consent_text(request: ClinicRequest) -> HttpResponse:
    """The text in use, to be printed and signed."""
    return render(request, "patients/consent_text.html", {"text": selectors.consent_text()})


@require_POST
@page(Permission.CONSENT_WRITE)
def give_copy(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The patient has a copy now."""
    row = get_object_or_404(selectors.consents_for(request.actor), pk=pk)
    services.give_consent_copy(actor=request.actor, consent=row, if_version=version_sent(request))
    messages.success(request, "It is noted that the patient has a copy.")
    return redirect("patients:consent", row.pk)


@require_http_methods(["GET", "POST"])
@page(Permission.CONSENT_WRITE)
def withdraw_consent(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Agreement ends."""
    row = open_or_404(request, selectors.consents_for(request.actor), pk=pk)
    stays = selectors.stays_without(row, practice.today_in(request.clinic))
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        typed = {"actor": request.actor, "consent": row, "now": timezone.now(), **form.cleaned_data}
        if attempt(form, services.withdraw_consent, if_version=version_sent(request), **typed):
            messages.success(request, f"The consent is withdrawn. {_then(stays)}")
            return redirect("patients:consent", row.pk)
    context = {
        "form": form, "consent": row, "stays": stays, "version": version_read(request, row),
        **about(request, row.episode),
    }  # fmt: skip
    return render(request, "patients/withdraw_consent.html", context, status=status_of(form))


def _then(stays: Consent | None) -> str:
    if stays is None:
        return "There is no needling without a new one."
    return f"The one of {day_words(stays.signed_on)} still holds: needling may go on under it."
