"""What the rule of signing looks at, read from the rows with a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from patients.models import Clearance, EpisodeOfCare
from patients.rules.candidacy import CandidacyFacts, candidacy
from patients.rules.consent import ConsentState
from patients.selectors.safety import Safety, safety_of
from plans.models import TreatmentPlan
from practice import reference
from practice import selectors as practice
from practice.models import Clinic, Credential
from sessions.models import AdverseEvent, NeedlingSession, Target
from sessions.rules.facts import EstimFacts, LimitedArea, ScreenFacts, SigningFacts, TargetFacts, high_risk, lung_field
from sessions.rules.signing import RETAINED_NEEDLE
from sessions.selectors.sessions import targets_of

FAINT = "syncope"
INCIDENTS = frozenset({RETAINED_NEEDLE, "needle_bent_broken"})


def signing_facts(session: NeedlingSession) -> SigningFacts:
    """The facts of a session with its parts (`with_parts`); nine queries, whatever the number of targets."""
    visit, events = session.visit, list(session.adverse_events.all())
    clinic, day = practice.clinic(), visit.occurred_on
    safety = safety_of(visit.episode, day)
    plan = plan_on(visit.episode, day)
    asked = _candidacy_facts(session, safety, clinic)
    decision = candidacy(asked, reference.current("screening"))
    return SigningFacts(
        on=day,
        candidacy=decision,
        screening=_screen(safety, clinic),
        consent=ConsentState(safety.consent_problem or ConsentState.IN_FORCE),
        targets=tuple(_target(target) for target in targets_of(session)),
        state=clinic.jurisdiction,
        clinician_authorised=authorised_on(session, clinic, day),
        has_diagnosis=bool(visit.episode.icd10 or visit.episode.condition),
        has_active_plan=plan is not None,
        minutes=visit.minutes,
        adverse_events=tuple(event.kind for event in events) if session.adverse_events_answered else None,
        limited_areas=tuple(LimitedArea(area=key) for key in sorted(safety.limited_muscles)),
        precautions_without_plan=() if _planned(session, safety) else decision.precautions,
        labels=_labels(),
        **_as_written(session),
        **_incident(events),
    )


def plan_on(episode: EpisodeOfCare, day: date) -> TreatmentPlan | None:
    """The newest signed plan that had begun by a day."""
    rows = TreatmentPlan.objects.filter(episode=episode, signed_at__isnull=False, starts_on__lte=day)
    found: TreatmentPlan | None = rows.order_by("-revision").first()
    return found


def authorised_on(session: NeedlingSession, clinic: Clinic, day: date) -> bool:
    """Whether the therapist held a licence and the authority to needle, in the clinic's state, on the day."""
    held = practice.credentials_on(session.visit.therapist_id, day)
    kinds = {credential.kind for credential in held if credential.jurisdiction == clinic.jurisdiction}
    return kinds >= {Credential.Kind.LICENCE, Credential.Kind.NEEDLING}


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


def _candidacy_facts(session: NeedlingSession, safety: Safety, clinic: Clinic) -> CandidacyFacts:
    """The safety of the record, and what today's short re-screen and earlier events add to it."""
    known = {item["key"] for item in reference.current("screening")["contraindications"]}
    today = known.intersection((session.rescreen or {}).get("positive", ()))
    earlier = _earlier_events(session)
    return replace(
        safety.facts,
        positive=safety.facts.positive | today,
        fainted=any(event.kind == FAINT for event in earlier),
        uncleared_serious_event=_uncleared(earlier, session, clinic),
    )


def _earlier_events(session: NeedlingSession) -> list[AdverseEvent]:
    """What went wrong before this session; what went wrong in it does not stop its own note."""
    rows = AdverseEvent.objects.filter(episode=session.visit.episode, occurred_at__lt=session.visit.occurred_at)
    return list(rows.exclude(session=session))


def _uncleared(earlier: list[AdverseEvent], session: NeedlingSession, clinic: Clinic) -> bool:
    severe = [event for event in earlier if event.grade == AdverseEvent.Grade.SEVERE]
    if not severe:
        return False
    zone, day = ZoneInfo(clinic.timezone), session.visit.occurred_on
    cleared = Clearance.objects.filter(episode=session.visit.episode, given_on__lte=day).values_list("item", "given_on")
    letters = set(cleared)
    return any(
        not any(item == event.kind and on >= event.occurred_at.astimezone(zone).date() for item, on in letters)
        for event in severe
    )


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


def _labels() -> dict[str, str]:
    screening = reference.current("screening")
    return {item["key"]: item["label"] for item in (*screening["contraindications"], *screening["red_flags"])}
