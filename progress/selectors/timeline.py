"""What happened in an episode, in one list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.models import Consent, EpisodeOfCare, Screening, Visit
from patients.rules.candidacy import Result
from patients.selectors.banner import CANDIDACY
from patients.vocabulary import NOT_SEEN
from plans.models import Certification, TreatmentPlan
from practice import reference
from practice import selectors as practice
from progress.rules.facts import RecordKind
from sessions.models import AdverseEvent, Target

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Needled:
    """One target of one session."""

    session_id: UUID
    muscle: str
    side: str
    needles_in: int | None
    on: date


def needled_in(episode: EpisodeOfCare) -> list[Needled]:
    """Every target of the episode, session by session, in one query."""
    rows = Target.objects.filter(session__visit__episode=episode).order_by("session_id", "position")
    return [
        Needled(*row)
        for row in rows.values_list("session_id", "muscle", "side", "needles_in", "session__visit__occurred_on")
    ]


def timeline(episode: EpisodeOfCare, needled: Iterable[Needled] | None = None) -> list[Item]:
    """Items with `at`, `all_day`, `kind`, `title`, `detail`, `state`, `id`, newest first; a constant number of queries.

    `needled` saves one of them, where `needled_in` was read already.
    """
    targets = needled_in(episode) if needled is None else needled
    found = [
        *_visits(episode, targets),
        *_screenings(episode),
        *_consents(episode),
        *_plans(episode),
        *_events(episode),
    ]
    return sorted(found, key=lambda item: (item["at"], item["id"]), reverse=True)


def _visits(episode: EpisodeOfCare, targets: Iterable[Needled]) -> Iterable[Item]:
    visits = Visit.objects.filter(episode=episode).exclude(state=Visit.State.PLANNED)
    needled = _in_words(targets)
    for visit in visits.select_related("therapist", "visit_note", "session"):
        muscles = needled.get(visit.pk)
        kind = _kind(visit)
        yield {
            "at": visit.occurred_at,
            "all_day": False,
            "kind": kind,
            "title": "Needling session" if kind is RecordKind.SESSION else _visit_title(visit),
            "detail": ", ".join(muscles) if muscles else _visit_detail(visit),
            "state": "" if visit.state in NOT_SEEN else "signed" if visit.is_signed else "draft",
            "by": visit.therapist.name,
            "id": str(visit.pk),
        }


def _kind(visit: Visit) -> RecordKind:
    """The resource that a visit is read from."""
    if hasattr(visit, "session"):
        return RecordKind.SESSION
    noted = hasattr(visit, "visit_note") or visit.kind == Visit.Kind.TREATMENT
    return RecordKind.VISIT if noted else RecordKind.ASSESSMENT


def _visit_title(visit: Visit) -> str:
    """What became of a visit without needling, in its own words; an assessment has its kind's."""
    if visit.state != Visit.State.ATTENDED:
        return visit.get_state_display()
    return "Visit without needling" if hasattr(visit, "visit_note") else visit.get_kind_display()


def _visit_detail(visit: Visit) -> str:
    """Why there was no needling, or what was done instead."""
    if not hasattr(visit, "visit_note"):
        return visit.note
    said, known = visit.visit_note, reference.interventions()
    given = ", ".join(known[row["key"]]["label"] for row in said.interventions)
    return said.reason or given or said.done or visit.note


def _in_words(targets: Iterable[Needled]) -> dict[UUID, list[str]]:
    known = reference.muscles()
    found: dict[UUID, list[str]] = {}
    for row in targets:
        if not row.needles_in:
            continue
        found.setdefault(row.session_id, []).append(f"{known[row.muscle]['common_name']} ({row.side})")
    return found


def _screenings(episode: EpisodeOfCare) -> Iterable[Item]:
    for row in Screening.objects.filter(episode=episode):
        _, words = CANDIDACY[Result(row.candidacy)]
        yield _item(row.answered_at, "screening", "Screening", words, row.pk)


def _consents(episode: EpisodeOfCare) -> Iterable[Item]:
    for row in Consent.objects.filter(episode=episode):
        signed = _on(row.signed_on, row.created_at)
        yield signed | _said("consent", "Consent signed", row.get_scope_display(), row.pk)
        if row.withdrawn_at:
            yield _item(row.withdrawn_at, "consent", "Consent withdrawn", row.withdrawn_reason, row.pk)


def _plans(episode: EpisodeOfCare) -> Iterable[Item]:
    for plan in TreatmentPlan.objects.filter(episode=episode):
        title = "Plan of care" if plan.revision == 1 else f"Plan of care, revision {plan.revision}"
        item = _item(plan.signed_at or plan.created_at, "plan", title, f"{plan.duration_weeks} weeks", plan.pk)
        yield item | {"state": "signed" if plan.is_signed else "draft"}
    for row in Certification.objects.filter(episode=episode):
        detail = f"{row.get_how_display()}, {row.duration_weeks} weeks"
        certified = _on(row.certified_on, row.taken_at or row.created_at)
        yield certified | _said("certification", str(row.get_kind_display()), detail, row.pk)
        if row.countersigned_on:
            countersigned = _on(row.countersigned_on, row.updated_at)
            yield countersigned | _said("certification", "Verbal order signed", "", row.pk)


def _events(episode: EpisodeOfCare) -> Iterable[Item]:
    kinds = reference.adverse_events()
    for row in AdverseEvent.objects.filter(episode=episode):
        title = f"Adverse event: {kinds[row.kind]['label'].lower()}"
        yield _item(row.occurred_at, "adverse_event", title, _graded(row), row.pk)


def _graded(row: AdverseEvent) -> str:
    if row.state == AdverseEvent.State.CONFIRMED:
        return str(row.get_grade_display())
    return str(row.get_state_display())


def _item(at: datetime, kind: str, title: str, detail: str, pk: Any) -> Item:
    return {"at": at, "all_day": False} | _said(kind, title, detail, pk)


def _said(kind: str, title: str, detail: str, pk: Any) -> Item:
    return {"kind": kind, "title": title, "detail": detail, "state": "", "by": "", "id": str(pk)}


def _on(day: date, recorded_at: datetime) -> Item:
    """When something with a day alone stands: when it was recorded, if that was on its day; else the day begins it."""
    zone = ZoneInfo(practice.clinic().timezone)
    if recorded_at.astimezone(zone).date() == day:
        return {"at": recorded_at, "all_day": False}
    return {"at": datetime.combine(day, time(), tzinfo=zone), "all_day": True}
