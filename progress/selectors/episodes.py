"""One episode's rows as the facts that the rules look at, and the rules' answer with its series."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.models import Clearance, Consent, EpisodeOfCare, Measurement, Screening, Visit
from patients.rules.consent import ConsentFacts
from patients.rules.people import age_on
from plans.models import Certification, TreatmentPlan
from practice import reference
from practice import selectors as practice
from practice.models import Clinic, Credential
from progress.rules import facts as f
from progress.rules.derive import derive, every_series
from progress.rules.reference import ReferenceTables
from progress.rules.words import status_words
from sessions.models import AdverseEvent, CheckIn, Target
from sessions.rules.billing import Policy

NEEDED = frozenset({Credential.Kind.LICENCE, Credential.Kind.NEEDLING})
TOOK_PLACE = (Visit.State.ATTENDED, Visit.State.HELD)
BY_PREFERENCE = {Measurement.Phase.AFTER: 0, Measurement.Phase.VISIT: 1, Measurement.Phase.BEFORE: 2}


@cache
def reference_tables() -> ReferenceTables:
    """The catalogues that the rules read; a process keeps the edition it started with."""
    names = ("measures", "screening", "muscles", "adverse_events")
    return ReferenceTables(**{name: reference.current(name) for name in names})


def episode_progress(episode: EpisodeOfCare, *, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """The derived results of an episode (contract.md, `episodes/{id}/progress/`): JSON types only."""
    facts, tables = episode_facts(episode, clinic), reference_tables()
    results = derive(facts, tables, policy=Policy(clinic.counting_policy))
    words = status_words(results["overall_status"], improved_from_baseline=results["improved_from_baseline"])
    about = {"episode": str(episode.pk), "as_of": now.isoformat(), "condition": episode.condition}
    said = {"words": {"clinician": words.clinician, "patient": words.patient}}
    return about | results | said | {"series": _series(facts, tables)}


def episode_facts(episode: EpisodeOfCare, clinic: Clinic) -> f.EpisodeFacts:
    """Everything that the rules look at, in a constant number of queries."""
    visits = list(Visit.objects.filter(episode=episode, state__in=TOOK_PLACE).order_by("occurred_at", "pk"))
    last_day = visits[-1].occurred_on if visits else practice.today_in(clinic)
    return f.EpisodeFacts(
        group=reference.conditions()[episode.condition]["group"],
        visits=tuple(_visit_facts(visits, episode)),
        screenings=tuple(_screenings(episode, clinic)),
        clearances=tuple(
            f.ClearanceFacts(key=c.item, on=c.given_on) for c in Clearance.objects.filter(episode=episode)
        ),
        consents=tuple(_consents(episode, clinic)),
        plan=_plan_facts(episode),
        report_dates=tuple(visit.occurred_on for visit in visits if visit.progress_report),
        age=age_on(episode.patient.date_of_birth, last_day),
        acute_med_class=episode.patient.acute_medicine or None,
        needling_authorised=_authorised(episode.therapist_id, clinic, last_day),
        state=episode.state,
    )


def _visit_facts(visits: list[Visit], episode: EpisodeOfCare) -> Iterable[f.VisitFacts]:
    ids = [visit.pk for visit in visits]
    measures, targets = _measures_by_visit(ids), _targets_by_visit(ids)
    soreness = dict(CheckIn.objects.filter(session_id__in=ids, hours_after=72).values_list("session_id", "soreness"))
    events = _events_by_visit(visits, episode)
    for order, visit in enumerate(visits):
        yield f.VisitFacts(
            on=visit.occurred_on,
            order=order,
            kind=visit.kind,
            measures=measures[visit.pk],
            targets=tuple(targets[visit.pk]),
            adverse_events=tuple(events[visit.pk]),
            red_flags=tuple(visit.red_flags),
            soreness_72h=soreness.get(visit.pk),
            source_type="session" if visit.kind == Visit.Kind.TREATMENT else "assessment",
            source_id=str(visit.pk),
        )


def _measures_by_visit(ids: list[UUID]) -> defaultdict[UUID, dict[str, Any]]:
    """One value per measure: the one from before the needles comes before the visit's and the one after."""
    found: defaultdict[UUID, dict[str, Any]] = defaultdict(dict)
    rows = Measurement.objects.filter(visit_id__in=ids).values_list("visit_id", "measure", "phase", "value")
    for visit_id, measure, _, value in sorted(rows, key=lambda row: BY_PREFERENCE[row[2]]):
        found[visit_id][measure] = value
    return found


