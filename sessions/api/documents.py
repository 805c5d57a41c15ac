"""The JSON of sessions: one row, or a page of rows with a constant number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef

from patients.models import Measurement
from practice.models import Clinic
from practice.statements import AnyOf, Given, JSONRows, Statement, as_json, json_fields, loaded
from sessions import fields
from sessions.models import AdverseEvent, NeedlingSession, Target
from sessions.rules.notices import signing_notices
from sessions.rules.signing import signing_blockers
from sessions.selectors.billing import billing_in_full, billing_of
from sessions.selectors.facts import signing_facts
from sessions.selectors.provenance import provenance_of
from sessions.selectors.sessions import standing_events, with_parts
from sessions.selectors.supervision import supervised_by, with_supervisor_now

Document = dict[str, Any]

VISIT_COLUMNS = {
    "episode": "episode_id", "occurred_at": "occurred_at", "minutes": "minutes", "note": "note",
    "therapist": "therapist_id", "taken_over_by": "taken_over_by_id", "signed_at": "signed_at",
    "signed_by": "signed_by_id", "content_hash": "content_hash", "created_at": "created_at",
    "updated_at": "updated_at",
}  # fmt: skip
OWN = tuple(name for name in fields.SESSION if name != "supervisor")
COLUMNS = (
    "id", "plan_id", "consent_id", "supervisor_id", "supervised_by_id", "counting_policy", "adverse_events_answered",
    "adverse_events_noted", "precautions_noted", "overrides_noted", "diagnosis_noted", "cosignature__cosigned_at",
    "cosignature__remark", "cosignature__content_hash", "visit__episode__condition", "visit__episode__icd10", *OWN,
    *(f"visit__{column}" for column in VISIT_COLUMNS.values()),
)  # fmt: skip
JSON_COLUMNS = [name for name in COLUMNS if name in json_fields(NeedlingSession)]
COSIGNED = ("cosigned_at", "remark", "content_hash")
EVENT_COLUMNS = ("id", "state", *fields.ADVERSE_EVENT)
TARGET_COLUMNS = ("id", *fields.TARGET)


def document_of(session: NeedlingSession, clinic: Clinic) -> Document:
    """One session with its parts and, while a draft, its blockers."""
    with_parts(session)
    row = {name: getattr(session, name) for name in COLUMNS if "__" not in name and name != "supervised_by_id"}
    row["supervised_by_id"] = supervised_by(session)
    row |= {f"visit__{name}": getattr(session.visit, name) for name in VISIT_COLUMNS.values()}
    row |= {f"visit__episode__{name}": getattr(session.visit.episode, name) for name in ("condition", "icd10")}
    cosigned = getattr(session, "cosignature", None) if session.supervisor_id else None
    row |= {f"cosignature__{name}": getattr(cosigned, name, None) for name in COSIGNED}
    targets = sorted(session.targets.all(), key=lambda target: (target.position, target.pk))
    measured = sorted(session.visit.measurements.all(), key=lambda value: value.pk)
    events = sorted(standing_events(session), key=lambda event: event.pk)
    parts = (
        [_picked(target, TARGET_COLUMNS) for target in targets],
        [_picked(value, fields.MEASUREMENT) for value in measured],
        [_picked(event, EVENT_COLUMNS) for event in events],
    )
    document = _document(row, parts, clinic)
    document["billing"] = billing_in_full(session, clinic)
    found = provenance_of(targets)
    for target in document["targets"]:
        target["copied"] = found.get(target["id"])
    if not session.visit.is_signed:
        facts = signing_facts(session, clinic)
        document["blockers"] = [blocker.as_json() for blocker in signing_blockers(facts)]
        document["notices"] = [notice.as_json() for notice in signing_notices(facts)]
    return document


# What is written for colleagues and payers: a patient reads what was done and measured, not what was thought about it.
UNTOLD: Document = {
    "note": "", "indication": "", "precautions": "", "other_interventions": "", "response": "", "rescreen": None,
    "adverse_events": None, "precaution_plans": {}, "overrides": [], "billing": None, "cosignature": None,
}  # fmt: skip


def told_to_patient(document: Document) -> Document:
    """A session as its patient reads it: when, with whom, which muscles, the values, the advice."""
    targets = [{**target, "note": "", "safeguard": ""} for target in document["targets"]]
    return {**document, **UNTOLD, "targets": targets}


def documents_of(ids: Sequence[UUID], clinic: Clinic) -> list[Document]:
    """A page of sessions with their parts, as ordered, in one query; blockers stand in the single row only."""
    found = {row["id"]: _document(row, parts, clinic) for row, parts in map(_read, WITH_PARTS.rows(ids=list(ids)))}
    return [found[pk] for pk in ids if pk in found]


def _read(values: tuple[Any, ...]) -> tuple[Document, list[list[Document]]]:
    row = dict(zip(COLUMNS, values, strict=False))
    return row | {name: as_json(row[name]) for name in JSON_COLUMNS}, [loaded(part) for part in values[len(COLUMNS) :]]


def _with_parts() -> Any:
    of_session, of_visit = {"session": OuterRef("pk")}, {"visit": OuterRef("pk")}
    return with_supervisor_now(NeedlingSession.objects.filter(AnyOf(F("pk"), Given("ids")))).values_list(
        *COLUMNS,
        JSONRows(Target.objects.filter(**of_session).order_by("position", "id").values(*TARGET_COLUMNS)),
        JSONRows(Measurement.objects.filter(**of_visit).order_by("id").values(*fields.MEASUREMENT)),
        JSONRows(
            AdverseEvent.objects.filter(**of_session)
            .exclude(state=AdverseEvent.State.RULED_OUT)
            .order_by("id")
            .values(*EVENT_COLUMNS)
        ),
    )


WITH_PARTS = Statement(_with_parts)


def prefill_document(episode_id: UUID, source: NeedlingSession | None, targets: list[Document]) -> Document:
    """The answer to `sessions/prefill/`: as `targets` of a new session are written."""
    return {
        "episode": episode_id,
        "copied_from": source.pk if source else None,
        "occurred_at": source.visit.occurred_at if source else None,
        "targets": [{**target, "needles_in": None, "needles_out": None} for target in targets],
    }


def _picked(row: Any, names: Iterable[str]) -> Document:
    return {name: getattr(row, name) for name in names}


def _document(
    row: Mapping[str, Any],
    parts: Sequence[list[Document]],
    clinic: Clinic,
) -> Document:
    targets, measured, events = parts
    signed = row["visit__signed_at"] is not None
    needled = [SimpleNamespace(**target) for target in targets]
    return {
        "id": row["id"],
        **{name: row[f"visit__{column}"] for name, column in VISIT_COLUMNS.items()},
        **{name: row[name] for name in OWN},
        "ended_at": _ended(row),
        "diagnosis": _diagnosis(row),
        "supervisor": row["supervisor_id"],
        "cosignature": _cosignature(row, signed),
        "targets": targets,
        "measurements": measured,
        "adverse_events": _events(row, events, signed),
        "plan": row["plan_id"],
        "consent": row["consent_id"],
        "state": "signed" if signed else "draft",
        "precaution_plans": row["precautions_noted"] or {},
        "overrides": row["overrides_noted"] or [],
        "billing": billing_of(needled, clinic, row["counting_policy"], compared=False),
    }


def _diagnosis(row: Mapping[str, Any]) -> Document:
    """As it was signed, or as the episode says it while the note is a draft."""
    now = {"condition": row["visit__episode__condition"], "icd10": row["visit__episode__icd10"]}
    return {"release": "", **(row["diagnosis_noted"] or now)}


def _ended(row: Mapping[str, Any]) -> datetime | None:
    """When the visit ended: its start and its minutes."""
    if row["visit__minutes"] is None:
        return None
    ended: datetime = row["visit__occurred_at"] + timedelta(minutes=row["visit__minutes"])
    return ended


def _cosignature(row: Mapping[str, Any], signed: bool) -> Document | None:
    """Null where the note names no supervisor, or the supervisor signed it."""
    if row["supervised_by_id"] is None:
        return None
    done = row["cosignature__cosigned_at"]
    return {
        "supervisor": row["supervised_by_id"],
        "state": "done" if done else "waiting" if signed else "not_signed",
        "cosigned_at": done,
        "remark": row["cosignature__remark"] or "",
        "content_hash": row["cosignature__content_hash"] or "",
    }


def _events(row: Mapping[str, Any], events: list[Document], signed: bool) -> list[Document] | None:
    """As the signed note says them, or as they stand while it is a draft; None when nobody answered."""
    if signed and row["adverse_events_noted"] is not None:
        noted: list[Document] = row["adverse_events_noted"]
        return noted
    if not row["adverse_events_answered"]:
        return None
    return [{"key" if name == "kind" else name: value for name, value in event.items()} for event in events]
