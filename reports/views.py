"""Pages of reports: asking for one, watching it being made, opening it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import selectors as patients
from patients.models import EpisodeOfCare
from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, keyset_page, page, status_of
from reports import filters, selectors, services
from reports.downloads import file_of
from reports.forms import ReportForm
from reports.models import Report


@require_GET
@page(Permission.REPORT_VIEW)
def list_reports(request: ClinicRequest) -> HttpResponse:
    """Every report of the clinic, the newest first."""
    asked = filters.ReportFilter(request.GET, queryset=selectors.reports_for(request.actor).order_by("-pk"))
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    found, next_url = keyset_page(request, rows)
    context = {"filter": asked, "reports": found, "next_url": next_url, "busy": any(row.is_open for row in found)}
    return render(request, "reports/list.html", context, status=200 if asked.is_valid() else 400)


@require_GET
@page(Permission.REPORT_VIEW)
def detail(request: ClinicRequest, report_id: UUID) -> HttpResponse:
    """One report, live: asked by a script it answers with what changes only."""
    report = open_or_404(request, selectors.reports_for(request.actor), pk=report_id)
    if request.htmx:
        return render(request, "reports/_progress.html", {"report": report})
    context = {"report": report, **_about(request, report.episode)}
    return render(request, "reports/detail.html", context)


@require_http_methods(["GET", "POST"])
@page(Permission.REPORT_REQUEST)
def request_report(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Ask for the progress report of an episode; without days it covers the whole course of care."""
    episode = open_or_404(request, patients.episodes_for(request.actor), pk=episode_id)
    form = ReportForm(
        request.POST if request.method == "POST" else None, by_therapist=request.actor.may(Permission.PLAN_SIGN),
        asked=selectors.justification_asked(episode, request.clinic),
    )  # fmt: skip
    if form.is_valid():
        typed = {"actor": request.actor, "episode": episode, "kind": Report.Kind.PROGRESS, "now": timezone.now()}
        if report := attempt(form, services.request_report, **typed, **form.asked_for()):
            return redirect("reports:detail", report.pk)
    context = {"form": form, **_about(request, episode)}
    return render(request, "reports/request.html", context, status=status_of(form))


@require_POST
@page(Permission.REPORT_REQUEST)
def request_home_programme(request: ClinicRequest, episode_id: UUID) -> HttpResponse:
    """Ask for the home programme of an episode as a PDF, as it stands today."""
    episode = open_or_404(request, patients.episodes_for(request.actor), pk=episode_id)
    report = services.request_report(
        actor=request.actor, kind=Report.Kind.HOME_PROGRAMME, now=timezone.now(), episode=episode
    )
    return redirect("reports:detail", report.pk)


@require_POST
@page(Permission.REPORT_REQUEST)
def retry(request: ClinicRequest, report_id: UUID) -> HttpResponse:
    """Try a failed report again."""
    report = open_or_404(request, selectors.reports_for(request.actor), pk=report_id)
    services.retry_report(actor=request.actor, report=report, now=timezone.now())
    return redirect("reports:detail", report.pk)


@require_GET
@page(Permission.REPORT_VIEW)
def file(request: ClinicRequest, report_id: UUID) -> HttpResponse:
    """The file, in the browser's own viewer; fetching it is an event of its own."""
    report = get_object_or_404(selectors.reports_for(request.actor), pk=report_id)
    return file_of(request, actor=request.actor, report=report)


@require_http_methods(["GET", "POST"])
@page(Permission.CONSENT_VIEW)
def consent_copy(request: ClinicRequest, consent_id: UUID) -> HttpResponse:
    """The patient's copy of a consent: asked for and watched; asked by a script, only how far it is."""
    consent = open_or_404(request, patients.consents_for(request.actor), pk=consent_id)
    if request.method == "POST":
        services.request_consent_copy(actor=request.actor, consent=consent, now=timezone.now())
        return redirect("reports:consent_copy", consent.pk)
    report = selectors.consent_copies(request.actor, consent).first()
    if request.htmx and report is not None:
        return render(request, "reports/_copy.html", {"report": report})
    today, clinical = practice.today_in(request.clinic), request.actor.may(Permission.CHART_VIEW)
    banner = patients.banner_of(consent.episode.patient, consent.episode, today, clinical=clinical)
    context = {"consent": consent, "report": report, "banner": banner}
    return render(request, "reports/consent_copy.html", context)


@require_GET
@page(Permission.CONSENT_VIEW)
def consent_copy_file(request: ClinicRequest, consent_id: UUID) -> HttpResponse:
    """The newest copy that is ready, in the browser's own viewer."""
    consent = get_object_or_404(patients.consents_for(request.actor), pk=consent_id)
    made = selectors.consent_copies(request.actor, consent).filter(state=Report.State.DONE)
    report = get_object_or_404(made[:1])
    return file_of(request, actor=request.actor, report=report)


def _about(request: ClinicRequest, episode: EpisodeOfCare | None) -> dict[str, Any]:
    if episode is None:
        return {}
    banner = patients.banner_of(episode.patient, episode, practice.today_in(request.clinic))
    return {"episode": episode, "banner": banner, "condition": reference.conditions()[episode.condition]["name"]}
