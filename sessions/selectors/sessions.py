"""Needling sessions: what the actor may see, what is asked before signing, and what the next one can start from."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects

from patients.models import EpisodeOfCare, Measurement
from practice import access, reference
from practice.access import Actor, Permission
from sessions import fields
from sessions.models import AdverseEvent, NeedlingSession, Target
from sessions.rules.facts import exceeds, high_risk, longest_needle, thickest_needle
from sessions.selectors.supervision import with_supervisor_now


def sessions_for(actor: Actor) -> "QuerySet[NeedlingSession]":
    """The sessions that the actor may see, with visit and episode; patients see their own, once signed."""
    own = access.only_own(actor, Permission.CHART_VIEW)
    rows = with_supervisor_now(NeedlingSession.objects.select_related("visit__episode__patient"))
    if own is None:
        return rows
    return rows.filter(visit__episode__patient_id=own, visit__signed_at__isnull=False)


def sessions_to_answer(actor: Actor) -> "QuerySet[NeedlingSession]":
    """The sessions after which the actor may check in: all of the clinic, or the patient's own."""
    own = access.only_own(actor, Permission.CHECK_IN_WRITE)
    rows: QuerySet[NeedlingSession] = NeedlingSession.objects.select_related("visit__episode__patient")
    return rows if own is None else rows.filter(visit__episode__patient_id=own)


def episodes_to_treat(actor: Actor) -> "QuerySet[EpisodeOfCare]":
    """The episodes in which the actor may record sessions, with their patient."""
    access.require(actor, Permission.CHART_VIEW)
    rows: QuerySet[EpisodeOfCare] = EpisodeOfCare.objects.select_related("patient")
    return rows


def with_parts(session: NeedlingSession) -> NeedlingSession:
    """The session with its targets, measurements and adverse events at hand, in three queries."""
    prefetch_related_objects([session], "targets", "visit__measurements", "adverse_events")
    return session


def with_these_parts(
    session: NeedlingSession, targets: Iterable[Target], measured: Iterable[Measurement], events: Iterable[AdverseEvent]
) -> NeedlingSession:
    """A session that was just written, its parts at hand as `with_parts` would fetch them: three queries saved."""
    known = {
        "targets": (session, targets),
        "measurements": (session.visit, measured),
        "adverse_events": (session, events),
    }
    for name, (owner, rows) in known.items():
        found = getattr(owner, name).all()
        found._result_cache, found._prefetch_done = list(rows), True
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found
    return session


def standing_events(session: NeedlingSession) -> list[AdverseEvent]:
    """What went wrong, without what a clinician ruled out; reads what was fetched with the session."""
    return [event for event in session.adverse_events.all() if event.state != AdverseEvent.State.RULED_OUT]


def targets_of(session: NeedlingSession) -> list[Target]:
    """The targets in the order in which they were recorded; reads what was fetched with the session."""
    return sorted(session.targets.all(), key=lambda target: (target.position, target.pk))


def last_signed(episode: EpisodeOfCare) -> NeedlingSession | None:
    """The last signed session of the episode, with its visit and targets."""
    rows: QuerySet[NeedlingSession] = NeedlingSession.objects.filter(
        visit__episode=episode, visit__signed_at__isnull=False
    )
    latest = rows.select_related("visit").prefetch_related("targets")
    return latest.order_by("-visit__occurred_at", "-pk").first()


def draft_of_day(episode: EpisodeOfCare, member_id: UUID, day: date) -> NeedlingSession | None:
    """A draft of a day for the patient of an episode: what the member is to sign, in this episode, before others."""
    rows: QuerySet[NeedlingSession] = NeedlingSession.objects.filter(
        visit__episode__patient=episode.patient_id, visit__occurred_on=day, visit__signed_at__isnull=True
    )
    ordered = rows.select_related("visit__therapist", "visit__taken_over_by").order_by("-visit__occurred_at", "-pk")
    nearest = sorted(ordered, key=lambda row: (row.visit.signs_id != member_id, row.visit.episode_id != episode.pk))
    return nearest[0] if nearest else None


def copied_targets(session: NeedlingSession | None) -> list[dict[str, Any]]:
    """What the next session can start from: what was done, with the target that it comes from.

    Counts, findings, measurements (the time that needles stayed is one) and safety answers never copy. A muscle that
    was only planned, or that the catalogue has since ruled out, does not copy either, nor a needle longer than it goes
    up to in the muscle. Source: ADR 36.
    """
    if session is None:
        return []
    known = reference.muscles()
    return [
        {**{name: getattr(target, name) for name in fields.COPIED}, **_length(target), "copied_from": target.pk}
        for target in targets_of(session)
        if target.needles_in and target.muscle in known and not known[target.muscle]["do_not_needle"]
    ]


def _length(target: Target) -> dict[str, None]:
    too_long = exceeds(target.length_mm, longest_needle(reference.muscles()[target.muscle]))
    return {"length_mm": None} if too_long else {}


def hazards() -> list[dict[str, Any]]:
    """What is said when a muscle is chosen: its risks, its needles and whether it needs a second confirmation."""
    return [_hazard(key, muscle) for key, muscle in reference.muscles().items()]


def _hazard(key: str, muscle: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": key,
        "name": muscle["common_name"],
        "high_risk": high_risk(muscle),
        "do_not_needle": muscle["do_not_needle"],
        "risk_level": muscle["risk_level"],
        "structures": muscle["structures_at_risk"],
        "notes": muscle["safety_notes"],
        "position": muscle["usual_position"],
        "length": muscle["needle_length_mm"],
        "longest": longest_needle(muscle),
        "thickest": thickest_needle(muscle),
        "diameter": muscle["needle_diameter_mm"],
    }


def own_targets(patient_id: UUID, ids: list[UUID]) -> set[UUID]:
    """Which of these targets belong to signed sessions of the patient."""
    rows = Target.objects.filter(pk__in=ids, session__visit__episode__patient_id=patient_id)
    return set(rows.filter(session__visit__signed_at__isnull=False).values_list("pk", flat=True))
