"""What the pages of a visit without needling show beside its form."""

from typing import Any, Final

from patients.selectors.diagnosis import diagnosis_of, diagnosis_words
from patients.vocabulary import NOT_SEEN
from patients.vocabulary import VisitState as State
from practice.doors.pages import ClinicRequest
from sessions import fields
from sessions.forms import choices
from sessions.forms.visits import MEASURED, WORDS
from sessions.models import VisitNote
from sessions.rules.visits import visit_blockers
from sessions.selectors.visits import visit_facts
from sessions.views import frames, ways

OFFERED: Final = {
    "positive": choices.every_visit_items, "beyond_today": choices.beyond_today, "red_flags": choices.red_flags,
}  # fmt: skip


def initial_of(note: VisitNote) -> dict[str, Any]:
    """A stored visit as the form shows it."""
    visit, rescreen = note.visit, note.rescreen or {}
    positive = rescreen.get("positive", ())
    offered = {name: dict(found()) for name, found in OFFERED.items()}
    measured = {(row.measure, row.phase): row.value for row in visit.measurements.all() if not row.side}
    return {
        **{name: getattr(note, name) for name in fields.VISIT_NOTE if name != "rescreen"},
        "version": visit.version, "outcome": visit.state, "occurred_at": visit.occurred_at,
        "minutes": visit.minutes, "note": visit.note,
        "changes": {None: "", True: "true", False: "false"}[rescreen.get("changes")],
        "change_note": rescreen.get("note", ""),
        **{name: [key for key in positive if key in found] for name, found in offered.items()},
        "kept_positive": [key for key in positive if not any(key in found for found in offered.values())],
        **{name: frames.shown_number(measured.get(place)) for name, place in MEASURED.items()},
    }  # fmt: skip


def draft_context(note: VisitNote, request: ClinicRequest) -> dict[str, Any]:
    """What still stands in the way of signing."""
    seen = note.visit.state not in NOT_SEEN
    found = visit_blockers(visit_facts(note)) if seen else []
    return {
        "note": note,
        "visit": note.visit,
        "seen": seen,
        "blockers": [{**blocker.as_json(), "url": _place(blocker.field, note)} for blocker in found],
    }


def note_at(note: VisitNote) -> str:
    """The page of a visit, to which what is settled elsewhere leads back."""
    return f"/visits/{note.pk}/"


def _place(field: str, note: VisitNote) -> str:
    anchors = {"rescreen": "id_changes"}
    name = "treatment" if field.startswith("interventions") else anchors.get(field, f"id_{field}")
    return ways.places(note.visit.episode_id, back=note_at(note)).get(field, f"{note_at(note)}#{name}")


def shown(note: VisitNote, request: ClinicRequest) -> dict[str, Any]:
    """A visit as it is read."""
    visit = note.visit
    return {
        "note": note,
        "visit": visit,
        "episode": visit.episode,
        "outcome": WORDS[State(visit.state)],
        "seen": visit.state not in NOT_SEEN,
        "banner": frames.banner(request, visit.episode.patient, visit.episode, back=note_at(note)),
        "catalogues": frames.catalogue_words(visit),
        "place": frames.place_words(note.location),
        "advice": frames.chosen_words(note.education, choices.ADVICE),
        "diagnosis": diagnosis_words(note.diagnosis_noted or diagnosis_of(visit.episode)),
        "timed": frames.treatments(note.interventions),
        "findings": frames.rescreen_words(note),
        "measured": frames.measured_pairs(note),
    }
