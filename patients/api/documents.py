"""The JSON of assessments, measurements and addenda."""

from collections.abc import Iterable
from typing import Any

from patients import fields
from patients.models import Addendum, Assessment, Measurement

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
        "findings": [_picked(finding, fields.FINDING) for finding in _in_order(row.findings.all())],
        "measurements": [_picked(value, fields.MEASUREMENT) for value in _in_order(visit.measurements.all())],
        "therapist": visit.therapist_id,
        "state": "signed" if visit.is_signed else "draft",
        "signed_at": visit.signed_at,
        "signed_by": visit.signed_by_id,
        "content_hash": visit.content_hash,
        "created_at": visit.created_at,
        "updated_at": visit.updated_at,
    }


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
