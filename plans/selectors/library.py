"""Reads of the exercise library: reference data, the clinic's own, and what the clinic's own said before."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from plans.fields import DOSE
from plans.models import ClinicExercise, ExerciseEdition, Prescription
from plans.rules import exercises as rules
from practice import reference
from practice.emergency import localized

Entry = Mapping[str, Any]
NOTHING = "None."
NO_PROGRAMME: Mapping[str, Any] = {"steps": (), "checklist": (), "avoid": (), "muscles": ()}


def dose_of(row: Prescription | ClinicExercise) -> str:
    """The dose of a row in plain words."""
    return rules.dose_in_words({name: getattr(row, name) for name in DOSE})


def own_exercises() -> "QuerySet[ClinicExercise]":
    """The clinic's own exercises, by name."""
    rows: QuerySet[ClinicExercise] = ClinicExercise.objects.order_by("name", "pk")
    return rows


def catalogue() -> dict[str, Entry]:
    """Every exercise and habit by key: the library's, then the clinic's own, in one shape."""
    found = localized({key: _from_library(entry) for key, entry in reference.exercises().items()})
    return {**found, **{row.key: as_entry(row) for row in own_exercises()}}


def _from_library(entry: Entry) -> Entry:
    said = {name: "" if entry[name] == NOTHING else entry[name] for name in ("progression", "precautions")}
    dose = rules.dose_in_words(entry["dosage"])
    about = reference.programme().get(entry["key"], NO_PROGRAMME)
    avoid = sorted({item for part in about["avoid"] for item in part["items"]})
    follows = {
        "steps": about["steps"], "checklist": about["checklist"], "edition": None, "avoid": avoid,
        "muscles": about["muscles"],
    }  # fmt: skip
    return {**entry, **said, **follows, "id": None, "active": True, "origin": "library", "dose": dose}


def as_entry(row: ClinicExercise) -> Entry:
    """One of the clinic's own in the shape of the library."""
    return {
        "key": row.key,
        "name": row.name,
        "kind": row.kind,
        "purpose": row.purpose,
        "instructions": row.instructions,
        "dosage": {name: getattr(row, name) for name in DOSE},
        "progression": "",
        "precautions": row.precautions,
        "avoid": row.avoid,
        "muscles": row.muscles,
        "needs_in_person_teaching": False,
        "groups": [],
        "evidence": None,
        "steps": row.steps,
        "checklist": row.checklist,
        "edition": row.edition,
        "id": row.pk,
        "active": row.active,
        "origin": "clinic",
        "dose": dose_of(row),
    }


def matching(entries: Iterable[Entry], text: str, kind: str) -> list[Entry]:
    """Exercises in use whose words hold every word of the text, of one kind or of any."""
    words = text.casefold().split()
    return [
        entry for entry in entries
        if entry["active"] and kind in ("", entry["kind"]) and all(word in _words_of(entry) for word in words)
    ]  # fmt: skip


def _words_of(entry: Entry) -> str:
    return f"{entry['name']} {entry['purpose']} {rules.KINDS.get(entry['kind'], '')}".casefold()


def entry_of(row: Prescription, entries: Mapping[str, Entry] | None = None) -> Entry:
    """What was prescribed: of the clinic's own the edition of that day, else as the catalogue has it."""
    if row.edition is None:
        return (catalogue() if entries is None else entries)[row.exercise]
    return as_told(row.edition)


def as_told(edition: ExerciseEdition) -> Entry:
    """One of the clinic's own as it was in one edition; `newer` says that it has changed since."""
    own = edition.exercise
    return {**as_entry(own), **edition.content, "edition": edition.number, "newer": own.edition > edition.number}


def current_edition(entry: Entry) -> ExerciseEdition | None:
    """The edition that is prescribed from now on; None for the library's."""
    if entry["edition"] is None:
        return None
    found: ExerciseEdition = ExerciseEdition.objects.get(exercise_id=entry["id"], number=entry["edition"])
    return found


def editions_of(exercise: ClinicExercise) -> "QuerySet[ExerciseEdition]":
    """What one of the clinic's own said, the newest edition first."""
    rows: QuerySet[ExerciseEdition] = ExerciseEdition.objects.filter(exercise=exercise).select_related("exercise")
    return rows.order_by("-number")
