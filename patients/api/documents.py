"""The JSON of assessments, measurements and addenda."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from patients import fields
from patients.models import Addendum, Assessment, Measurement
from patients.rules.criteria import Outcome
from patients.selectors.criteria import criteria_of, examined_of

Document = dict[str, Any]


def assessment_document(row: Assessment) -> Document:
    """One assessment whose parts are at hand; blockers stand in the single row only."""
    visit = row.visit
    return {
        "id": row.pk,
        "episode": visit.episode_id,
        "occurred_at": visit.occurred_at,
        "kind": visit.kind,
        **_picked(visit, fields.ASSESSMENT_VISIT),
        **_picked(row, fields.ASSESSMENT),
        "icd10_release": row.icd10_release,
        "headaches": [_picked(headache, fields.HEADACHE) for headache in _in_order(row.headaches.all())],
        "findings": [_picked(finding, fields.FINDING) for finding in _in_order(row.findings.all())],
        "measurements": [_picked(value, fields.MEASUREMENT) for value in _in_order(visit.measurements.all())],
        "therapist": visit.therapist_id,
        "taken_over_by": visit.taken_over_by_id,
        "state": "signed" if visit.is_signed else "draft",
        "signed_at": visit.signed_at,
        "signed_by": visit.signed_by_id,
        "content_hash": visit.content_hash,
        "created_at": visit.created_at,
        "updated_at": visit.updated_at,
    }


def headaches_with_criteria(row: Assessment) -> list[Document]:
    """The headaches of an assessment with its parts, each held against the conditions of its edition."""
    examined = examined_of(row)
    found = []
    for headache in _in_order(row.headaches.all()):
        told = _picked(headache, fields.HEADACHE)
        held = [_outcome_document(result) for result in criteria_of(told, examined, headache.edition)]
        found.append({**told, "edition": headache.edition, "criteria": held})
    return found


def _outcome_document(result: Outcome) -> Document:
    return {"condition": result.condition, "result": result.result, "items": [asdict(item) for item in result.items]}


def measurement_document(row: Measurement) -> Document:
    """One value, with when and in which visit (the id of a session or an assessment) it was taken."""
    return {
        "id": row.pk,
        "episode": row.visit.episode_id,
        "visit": row.visit_id,
        "occurred_at": row.visit.occurred_at,
        **_picked(row, fields.MEASUREMENT),
    }


def addendum_document(row: Addendum) -> Document:
    """One addendum."""
    return {
        **_picked(row, ("id", "text", "reason", "author_name", "written_at", "content_hash")),
        "author": row.author_id,
    }


def _picked(row: Any, names: Iterable[str]) -> Document:
    return {name: getattr(row, name) for name in names}


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.pk)
