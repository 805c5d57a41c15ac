"""Writing, signing and adding to an assessment."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from patients import fields, selectors, services
from patients.forms import AddendumForm, AssessmentForm, FindingFormSet, HeadacheFormSet
from patients.forms.assessments import findings_kept, findings_sent, hidden_measurements, measure_initial
from patients.forms.headaches import headaches_kept, headaches_sent
from patients.models import Assessment, EpisodeOfCare
from patients.rules.measured import origin
from patients.rules.screening import labels
from patients.selectors.assessments import with_parts
from patients.selectors.criteria import examined_of, frt_words
from patients.views.criteria import held_against, read_criteria, unnamed_in
from patients.views.episodes import about, care_has_ended
from practice import reference
from practice.access import Permission
from practice.body_chart import body_chart, chart_to_choose_from
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of, version_read, version_sent
from practice.units import with_unit

Written = dict[str, Any]
Forms = tuple[Any, Any, Any]
FINDINGS, HEADACHES = "findings", "headaches"


@require_http_methods(["GET", "POST"])
@page(Permission.ASSESSMENT_WRITE)
def record_assessment(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A new assessment, kept as a draft."""
    episode = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    if request.method == "GET" and (ended := care_has_ended(request, episode, "Assessment")):
        return ended
    first = not selectors.assessments_for(request.actor).filter(visit__episode=episode).exists()
    initial = {
        "occurred_at": timezone.localtime().replace(second=0),
        "kind": _asked_kind(request) or ("evaluation" if first else "reevaluation"),
        "icd10": episode.icd10,
    }
    forms = _forms(request, episode, initial, [], [{}])
    form = forms[0]
    if _all_valid(forms):
        typed = {"actor": request.actor, "episode": episode, "now": timezone.now(), **_written(forms)}
        if made := attempt(form, services.record_assessment, **typed):
            return _on(request, made)
    return _draft_page(request, episode, forms, None)


