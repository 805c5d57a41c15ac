"""The criteria beside a headache: drawn with the page, and anew while somebody writes."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from patients import fields, selectors
from patients.forms import AssessmentForm, FindingFormSet, HeadacheFormSet
from patients.forms.headaches import ASKED
from patients.models import Assessment, EpisodeOfCare
from patients.rules.criteria import INCOMPLETE, MET, NOT_MET, Item, Outcome
from patients.rules.given import Examined
from patients.rules.headaches import warned_of
from patients.rules.medicines import medicine_notices
from patients.selectors.criteria import GROUPS, criteria_of, examined_in, examined_of, frt_words
from patients.vocabulary import AcuteMedicine, Trigger
from practice import reference
from practice.access import Permission
from practice.doors.opening import open_or_404
from practice.doors.pages import ClinicRequest, page

NECK_PAIN: Final = "neck_pain"
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
        HeadacheFormSet(request.POST, prefix="headaches", form_kwargs={"unnamed": unnamed_in(episode)}),
        FindingFormSet(request.POST, prefix="findings"),
    )
    for bound in (form, headaches, findings):
        bound.is_valid()
    context = {**held_against(episode, form, headaches, findings), "episode": episode, "oob": True}
    return render(request, "patients/_criteria.html", context)


def unnamed_in(episode: EpisodeOfCare) -> str:
    """What a complaint without a name is in this episode: its neck pain; '' where headaches alone are told of."""
    own = reference.conditions()[episode.condition]["group"]
    return GROUPS[own] if own == NECK_PAIN else ""


def held_against(episode: EpisodeOfCare, form: Any, headaches: Any, findings: Any) -> dict[str, Any]:
    """Each headache of the page with its questions and what the conditions make of the answers."""
    felt = [row.cleaned_data if row.is_bound else row.initial for row in findings.forms]
    examined = examined_in(form.measured_so_far(), felt)
    own = reference.conditions()[episode.condition]["group"]
    rows = [row for row in headaches.forms if not _is_gone(row)]
    held = [_panel(row, examined, own) for row in rows]
    return {"held": held, "frt": frt_words(examined), "about_neck": own == NECK_PAIN}


def read_criteria(row: Assessment) -> list[dict[str, Any]]:
    """Each headache of a note as it reads, under the edition of the conditions that it was answered under."""
    examined, found = examined_of(row), []
    for headache in sorted(row.headaches.all(), key=lambda headache: headache.pk):
        told = {name: getattr(headache, name) for name in fields.HEADACHE}
        results = [_shown(result, headache.chosen) for result in criteria_of(told, examined, headache.edition)]
        medicines = [
            (label, headache.medicine_days[key])
            for key, label in AcuteMedicine.choices
            if key in headache.medicine_days
        ]
        found.append({
            "row": headache, "triggers": [Trigger(key).label for key in headache.triggers], "medicines": medicines,
            "chosen": [result["name"] for result in results if result["is_chosen"]],
            "met": [result for result in results if result["result"] == MET],
            "open": [result for result in results if result["result"] == INCOMPLETE],
            "not_met": [result for result in results if result["result"] == NOT_MET],
        })  # fmt: skip
    return found


def _is_gone(row: Any) -> bool:
    return row.is_bound and bool(row.cleaned_data.get("DELETE"))


def _panel(row: Any, examined: Examined, own: str) -> dict[str, Any]:
    told = row.told()
    found = criteria_of(told, examined, reference.current_edition("conditions"))
    by_group = [(group, list(part)) for group, part in groupby(found, key=_group)]
    by_group.sort(key=lambda pair: pair[0] != own)
    groups_of = {key: {_group(result) for result in found if key in _asked(result)} for key in _all_asked(found)}
    shared = [item for item in _all_asked(found).values() if len(groups_of[item.key]) > 1]
    asked = {item.key for item in shared}
    return {
        "name": told.get("name") or row.unnamed or "This headache",
        "warned": warned_of(told),
        "medicines": medicine_notices(told["medicine_days"]),
        "prefix": row.prefix,
        "shared": [_question(item, row.prefix) for item in shared],
        "groups": [
            _group_shown(group, part, asked, told.get("chosen") or [], row.prefix, is_own=group == own)
            for group, part in by_group
        ],
    }


def _group(result: Outcome) -> str:
    return str(reference.conditions()[result.condition]["group"])


def _asked(result: Outcome) -> dict[str, Item]:
    """Questions of a condition that can still change something: what it cannot meet any more is not asked for."""
    is_over = result.result == NOT_MET
    return {item.key: item for item in result.items if not item.source and not (is_over and item.answer is None)}


def _all_asked(results: list[Outcome]) -> dict[str, Item]:
    """Each question once, in the catalogue's order."""
    return {key: item for result in results for key, item in _asked(result).items()}


def _group_shown(
    group: str, results: list[Outcome], asked: set[str], chosen: list[str], prefix: str, *, is_own: bool
) -> dict[str, Any]:
    """A group's own questions and its conditions; it stands open when it is the patient's, or something is met."""
    questions = [_question(item, prefix) for item in _all_asked(results).values() if item.key not in asked]
    said = {result.result for result in results}
    return {
        "title": GROUPS[group],
        "key": group,
        "questions": questions,
        "open": sum(question["answer"] is None for question in questions),
        "is_open": MET in said or (is_own and INCOMPLETE in said),
        "results": [_shown(result, chosen) for result in results],
    }


def _question(item: Item, prefix: str) -> dict[str, Any]:
    return {"name": f"{prefix}{ASKED}{item.key}", "text": item.question, "answer": item.answer}


def _shown(result: Outcome, chosen: list[str]) -> dict[str, Any]:
    row, (tone, icon, words) = reference.conditions()[result.condition], WORDS[result.result]
    return {
        "key": result.condition, "name": row["name"], "ichd3": ", ".join(row["ichd3"][:1]), "tone": tone, "icon": icon,
        "words": words, "items": result.items, "met": result.met, "of": len(result.items), "unknown": result.unknown,
        "is_chosen": result.condition in chosen, "result": result.result,
    }  # fmt: skip
