"""The full screen and the clearances of what it found."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from patients import selectors, services
from patients.forms import ClearanceForm, OverrideForm, ScreeningForm
from patients.forms.screening import questions, title_of
from patients.models import EpisodeOfCare, Screening
from patients.rules import screening as rules
from patients.rules.candidacy import age_words, too_young
from patients.rules.episodes import WAYS
from patients.rules.people import age_on
from patients.selectors.banner import CANDIDACY
from patients.selectors.former import former_of
from patients.selectors.safety import Safety
from patients.views.episodes import led_from
from patients.vocabulary import EpisodeState as State
from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, attempt, page, status_of
from practice.doors.returning import way_back, with_way_back


@require_http_methods(["GET", "POST"])
@page(Permission.SCREENING_WRITE)
def record_screening(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Every question, answered today."""
    episode = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    return _screened(request, episode, only=None)


@require_http_methods(["GET", "POST"])
@page(Permission.SCREENING_WRITE)
def renew_screening(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """Only the questions whose answer does not hold today; the others are shown as they were last answered.

    Where the short re-screen of a visit leaves some of them open, it is those: what the banner and the work list name.
    `?ask=` names what came up at a visit; it is asked again too, whether its answer expired or not.
    """
    episode = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    safety = selectors.safety_of(episode, practice.today_in(request.clinic))
    came_up = rules.asked_keys(reference.current("screening")) & {*request.GET.getlist("ask")}
    again = came_up | safety.pressing if came_up else safety.pressing or safety.stale
    only = None if safety.screening is None or safety.screening_expired else again
    if safety.screening is not None and not again:
        return _nothing_expired(request, episode)
    return _screened(request, episode, only=only, came_up=came_up)


def _nothing_expired(request: ClinicRequest, episode: EpisodeOfCare) -> HttpResponse:
    """Every answer holds today: there is nothing to ask, and nothing that is sent is kept."""
    plans = selectors.safety_of(episode, practice.today_in(request.clinic)).precaution_plans
    kept = _last_answers(request, episode, without=(), plans=plans)
    context = {"form": None, "kept": kept, "renews": True, **led_from(request, episode)}
    return render(request, "patients/record_screening.html", context, status=409 if request.method == "POST" else 200)


def _screened(
    request: ClinicRequest, episode: EpisodeOfCare, *, only: Collection[str] | None, came_up: Collection[str] = ()
) -> HttpResponse:
    safety = selectors.safety_of(episode, practice.today_in(request.clinic))
    plans = safety.precaution_plans if only is not None else {}
    kept = [] if only is None else _last_answers(request, episode, without=only, plans=plans)
    form = ScreeningForm(
        request.POST or None, initial=_initial(safety, renews=only is not None), only=only, plans=plans,
        former=_former_answers(safety, episode),
        unplanned=safety.facts.positive - {*plans} if only is not None else (),
    )  # fmt: skip
    if form.is_valid():
        typed = {"actor": request.actor, "episode": episode, "now": timezone.now(), **form.service_input()}
        if screening := attempt(form, services.record_screening, **typed):
            return redirect(with_way_back(reverse("patients:screening", args=[screening.pk]), way_back(request)))
    context = {"form": form, "kept": kept, "renews": only is not None, "came_up": came_up, **_age(request, episode)}
    context |= led_from(request, episode)
    return render(request, "patients/record_screening.html", context, status=status_of(form))


def _initial(safety: Safety, *, renews: bool) -> dict[str, Any]:
    """When it was asked; a screen that asks some questions again goes on from the remarks of the one before."""
    last = safety.screening if renews else None
    remark = _remark(last, safety.precaution_plans) if last else ""
    return {"answered_at": timezone.localtime().replace(second=0), "precautions": remark}


def _remark(row: Screening, plans: Mapping[str, str]) -> str:
    """What a screen says of its precautions beyond the plan of each item."""
    return "" if row.precautions.strip() in plans.values() else row.precautions


def _former_answers(safety: Safety, episode: EpisodeOfCare) -> Callable[[str], str] | None:
    """What the person's former course of care said of a question, as long as this one has no screen."""
    former = former_of(episode, safety.day) if safety.screening is None else None
    return former.said_of if former else None


def _age(request: ClinicRequest, episode: EpisodeOfCare) -> dict[str, str]:
    """That the patient is too young for a needle here, in words; '' where that is not so."""
    today, minimum = practice.today_in(request.clinic), request.clinic.minimum_age
    young = too_young(age_on(episode.patient.date_of_birth, today), minimum)
    return {"too_young": age_words(minimum) if young and minimum else ""}


def _last_answers(
    request: ClinicRequest, episode: EpisodeOfCare, *, without: Collection[str], plans: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What is not asked again: each question with its last answer, when it was given and by whom, and what is done
    about it; yes comes first.
    """
    rows = selectors.screenings_for(request.actor).filter(episode=episode).order_by("answered_at", "pk")
    found: dict[str, dict[str, Any]] = {}
    words = {question.key: question for question in questions(reference.current("screening"))}
    for row in rows:
        for key in selectors.asked_in(row) - set(without):
            if key in words:
                found[key] = {"question": words[key], "screen": row, "answer": _said(row, key)}
    for key, answer in found.items():
        answer["plan"] = plans.get(key, "") if answer["answer"] == "yes" else ""
    return sorted(
        found.values(), key=lambda answer: (answer["answer"] != "yes", list(words).index(answer["question"].key))
    )


def _said(row: Screening, key: str) -> str:
    if key in row.positive or key in row.red_flags:
        return "yes"
    return "unanswered" if key in row.unanswered else "no"


@require_GET
@page(Permission.CHART_VIEW)
def screening(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A screen as it was answered, under the edition of the form that was asked."""
    row = open_or_404(request, selectors.screenings_for(request.actor), pk=pk)
    tone, label = CANDIDACY[row.candidacy]  # type: ignore[index]
    if open_flags := _open_flags(row, practice.today_in(request.clinic)):
        tone, label = "stop", "Red flag not cleared"
    context = {
        "screening": row,
        "remark": _remark(row, row.precaution_plans or {}),
        "stands_for_each": row.precaution_plans is None,
        "tone": tone,
        "result": label,
        "groups": _answered(row),
        "clearances": selectors.clearances_for(request.actor).filter(episode=row.episode).order_by("given_on", "pk"),
        "open_flags": open_flags,
        "overrides": _overrides(request, row),
        "refers": State.REFERRED_OUT in WAYS[row.episode.state],
        **_age(request, row.episode),
        **led_from(request, row.episode),
    }
    return render(request, "patients/screening.html", context)


def _overrides(request: ClinicRequest, row: Screening) -> list[dict[str, Any]]:
    words = rules.labels(reference.edition("screening", row.form_edition))
    found = selectors.overrides_for(request.actor).filter(episode=row.episode).order_by("-holds_on", "pk")
    return [{"row": override, "label": words.get(override.item, override.item)} for override in found]


def _open_flags(row: Screening, day: date) -> list[tuple[str, str]]:
    words = rules.labels(reference.edition("screening", row.form_edition))
    return [(key, words.get(key, key)) for key in selectors.safety_of(row.episode, day).open_red_flags]


def _answered(row: Screening) -> list[dict[str, Any]]:
    """Groups of the edition with what was not answered 'no'."""
    form = reference.edition("screening", row.form_edition)
    asked = questions(form)
    found = []
    for group in dict.fromkeys(question.group for question in asked):
        members = [question for question in asked if question.group == group]
        rows = [_answer(row, question, form) for question in members]
        found.append({"title": title_of(group), "rows": rows, "count": len(members)})
    return found


def _answer(row: Screening, question: Any, form: Mapping[str, Any]) -> dict[str, Any]:
    sides = row.limited_sides.get(question.key, {})
    muscles = [
        reference.muscles()[key]["common_name"] + (f" ({sides[key]})" if key in sides else "")
        for key in row.limited_muscles.get(question.key, ())
    ]
    plan = (row.precaution_plans or {}).get(question.key, "")
    return {"question": question, "answer": _said(row, question.key), "muscles": muscles, "plan": plan}


@require_http_methods(["GET", "POST"])
@page(Permission.SCREENING_WRITE)
def record_clearance(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """A named clinician's clearance."""
    episode = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    today = practice.today_in(request.clinic)
    initial = {"given_on": today, "item": request.GET.get("item", "")}
    items = _clearable(episode, request)
    form = ClearanceForm(request.POST or None, initial=initial, items=[("", "Choose what is cleared"), *items])
    if form.is_valid():
        typed = {"actor": request.actor, "episode": episode, "today": today, **form.cleaned_data}
        if attempt(form, services.record_clearance, **typed):
            messages.success(request, "The clearance is recorded.")
            return redirect(led_from(request, episode)["home"])
    context = {"form": form, "nothing_open": not items, **led_from(request, episode)}
    return render(request, "patients/record_clearance.html", context, status=status_of(form))


def _clearable(episode: EpisodeOfCare, request: ClinicRequest) -> list[tuple[str, str]]:
    """What is open and a letter can clear, in words."""
    safety = selectors.safety_of(episode, practice.today_in(request.clinic))
    words = rules.labels(reference.current("screening"))
    events = {key: f"Adverse event: {row['label']}" for key, row in reference.adverse_events().items()}
    keys = selectors.clearable(safety, episode.patient_id)
    return [(key, {**events, **words}.get(key, key)) for key in keys]


@require_http_methods(["GET", "POST"])
@page(Permission.SCREENING_WRITE)
def record_override(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """The therapist decides against a relative item for one day."""
    episode = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    today = practice.today_in(request.clinic)
    day = _day_asked(request) or today
    initial = {"holds_on": day, "item": request.GET.get("item", "")}
    form = OverrideForm(request.POST or None, initial=initial, items=_overridable(episode, day))
    if form.is_valid():
        typed = {"actor": request.actor, "episode": episode, "now": timezone.now(), **form.cleaned_data}
        if attempt(form, services.record_override, **typed):
            messages.success(request, "The override is recorded. It stands in the note of that day.")
            return redirect(led_from(request, episode)["home"])
    context = {"form": form, **led_from(request, episode)}
    return render(request, "patients/record_override.html", context, status=status_of(form))


def _day_asked(request: ClinicRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def _overridable(episode: EpisodeOfCare, day: date) -> list[tuple[str, str]]:
    """The relative items that stand on the day; whatever else is sent, the rule refuses in its own words."""
    safety, words = selectors.safety_of(episode, day), rules.labels(reference.current("screening"))
    offered = [key for key in safety.decision.precautions if key not in rules.FORBIDS_STIMULATION | safety.overridden]
    return [(key, words.get(key, key)) for key in offered]
