"""Everything that changes a needling session."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from patients import visits
from patients.models import EpisodeOfCare, Visit
from patients.rules.handovers import require_signer
from patients.selectors.diagnosis import diagnosis_signed
from patients.selectors.safety import Safety
from plans.selectors import plan_in_force
from practice import reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import BadInput, RuleViolation, require
from sessions import fields
from sessions.models import AdverseEvent, CheckIn, NeedlingSession, Target
from sessions.rules.facts import SigningFacts
from sessions.rules.interventions import require_known
from sessions.rules.recording import (
    IN_THE_CLINIC,
    needles_recorded_at,
    red_flags_today,
    require_copied_from,
    require_recordable,
)
from sessions.rules.signing import signing_blockers
from sessions.selectors.facts import safety_at, signing_facts
from sessions.selectors.sessions import own_targets, standing_events, with_parts, with_these_parts
from sessions.services.adverse_events import events_noted, replace_events

Sent = Mapping[str, Any]


@action(needs=Permission.SESSION_WRITE, logs="session.recorded")
def record_session(
    *,
    actor: Actor,
    episode: EpisodeOfCare,
    occurred_at: datetime,
    now: datetime,
    id: UUID | None = None,
    **written: Any,
) -> NeedlingSession:
    """A new session, a draft until it is signed; everything but episode and time may come later."""
    written.setdefault("location", IN_THE_CLINIC)
    targets, measured = _recordable(episode, written)
    visit = visits.open_visit(
        actor=actor, episode=episode, occurred_at=occurred_at, now=now, id=id, **_visit_details(written)
    )
    session = NeedlingSession(id=visit.pk, visit=visit, **_session_details(written))
    session.needles_recorded_at = needles_recorded_at(None, (row.get("needles_in") for row in targets), now)
    session.save(force_insert=True)
    made = _add_targets(session, targets)
    values = visits.add_measurements(visit, measured)
    events = replace_events(actor=actor, session=session, sent=written.get("adverse_events") or (), now=now, new=True)
    return with_these_parts(session, made, values, events)


@action(needs=Permission.SESSION_WRITE, logs="session.changed")
def change_session(
    *, actor: Actor, session: NeedlingSession, now: datetime, if_version: int | None = None, **written: Any
) -> NeedlingSession:
    """Changed details of a draft; a list that is sent replaces the stored one as a whole."""
    visit = _locked(session, if_version)
    episode = written.pop("episode", visit.episode)
    require(
        episode.pk == visit.episode_id, "episode_fixed", "A session stays in its episode.", "episode", kind=BadInput
    )
    _, measured = _recordable(episode, written, visits.stored_measurements(visit))
    session = NeedlingSession.objects.get(pk=visit.pk)
    session.visit = visit
    for name, value in _session_details(written).items():
        setattr(session, name, value)
    if "targets" in written:
        counts = (row.get("needles_in") for row in written["targets"])
        stored = Target.objects.filter(session=session, needles_in__gt=0).count()
        session.needles_recorded_at = needles_recorded_at(session.needles_recorded_at, counts, now, stored=stored)
    session.save()
    sent = measured if "measurements" in written else None
    visits.change_visit(visit, actor=actor, now=now, measurements=sent, **_visit_details(written, fields.VISIT))
    _replace_parts(actor, session, written, now)
    return session


@action(needs=Permission.SESSION_WRITE, logs="session.discarded")
def discard_session(
    *, actor: Actor, session: NeedlingSession, now: datetime, if_version: int | None = None
) -> NeedlingSession:
    """Take back a draft that was opened by mistake; what others hung on it keeps it."""
    visit = _locked(session, if_version)
    if CheckIn.objects.filter(session=session.pk).exists():
        raise RuleViolation.of("has_check_ins", "The patient has answered a check-in for this session: keep it.")
    if AdverseEvent.objects.filter(session=session.pk).exists():
        raise RuleViolation.of("has_adverse_events", "An adverse event was recorded for this session: keep it.")
    Target.objects.filter(session=session).delete()
    NeedlingSession.objects.filter(pk=session.pk).delete()
    visits.take_back(visit, actor=actor, now=now)
    return session


@action(needs=Permission.SESSION_SIGN, logs="session.signed")
def sign_session(
    *, actor: Actor, session: NeedlingSession, now: datetime, if_version: int | None = None
) -> NeedlingSession:
    """Close the note for good. Later corrections are addenda."""
    visit = _locked(session, if_version)
    require_signer(visit.signs_id, actor.membership_id)
    session = NeedlingSession.objects.get(pk=visit.pk)
    session.visit = visit
    facts = signing_facts(with_parts(session))
    if blockers := signing_blockers(facts):
        raise RuleViolation(blockers)
    _keep_what_it_rests_on(session, facts)
    visits.sign_visit(visit, actor=actor, now=now)
    return session


def _keep_what_it_rests_on(session: NeedlingSession, facts: SigningFacts) -> None:
    """What stood is part of what is signed: plan, consent, precautions, overrides, way of counting, events."""
    visit = session.visit
    session.plan = plan_in_force(visit.episode, visit.occurred_on)
    safety = safety_at(session)
    session.consent = safety.consent
    session.precautions_noted = dict(facts.precautions_planned) or None
    session.overrides_noted = _overrides_noted(safety) or None
    session.diagnosis_noted = diagnosis_signed(visit.episode, visit.occurred_on)
    session.counting_policy = practice.clinic().counting_policy
    session.adverse_events_noted = events_noted(standing_events(session))
    session.save()


def _overrides_noted(safety: Safety) -> list[dict[str, Any]]:
    """What members decided against for this day, as the signed note says it."""
    return [
        {
            "item": row.item, "reason": row.reason, "by": row.given_by_name, "member": str(row.given_by_id),
            "at": row.given_at.isoformat(),
        }
        for row in safety.overrides
    ]  # fmt: skip


def _locked(session: NeedlingSession, if_version: int | None) -> Visit:
    """The visit, locked; everything about a session goes through its lock and its version."""
    rows = Visit.objects.select_related("episode__patient")
    visit: Visit = rows.locked(session.pk, if_version=if_version)
    visit.require_open()
    return visit


def _recordable(
    episode: EpisodeOfCare, written: Sent, stored: Iterable[Sent] = ()
) -> tuple[Iterable[Sent], list[dict[str, Any]]]:
    """The targets and measurements that were sent, each of them possible; `stored` are those that the draft holds."""
    targets: Iterable[Sent] = written.get("targets", ())
    measured = require_recordable(
        targets, written.get("measurements", ()), reference.muscles(), reference.measures(), stored=stored
    )
    require_known(written.get("interventions") or (), reference.interventions())
    supervisor = written.get("supervisor")
    text = "Choose a therapist of this clinic."
    found = supervisor is None or practice.therapists().filter(pk=supervisor.pk).exists()
    require(found, "not_a_therapist", text, "supervisor", kind=BadInput)
    sources = [target.get("copied_from") for target in targets]
    named = [source for source in sources if source is not None]
    if named:
        require_copied_from(sources, own_targets(episode.patient_id, named))
    return targets, measured


def _visit_details(written: Sent, names: Iterable[str] = ("minutes", "note")) -> dict[str, Any]:
    details = {name: written[name] for name in names if name in written}
    if "rescreen" in written:
        details["red_flags"] = red_flags_today(written["rescreen"], reference.current("screening"))
    return details


def _session_details(written: Sent) -> dict[str, Any]:
    details = {name: written[name] for name in fields.SESSION if name in written}
    if "adverse_events" in written:
        details["adverse_events_answered"] = written["adverse_events"] is not None
    return details


def _replace_parts(actor: Actor, session: NeedlingSession, written: Sent, now: datetime) -> None:
    if "targets" in written:
        Target.objects.filter(session=session).delete()
        _add_targets(session, written["targets"])
    if "adverse_events" in written:
        replace_events(actor=actor, session=session, sent=written["adverse_events"] or (), now=now)


def _add_targets(session: NeedlingSession, sent: Iterable[Sent]) -> list[Target]:
    rows = [Target(session=session, position=at, **values) for at, values in enumerate(sent)]
    return Target.objects.bulk_create(rows) if rows else []
