"""The home programme: a patient's exercises and habits in plain words, as a PDF to take home."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from practice.days import day_words

from .content import clinic_content, moment, patient_content
from .engine import RenderedDocument, typeset
from .facts import Letterhead, Paper, PatientFacts

NAME = "Home programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeItem:
    """One exercise or habit as the patient reads it."""

    name: str
    dose: str
    purpose: str
    steps: tuple[str, ...]
    take_care: str = ""
    note: str = ""
    ask_first: str = ""
    checklist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeProgrammeFacts:
    """Who the programme is for, from which day, what is in it, and what to stop for."""

    clinic: Letterhead
    patient: PatientFacts
    therapist: str
    on: date
    exercises: tuple[HomeItem, ...]
    habits: tuple[HomeItem, ...]
    stop_for: tuple[str, ...]
    paper: Paper = "us-letter"
    language: str = "en"


def render_home_programme(facts: HomeProgrammeFacts, *, timestamp: datetime) -> RenderedDocument:
    """Typeset the programme; the same facts and timestamp (in the clinic's time zone) give the same bytes."""
    content = {
        "paper": facts.paper,
        "language": facts.language,
        "clinic": clinic_content(facts.clinic),
        "patient": patient_content(facts.patient),
        "therapist": facts.therapist,
        "on": day_words(facts.on),
        "exercises": [_item(item) for item in facts.exercises],
        "habits": [_item(item) for item in facts.habits],
        "stop_for": list(facts.stop_for),
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    document = {
        "name": NAME,
        "title": f"{NAME}, record {facts.patient.record_number}, {day_words(facts.on)}",
        "description": f"{NAME}: exercises and habits, {day_words(facts.on)}",
        "generated": moment(timestamp),
        "hash": digest,
        "short_hash": digest[:16],
        "draft": False,
    }
    return typeset("home_programme.typ", content | {"document": document}, content_hash=digest, timestamp=timestamp)


def _item(item: HomeItem) -> dict[str, object]:
    return {
        "name": item.name,
        "dose": item.dose,
        "purpose": item.purpose,
        "steps": list(item.steps),
        "take_care": item.take_care,
        "note": item.note,
        "ask_first": item.ask_first,
        "checklist": list(item.checklist),
    }
