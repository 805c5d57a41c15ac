"""The criteria beside a headache: drawn with the page, and anew while somebody writes."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from patients import selectors
from patients.forms import AssessmentForm, FindingFormSet, HeadacheFormSet
from patients.forms.headaches import ASKED
from patients.models import EpisodeOfCare
from patients.rules.criteria import NOT_MET, Item, Outcome
from patients.rules.given import Examined
from patients.selectors.criteria import GROUPS, criteria_of, examined_in
from practice import reference
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, page

WORDS: Mapping[str, tuple[str, str, str]] = {
    "met": ("good", "good", "All criteria met"),
    "not_met": ("", "close", "Not met"),
    "incomplete": ("note", "note", "Questions open"),
}


@require_POST
@page(Permission.ASSESSMENT_WRITE)
def criteria(request: ClinicRequest, pk: UUID) -> HttpResponse:
    """What the criteria say about the headaches as they stand in the form; nothing is kept."""
    episode = open_or_404(request, selectors.episodes_for(request.actor), pk=pk)
    form = AssessmentForm(request.POST, last={}, condition=episode.condition)
    headaches, findings = (
        HeadacheFormSet(request.POST, prefix="headaches"),
        FindingFormSet(request.POST, prefix="findings"),
    )
    for bound in (form, headaches, findings):
        bound.is_valid()
    context = {"held": held_against(episode, form, headaches, findings), "episode": episode}
    return render(request, "patients/_criteria.html", context)


def held_against(episode: EpisodeOfCare, form: Any, headaches: Any, findings: Any) -> list[dict[str, Any]]:
    """Each headache of the page with its questions and what the conditions make of the answers."""
    felt = [row.cleaned_data if row.is_bound else row.initial for row in findings.forms]
    examined = examined_in(form.measured_so_far(), felt)
    own = reference.conditions()[episode.condition]["group"]
    rows = [row for row in headaches.forms if not _is_gone(row)]
    return [_panel(row, examined, own) for row in rows]


def _is_gone(row: Any) -> bool:
    return row.is_bound and bool(row.cleaned_data.get("DELETE"))


def _panel(row: Any, examined: Examined, own: str) -> dict[str, Any]:
    told = row.told()
    found = criteria_of(told, examined, reference.current_edition("conditions"))
    by_group = [(group, list(part)) for group, part in groupby(found, key=_group)]
    by_group.sort(key=lambda pair: pair[0] != own)
    asked: set[str] = set()
    return {
        "name": told.get("name") or "This headache",
        "prefix": row.prefix,
        "groups": [_group_shown(group, part, asked, told.get("chosen") or [], row.prefix) for group, part in by_group],
    }


def _group(result: Outcome) -> str:
    return str(reference.conditions()[result.condition]["group"])


def _group_shown(group: str, results: list[Outcome], asked: set[str], chosen: list[str], prefix: str) -> dict[str, Any]:
    """A group's questions, each asked once on the page, and its conditions."""
    questions = [_question(item, prefix) for item in _unasked(results, asked)]
    return {
        "title": GROUPS[group],
        "key": group,
        "questions": questions,
        "open": sum(question["answer"] is None for question in questions),
        "results": [_shown(result, chosen) for result in results],
    }


def _unasked(results: list[Outcome], asked: set[str]) -> list[Item]:
    """Questions that can still change something: what a condition cannot meet any more is not asked for."""
    found = []
    for result in results:
        for item in result.items:
            is_moot = result.result == NOT_MET and item.answer is None
            if item.key not in asked and not item.source and not is_moot:
                asked.add(item.key)
                found.append(item)
    return found


def _question(item: Item, prefix: str) -> dict[str, Any]:
    return {"name": f"{prefix}{ASKED}{item.key}", "text": item.question, "answer": item.answer}


def _shown(result: Outcome, chosen: list[str]) -> dict[str, Any]:
    row, (tone, icon, words) = reference.conditions()[result.condition], WORDS[result.result]
    return {
        "key": result.condition, "name": row["name"], "ichd3": ", ".join(row["ichd3"][:1]), "tone": tone, "icon": icon,
        "words": words, "items": result.items, "met": result.met, "of": len(result.items), "unknown": result.unknown,
        "is_chosen": result.condition in chosen, "result": result.result,
    }  # fmt: skip
