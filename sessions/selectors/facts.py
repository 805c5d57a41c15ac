"""What the rule of signing looks at, read from the rows with a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet, Subquery

from patients.models import Clearance, EpisodeOfCare
from patients.rules.candidacy import CandidacyFacts, candidacy
from patients.rules.consent import ConsentState
from patients.rules.flags import Cleared, Raised, open_events
from patients.selectors.safety import Safety, safety_of
from plans.models import TreatmentPlan
from practice import reference
from practice import selectors as practice
from practice.models import Clinic, Credential
from practice.statements import Given, JSONRows, Statement, loaded
from sessions.models import AdverseEvent, NeedlingSession, Target
from sessions.rules.adverse_events import counts_as_serious
from sessions.rules.facts import EstimFacts, LimitedArea, ScreenFacts, SigningFacts, TargetFacts, high_risk, lung_field
from sessions.rules.signing import RETAINED_NEEDLE
from sessions.selectors.sessions import targets_of

FAINT = "syncope"
INCIDENTS = frozenset({RETAINED_NEEDLE, "needle_bent_broken"})


@dataclass(frozen=True, slots=True)
class _Found:
    """What the record holds about the day of service, beyond what the patient's safety says."""

    plan_id: UUID | None
    held: frozenset[str]
    earlier: tuple[Mapping[str, Any], ...]


def signing_facts(session: NeedlingSession, clinic: Clinic | None = None) -> SigningFacts:
    """The facts of a session with its parts (`with_parts`), in a constant number of queries."""
    clinic = clinic or practice.clinic()
    visit, events = session.visit, list(session.adverse_events.all())
    safety, found = safety_of(visit.episode, visit.occurred_on), _found(session, clinic)
    decision = candidacy(_candidacy_facts(session, safety, found, clinic), reference.current("screening"))
    return SigningFacts(
        on=visit.occurred_on,
        candidacy=decision,
        screening=_screen(safety, clinic),
        consent=ConsentState(safety.consent_problem or ConsentState.IN_FORCE),
        targets=tuple(_target(target) for target in targets_of(session)),
        state=clinic.jurisdiction,
        clinician_authorised=found.held >= {Credential.Kind.LICENCE, Credential.Kind.NEEDLING},
        has_diagnosis=bool(visit.episode.icd10 or visit.episode.condition),
        has_active_plan=found.plan_id is not None,
        minutes=visit.minutes,
        adverse_events=tuple(event.kind for event in events) if session.adverse_events_answered else None,
        limited_areas=tuple(LimitedArea(area=key) for key in sorted(safety.limited_muscles)),
        precautions_without_plan=() if _planned(session, safety) else decision.precautions,
        labels=_labels(),
        **_as_written(session),
        **_incident(events),
    )


def plan_on(episode_id: UUID | Given, day: date | Given) -> "QuerySet[TreatmentPlan]":
    """The newest signed plan that had begun by a day, or none."""
    rows: QuerySet[TreatmentPlan] = TreatmentPlan.objects.filter(
        episode_id=episode_id, signed_at__isnull=False, starts_on__lte=day
    )
    return rows.order_by("-revision")[:1]


def _found(session: NeedlingSession, clinic: Clinic) -> _Found:
    """Plan, credentials in the clinic's state and earlier events, in one query."""
    visit = session.visit
    [(plan_id, held, earlier)] = RECORD.rows(
        episode=visit.episode_id, day=visit.occurred_on, moment=visit.occurred_at, session=session.pk,
        therapist=visit.therapist_id, state=clinic.jurisdiction,
    )  # fmt: skip
    return _Found(plan_id, frozenset(held), tuple(loaded(earlier)))


def _record() -> Any:
    held = Credential.objects.filter(
        membership_id=Given("therapist"), jurisdiction=Given("state"),
        issued_on__lte=Given("day"), expires_on__gte=Given("day"),
    )  # fmt: skip
    happened = AdverseEvent.objects.exclude(state=AdverseEvent.State.RULED_OUT)
    earlier = happened.filter(episode_id=Given("episode"), occurred_at__lt=Given("moment"))
    return EpisodeOfCare.objects.filter(pk=Given("episode")).values_list(
        Subquery(plan_on(Given("episode"), Given("day")).values("pk")),
        ArraySubquery(held.values("kind")),
        JSONRows(earlier.exclude(session_id=Given("session")).values("kind", "grade", "occurred_at")),
    )