def _targets_by_visit(ids: list[UUID]) -> defaultdict[UUID, list[f.TargetFacts]]:
    found: defaultdict[UUID, list[f.TargetFacts]] = defaultdict(list)
    rows = Target.objects.filter(session_id__in=ids).order_by("session_id", "position", "pk")
    for row in rows.values("session_id", "muscle", "side", "needles_in", "needles_out"):
        found[row.pop("session_id")].append(f.TargetFacts(**row))
    return found


def _events_by_visit(visits: list[Visit], episode: EpisodeOfCare) -> defaultdict[UUID, list[f.EventFacts]]:
    """An event without a session belongs to the last visit by its time."""
    found: defaultdict[UUID, list[f.EventFacts]] = defaultdict(list)
    rows = AdverseEvent.objects.filter(episode=episode).order_by("occurred_at", "pk")
    for event in rows.values("session_id", "kind", "grade", "occurred_at"):
        earlier = [visit.pk for visit in visits if visit.occurred_at <= event["occurred_at"]]
        visit_id = event["session_id"] or (earlier[-1] if earlier else None)
        if visit_id is not None:
            found[visit_id].append(f.EventFacts(key=event["kind"], grade=event["grade"]))
    return found


def _screenings(episode: EpisodeOfCare, clinic: Clinic) -> Iterable[f.ScreeningFacts]:
    for row in Screening.objects.filter(episode=episode).order_by("answered_at"):
        yield f.ScreeningFacts(
            on=_day(row.answered_at, clinic),
            positive=frozenset(row.positive),
            red_flags=frozenset(row.red_flags),
            all_answered=not row.unanswered,
        )


def _consents(episode: EpisodeOfCare, clinic: Clinic) -> Iterable[ConsentFacts]:
    for row in Consent.objects.filter(episode=episode):
        yield ConsentFacts(
            signed_on=row.signed_on,
            expires_on=row.expires_on,
            withdrawn_on=_day(row.withdrawn_at, clinic) if row.withdrawn_at else None,
            by_guardian=bool(row.guardian_name),
        )


def _plan_facts(episode: EpisodeOfCare) -> f.PlanFacts | None:
    """The span of the first plan, the goals of the newest: signed ones, or the draft while there is no other."""
    plans = list(TreatmentPlan.objects.filter(episode=episode).order_by("revision").prefetch_related("goals"))
    plans = [plan for plan in plans if plan.is_signed] or plans
    if not plans:
        return None
    goals = sorted(plans[-1].goals.all(), key=lambda goal: (goal.position, goal.pk))
    renewals = Certification.objects.filter(episode=episode).order_by("certified_on")
    return f.PlanFacts(
        start=plans[0].starts_on,
        duration_weeks=plans[0].duration_weeks,
        goals=tuple(f.GoalFacts(measure=g.measure, op=g.comparison, value=_number(g.target)) for g in goals),
        recertifications=tuple(
            f.RecertificationFacts(on=row.certified_on, duration_weeks=row.duration_weeks) for row in renewals
        ),
    )


def _authorised(membership_id: UUID, clinic: Clinic, day: date) -> bool:
    held = {c.kind for c in practice.credentials_on(membership_id, day) if c.jurisdiction == clinic.jurisdiction}
    return held >= NEEDED


def _series(facts: f.EpisodeFacts, tables: ReferenceTables) -> dict[str, list[dict[str, Any]]]:
    """For each measure its points: visit number, date, value, and the record that they came from."""
    return {
        measure: [
            {
                "visit": point.visit,
                "date": point.on.isoformat(),
                "value": float(point.value),
                "phase": "before",
                "source": {"type": point.source_type, "id": point.source_id},
            }
            for point in points
        ]
        for measure, points in every_series(facts, tables).items()
    }


def _number(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


def _day(moment: datetime, clinic: Clinic) -> date:
    return moment.astimezone(ZoneInfo(clinic.timezone)).date()