@require_http_methods(["GET", "POST"])
@page(Permission.CHART_VIEW, writes=Permission.ASSESSMENT_WRITE)
def assessment(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The note: to be written on while a draft, to be read when signed."""
    row = with_parts(open_or_404(request, selectors.assessments_for(request.actor), pk=pk))
    if request.method == "POST":
        row.visit.require_open()
    elif row.visit.is_signed or not request.actor.may(Permission.ASSESSMENT_WRITE):
        return _read_page(request, row)
    forms = _forms(request, row.visit.episode, _initial(row), _finding_rows(row), _headache_rows(row), row=row)
    form = forms[0]
    if _all_valid(forms):
        typed = {"actor": request.actor, "assessment": row, "now": timezone.now(), **_written(forms, row)}
        if made := attempt(form, services.change_assessment, if_version=version_sent(request), **typed):
            return _on(request, made)
    return _draft_page(request, row.visit.episode, forms, row)


@require_http_methods(["GET", "POST"])
@page(Permission.ASSESSMENT_SIGN)
def sign_assessment(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """What will be signed, what stands in the way, and the signature."""
    row = with_parts(open_or_404(request, selectors.assessments_for(request.actor), pk=pk))
    if request.method == "POST":
        version = version_sent(request)
        services.sign_assessment(actor=request.actor, assessment=row, now=timezone.now(), if_version=version)
        messages.success(request, "Signed. The note is final; corrections are addenda.")
        return redirect("patients:assessment", row.pk)
    if row.visit.is_signed:
        return redirect("patients:assessment", row.pk)
    return _read_page(request, row, "patients/sign_assessment.html")


@require_POST
@page(Permission.ASSESSMENT_WRITE)
def discard_assessment(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A draft that was opened by mistake goes."""
    row = open_or_404(request, selectors.assessments_for(request.actor), pk=pk)
    home = about(request, row.visit.episode)["home"]
    services.discard_assessment(
        actor=request.actor, assessment=row, now=timezone.now(), if_version=version_sent(request)
    )
    messages.success(request, "The draft is discarded.")
    return redirect(home)


@require_http_methods(["GET", "POST"])
@page(Permission.ADDENDUM_WRITE)
def add_addendum(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Something is added to a signed note."""
    row = open_or_404(request, selectors.assessments_for(request.actor), pk=pk)
    form = AddendumForm(request.POST or None)
    if form.is_valid():
        typed = {"actor": request.actor, "visit": row.visit, "now": timezone.now(), **form.cleaned_data}
        if attempt(form, services.add_addendum, **typed):
            messages.success(request, "Added.")
            return redirect("patients:assessment", row.pk)
    context = {"form": form, "assessment": row, **about(request, row.visit.episode)}
    return render(request, "patients/add_addendum.html", context, status=status_of(form))


def _asked_kind(request: ClinicRequest) -> str:
    """The kind of assessment that a link asked for, when there is such a kind."""
    asked = request.GET.get("kind", "")
    return asked if asked in ("reevaluation", "discharge") else ""


def _forms(
    request: ClinicRequest, episode: EpisodeOfCare, initial: Written, findings: list[Written], headaches: list[Written],
    *, row: Assessment | None = None,
) -> Forms:  # fmt: skip
    sent = request.POST if request.method == "POST" else None
    before = row.visit.occurred_at if row else timezone.now()
    last = selectors.last_values(episode, before=before, besides=row.pk if row else None)
    form = AssessmentForm(sent, initial=initial, last=last, condition=episode.condition)
    known = [row for row in headaches if row or sent is None]
    named = {"unnamed": unnamed_in(episode)}
    rows = HeadacheFormSet(sent, initial=known, prefix=HEADACHES, form_kwargs=named)
    return form, FindingFormSet(sent, initial=findings, prefix=FINDINGS), rows


def _all_valid(forms: Forms) -> bool:
    said = [form.is_valid() for form in forms]  # every form says what is wrong with it
    return forms[0].is_bound and all(said)


def _written(forms: Forms, row: Assessment | None = None) -> Written:
    form, findings, headaches = forms
    kept = hidden_measurements(row.visit.measurements.all()) if row else ()
    form.rows = {
        "measurements": form.places(), FINDINGS: findings_kept(findings), HEADACHES: headaches_kept(headaches),
    }  # fmt: skip
    return {
        **form.service_input(kept), "findings": findings_sent(findings), "headaches": headaches_sent(headaches),
    }  # fmt: skip


def _headache_rows(row: Assessment) -> list[Written]:
    found = sorted(row.headaches.all(), key=lambda headache: headache.pk)
    return [{name: getattr(headache, name) for name in fields.HEADACHE} for headache in found]


def _initial(row: Assessment) -> Written:
    own = {name: getattr(row, name) for name in fields.ASSESSMENT}
    visit = {name: getattr(row.visit, name) for name in ("occurred_at", "kind", "minutes", "red_flags")}
    return {**own, **visit, **measure_initial(row.visit.measurements.all())}


def _flags_found(row: Assessment) -> list[str]:
    """The red flags that were found at the visit, in the form's words."""
    words = labels(reference.edition("screening", reference.edition_of(row.visit.signer, "screening")))
    return [words.get(key, key) for key in row.visit.red_flags]


def _finding_rows(row: Assessment) -> list[Written]:
    found = sorted(row.findings.all(), key=lambda finding: finding.pk)
    return [{name: getattr(finding, name) for name in fields.FINDING} for finding in found]


def _on(request: ClinicRequest, row: Assessment) -> HttpResponse:
    """To the signature, or back to the draft."""
    if request.POST.get("then") == "sign":
        return redirect("patients:sign_assessment", row.pk)
    messages.success(request, "Saved as a draft.")
    return redirect("patients:assessment", row.pk)


def _draft_page(request: ClinicRequest, episode: EpisodeOfCare, forms: Forms, row: Assessment | None) -> HttpResponse:
    form, findings, headaches = forms
    context = {
        "form": form, "formset": findings, "headaches": headaches, "assessment": row,
        "begun": None if row else selectors.draft_of(request.actor, episode),
        "version": version_read(request, row.visit) if row else None,
        "chart": chart_to_choose_from().with_chosen(_pairs(row) if row else ()),
        **held_against(episode, form, headaches, findings),
        "blockers": _blockers(request, row) if row else None,
        "warnings": selectors.coding_warnings(row) if row else (), **about(request, episode),
    }  # fmt: skip
    return render(request, "patients/edit_assessment.html", context, status=status_of(*forms))


def _pairs(row: Assessment) -> list[tuple[str, str]]:
    """The muscles that were felt, in the order of their rows."""
    return [(finding["muscle"], finding["side"]) for finding in _finding_rows(row)]


def _blockers(request: ClinicRequest, row: Assessment) -> list[dict[str, str]]:
    """What stands in the way of signing, each with the place where it is settled."""
    here, episode = reverse("patients:assessment", args=[row.pk]), row.visit.episode_id
    places = {"measurements": f"{here}#pain", "screening": reverse("patients:record_screening", args=[episode])}
    places["clinician"] = "/clinic/"
    return [
        {
            **blocker.as_json(),
            "url": places.get(blocker.field) or (f"{here}#id_{blocker.field}" if blocker.field else ""),
        }
        for blocker in selectors.signing_blockers(row, actor=request.actor)
    ]


def _read_page(request: ClinicRequest, row: Assessment, template: str = "patients/assessment.html") -> HttpResponse:
    blockers = [] if row.visit.is_signed else _blockers(request, row)
    context = {
        "assessment": row,
        "visit": row.visit,
        "blockers": blockers,
        "findings": [
            (reference.muscles()[f["muscle"]]["common_name"], finding)
            for f, finding in zip(_finding_rows(row), sorted(row.findings.all(), key=lambda f: f.pk), strict=True)
        ],
        "measurements": [
            (
                reference.measures()[m.measure],
                m,
                None if m.value is None else with_unit(m.value, reference.measures()[m.measure]),
                origin(m.measure, m.inputs, m.diary_until),
            )
            for m in sorted(row.visit.measurements.all(), key=lambda m: m.pk)
        ],
        "codes": [(code, reference.codes()[code]["description"]) for code in row.icd10],
        "warnings": selectors.coding_warnings(row),
        "notices": [] if row.visit.is_signed else [*selectors.medicine_notices(row), *selectors.empty_findings(row)],
        "flags_found": _flags_found(row),
        "headaches": read_criteria(row),
        "frt": frt_words(examined_of(row)),
        "chart": body_chart().with_chosen(_pairs(row)).only_chosen(),
        "addenda": sorted(row.visit.addenda.all(), key=lambda addendum: addendum.written_at),
        "edit_url": reverse("patients:assessment", args=[row.pk]),
        **about(request, row.visit.episode),
    }
    return render(request, template, context)
