"""What the rule of signing looks at, read from the rows with a constant number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef
from django.utils import timezone

from patients.models import Consent, EpisodeOfCare, Visit
from patients.rules.candidacy import CandidacyFacts, candidacy
from patients.rules.consent import ConsentState
from patients.selectors.diagnosis import codes_not_in_force, coding_at_session
from patients.selectors.safety import Safety, safety_of, to_screen
from plans.rules.plans import names_needling
from plans.selectors.force import SIGNED, plan_told, signed_plans
from practice import reference
from practice import selectors as practice
from practice.jurisdictions import StateRule, state_rule
from practice.models import Clinic, Credential
from practice.statements import Given, JSONRows, Statement, loaded
from sessions.models import NeedlingSession
from sessions.rules.facts import (
    LimitedArea,
    OverrideFacts,
    ScopeFacts,
    ScreenFacts,
    SigningFacts,
)
from sessions.rules.recording import moment_of_needles
from sessions.rules.supervision import answers_alone, in_training, is_licensed, kinds_of, may_needle, may_supervise
from sessions.selectors import locks
from sessions.selectors.needled import was_needled
from sessions.selectors.note_facts import as_written, incident_in, interventions_of, measured_in, target_facts
from sessions.selectors.sessions import standing_events, targets_of, with_these_parts

FAINT = "syncope"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the record holds about the day of service, beyond what the patient's safety says."""

    plan: Mapping[str, Any] | None
    held: frozenset[str]
    signer: frozenset[str]
    supervisor: frozenset[str]
    earlier: tuple[Mapping[str, Any], ...]
    same_day: tuple[datetime, ...]


def signing_facts(session: NeedlingSession, clinic: Clinic | None = None) -> SigningFacts:
    """The facts of a session with its parts (`with_parts`), in a constant number of queries."""
    clinic = clinic or practice.clinic()
    visit, events = session.visit, standing_events(session)
    rule = state_rule(reference.jurisdictions(), clinic.jurisdiction, visit.occurred_on)
    safety, found = safety_at(session), _found(session, clinic, rule)
    locking = _locking(found, session, clinic)
    decision = candidacy(_candidacy_facts(session, safety, found, locked=bool(locking)), reference.current("screening"))
    return SigningFacts(
        on=visit.occurred_on,
        candidacy=decision,
        screening=_screen(safety, clinic),
        consent=ConsentState(safety.consent_problem or ConsentState.IN_FORCE),
        consent_withdrawn_since=safety.consent_withdrawn_since,
        consent_too_late=safety.consent_too_late,
        consent_scope=_scope(safety),
        targets=tuple(target_facts(target) for target in targets_of(session)),
        state_rule=rule,
        clinician_authorised=may_needle(found.held) or in_training(found.held),
        signer_licensed=visit.taken_over_by_id is None or is_licensed(found.signer),
        in_training=in_training(found.held),
        has_supervisor=session.supervisor_id is not None,
        supervisor_qualified=may_supervise(found.supervisor) and session.supervisor_id != visit.therapist_id,
        answers_alone=answers_alone(found.signer, took_over=visit.taken_over_by_id is not None),
        has_diagnosis=bool(visit.episode.icd10 or visit.episode.condition),
        codes_not_in_force=codes_not_in_force(visit.episode, visit.occurred_on),
        coding=coding_at_session(visit.episode, visit.occurred_on),
        **_planned(found.plan),
        held_on=visit.episode.held_on,
        **_moments(session, found, safety, clinic),
        locked_by=tuple(locks.words(event) for event in locking),
        minutes=visit.minutes,
        adverse_events=tuple(event.kind for event in events) if session.adverse_events_answered else None,
        limited_areas=_limited(safety),
        overrides=tuple(
            OverrideFacts(item=row.item, reason=row.reason, by=row.given_by_name) for row in safety.overrides
        ),
        first_session=safety.first_session,
        needled_from_age=safety.needled_from_age,
        interventions=interventions_of(session.interventions),
        precautions_without_plan=_unplanned(session, safety, decision.precautions),
        precautions_planned={
            item: plan for item, plan in safety.precaution_plans.items() if item in decision.precautions
        },
        to_screen=to_screen(session.rescreen, safety),
        labels=_labels(),
        **as_written(session),
        **measured_in(session),
        **incident_in(events),
    )