RECORD = Statement(_record)


def _as_written(session: NeedlingSession) -> dict[str, Any]:
    return {
        "rescreened": isinstance(session.rescreen, dict) and session.rescreen.get("changes") is not None,
        "consent_confirmed": session.consent_confirmed,
        "risk_explained": tuple(session.risk_explained),
        "position": session.position,
        "estim": _estim(session.estim),
        "skin_prep": session.skin_prep,
        "gloves": session.gloves,
        "needle_lot": session.needle_lot,
        "sharps_disposed": session.sharps_disposed,
        "response": session.response,
        "education": tuple(session.education),
        "no_injection": session.no_injection,
    }


def _incident(events: Iterable[AdverseEvent]) -> dict[str, Any]:
    found = [event for event in events if event.kind in INCIDENTS]
    explained = any(event.description.strip() and event.action_taken.strip() for event in found)
    return {"incident_recorded": bool(found), "incident_explained": explained}


def _planned(session: NeedlingSession, safety: Safety) -> bool:
    written = safety.screening.precautions if safety.screening else ""
    return bool(written.strip() or session.precautions.strip())


def _screen(safety: Safety, clinic: Clinic) -> ScreenFacts | None:
    if safety.screening is None:
        return None
    on = safety.screening.answered_at.astimezone(ZoneInfo(clinic.timezone)).date()
    return ScreenFacts(on=on, all_answered=not safety.screening.unanswered, expired=safety.screening_expired)


def _candidacy_facts(session: NeedlingSession, safety: Safety, found: _Found, clinic: Clinic) -> CandidacyFacts:
    """The safety of the record, and what today's short re-screen and earlier events add to it.

    What went wrong in this very session does not stop its own note.
    """
    known = {item["key"] for item in reference.current("screening")["contraindications"]}
    today = known.intersection((session.rescreen or {}).get("positive", ()))
    return replace(
        safety.facts,
        positive=safety.facts.positive | today,
        fainted=any(event["kind"] == FAINT for event in found.earlier),
        uncleared_serious_event=_uncleared(found, session, clinic),
    )


def _uncleared(found: _Found, session: NeedlingSession, clinic: Clinic) -> bool:
    zone, kinds = ZoneInfo(clinic.timezone), reference.adverse_events()
    always = {key for key, kind in kinds.items() if kind["serious"]}
    serious = [
        Raised(event["kind"], _day(event["occurred_at"], zone))
        for event in found.earlier
        if counts_as_serious(event["kind"], event["grade"], always)
    ]
    if not serious:
        return False
    rows = Clearance.objects.filter(episode=session.visit.episode).values_list("item", "given_on")
    return bool(open_events(serious, [Cleared(*row) for row in rows], on=session.visit.occurred_on))


def _day(moment: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(moment).astimezone(zone).date()


def _target(target: Target) -> TargetFacts:
    muscle: Mapping[str, Any] = reference.muscles()[target.muscle]
    return TargetFacts(
        muscle=target.muscle,
        side=target.side,
        name=muscle["common_name"],
        region=muscle["region"],
        needles_in=target.needles_in,
        needles_out=target.needles_out,
        diameter_mm=target.diameter_mm,
        length_mm=target.length_mm,
        technique=target.technique,
        twitch=target.twitch,
        familiar_pain=target.familiar_pain,
        do_not_needle=muscle["do_not_needle"],
        high_risk=high_risk(muscle),
        lung_field=lung_field(muscle),
        risk_confirmed=target.risk_confirmed,
    )


def _estim(written: Mapping[str, Any] | None) -> EstimFacts | None:
    if written is None:
        return None
    return EstimFacts(**{**written, "leads": tuple(written.get("leads") or ())})


@cache
def _labels() -> dict[str, str]:
    screening = reference.current("screening")
    return {item["key"]: item["label"] for item in (*screening["contraindications"], *screening["red_flags"])}