def safety_at(session: NeedlingSession) -> Safety:
    """What the record says about needling on the session's day; once a needle went in, as it stood at that moment."""
    visit = session.visit
    needled = any(row.needles_in for row in targets_of(session))
    at = needled_at(session) if needled else None
    return safety_of(visit.episode, visit.occurred_on, needled_at=at, began_at=visit.occurred_at)


def _planned(plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """Whether a plan is in force on the day, and names needling."""
    named = plan is None or names_needling(plan["treatment_types"], plan["interventions"])
    return {"has_active_plan": plan is not None, "plan_names_needling": named}


def _moments(session: NeedlingSession, found: _Found, safety: Safety, clinic: Clinic) -> dict[str, Any]:
    """What is told of moments: the session and the referral, other sessions of the day, the screen, the end."""
    zone, visit = ZoneInfo(clinic.timezone), session.visit
    episode, ends = visit.episode, visit.ended_at
    since, needled = episode.referred_out_at, any(row.needles_in for row in targets_of(session))
    screened = bool(since and safety.full_screen_at and safety.full_screen_at > since)
    ended = episode.state == episode.State.DISCHARGED
    return {
        "began_at": visit.occurred_at.astimezone(zone),
        "needled_at": needled_at(session).astimezone(zone) if needled else None,
        "referred_out_at": since and since.astimezone(zone),
        "care_is_out": episode.state == episode.State.REFERRED_OUT or (ended and not screened),
        "screened_since_referral": screened,
        "same_day": tuple(f"{at.astimezone(zone):%H:%M}" for at in sorted(found.same_day)),
        "screened_after": safety.screened_after,
        "minutes_left": max(0, int((ends - timezone.now()) / MINUTE)) if ends else 0,
    }


def needled_at(session: NeedlingSession) -> datetime:
    """The moment to which the needles of a session are held, by the rule of rules/recording.py."""
    visit = session.visit
    return moment_of_needles(visit.occurred_at, session.needles_recorded_at or visit.created_at)


def facts_before(
    episode: EpisodeOfCare, therapist_id: UUID, now: datetime, clinic: Clinic | None = None
) -> SigningFacts:
    """The facts of a session that is not begun: what the record alone says of needling at a moment."""
    clinic = clinic or practice.clinic()
    today = now.astimezone(ZoneInfo(clinic.timezone)).date()
    visit = Visit(episode=episode, therapist_id=therapist_id, occurred_at=now, occurred_on=today)
    return signing_facts(with_these_parts(NeedlingSession(id=visit.pk, visit=visit), (), (), ()), clinic)


def _found(session: NeedlingSession, clinic: Clinic, rule: StateRule) -> _Found:
    """Plan, credentials of therapist, signer and supervisor in the clinic's state, and earlier events, in one query."""
    visit = session.visit
    [(plans, held, signer, supervisor, earlier, others)] = RECORD.rows(
        episode=visit.episode_id, patient=visit.episode.patient_id, session=session.pk,
        day=visit.occurred_on, moment=visit.occurred_at,
        therapist=visit.therapist_id, signer=visit.signs_id, supervisor=session.supervisor_id or visit.therapist_id,
        state=clinic.jurisdiction,
    )  # fmt: skip
    return _Found(
        plan_told(loaded(plans), visit.occurred_on, clinic),
        _kinds(held, rule), _kinds(signer, rule), _kinds(supervisor, rule), tuple(loaded(earlier)),
        tuple(datetime.fromisoformat(row["at"]) for row in loaded(others)),
    )  # fmt: skip


def _kinds(rows: Any, rule: StateRule) -> frozenset[str]:
    return kinds_of(((row["kind"], row["profession"]) for row in loaded(rows)), rule.who)


def _record() -> Any:
    valid = Credential.objects.filter(
        practice.in_force(Given("day")),
        jurisdiction=Given("state"),
    )
    held, signer, supervisor = (valid.filter(membership_id=Given(who)) for who in ("therapist", "signer", "supervisor"))
    supervisor = supervisor.filter(membership__in=practice.therapists().values("pk"))
    earlier = locks.counted_events().filter(episode__patient_id=Given("patient"), occurred_at__lt=Given("moment"))
    of_day = NeedlingSession.objects.filter(
        visit__episode__patient_id=Given("patient"), visit__occurred_on=Given("day")
    )
    others = of_day.filter(was_needled(OuterRef("pk"))).exclude(pk=Given("session"))
    return EpisodeOfCare.objects.filter(pk=Given("episode")).values_list(
        JSONRows(signed_plans(Given("episode")).values(*SIGNED)),
        JSONRows(held.values(*HELD)),
        JSONRows(signer.values(*HELD)),
        JSONRows(supervisor.values(*HELD)),
        JSONRows(earlier.exclude(session_id=Given("session")).values(*EARLIER)),
        JSONRows(others.values(at=F("visit__occurred_at"))[:MOST_SAME_DAY]),
    )


MOST_SAME_DAY = 3  # of the other sessions of a day as many as are named
HELD = ("kind", "profession")
EARLIER = ("kind", "grade", "occurred_at", "created_at")
RECORD = Statement(_record)


def _unplanned(session: NeedlingSession, safety: Safety, items: tuple[str, ...]) -> tuple[str, ...]:
    """The precautions that nothing was written for: a plan in the screen covers its own item, and nothing that came up
    today or that the record adds (an earlier faint, an age under 18).

    Source: screening.json result_rule 5; domain.md (g).
    """
    if session.precautions.strip():
        return ()
    return tuple(item for item in items if item not in safety.precaution_plans)


def _screen(safety: Safety, clinic: Clinic) -> ScreenFacts | None:
    if safety.screening is None:
        return None
    on = safety.screening.answered_at.astimezone(ZoneInfo(clinic.timezone)).date()
    return ScreenFacts(
        on=on,
        all_answered=not safety.screening.unanswered,
        expired=safety.screening_expired,
        pressing=tuple(sorted(safety.pressing)),
    )


def _scope(safety: Safety) -> ScopeFacts:
    """What the consent in force covers; without one its own blocker says so."""
    if safety.consent is None:
        return ScopeFacts()
    estim = safety.consent.scope == Consent.Technique.NEEDLING_ESTIM
    return ScopeFacts(
        consent_id=safety.consent.pk,
        copy_given=safety.consent.copy_given,
        covers_estim=estim,
        areas=frozenset(safety.consent.areas),
    )


def _limited(safety: Safety) -> tuple[LimitedArea, ...]:
    """The muscles that the screen keeps needles out of, each with its side and the item that says so."""
    words = _labels()
    found = sorted(safety.limits, key=lambda limit: (limit.muscle, limit.side or "", limit.item))
    return tuple(
        LimitedArea(area=limit.muscle, side=limit.side, reason=words.get(limit.item, limit.item), item=limit.item)
        for limit in found
    )


def _candidacy_facts(session: NeedlingSession, safety: Safety, found: _Found, *, locked: bool) -> CandidacyFacts:
    """The safety of the record, and what today's short re-screen and earlier events add to it.

    What went wrong in this very session does not stop its own note.
    """
    known = {item["key"] for item in reference.current("screening")["contraindications"]}
    today = known.intersection((session.rescreen or {}).get("positive", ()))
    return replace(
        safety.facts,
        positive=safety.facts.positive | today,
        fainted=any(event["kind"] == FAINT for event in found.earlier),
        uncleared_serious_event=locked,
    )


def _locking(found: _Found, session: NeedlingSession, clinic: Clinic) -> list[locks.Happened]:
    """The earlier events that lock needling on the day, the oldest first."""
    zone, visit = ZoneInfo(clinic.timezone), session.visit
    events = [locks.happened_in(event, zone) for event in found.earlier]
    return sorted(locks.locking(events, visit.episode.patient_id, visit.occurred_on), key=lambda event: event.on)


@cache
def _labels() -> dict[str, str]:
    screening = reference.current("screening")
    return {item["key"]: item["label"] for item in (*screening["contraindications"], *screening["red_flags"])}
