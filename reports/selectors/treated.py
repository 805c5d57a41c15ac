"""What was done in an episode, for the report: sessions with their targets, adverse events, plan and exercises."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from patients.models import EpisodeOfCare, Measurement, Side, Visit
from patients.rules.payer import PayerRule
from patients.vocabulary import TOOK_PLACE
from plans.models import Certification, TreatmentPlan
from plans.rules.certification import as_known_on
from plans.rules.exercises import KINDS
from plans.rules.force import Begun
from plans.rules.plans import planned_until
from plans.rules.progression import Done
from plans.selectors.certifications import facts_of
from plans.selectors.exercises import Prescribed, programme_of
from plans.selectors.force import begun_among, signed_plans
from plans.selectors.programme import done_of
from practice import reference
from practice.body_chart import body_chart
from practice.body_views import SIDES, Shown
from practice.counting import counted
from practice.days import day_words
from practice.models import Clinic, Membership
from progress.charts import Bar
from reports.documents.facts import (
    AdverseEventFacts,
    BodyFacts,
    Notice,
    PlanFacts,
    PrescriptionFacts,
    SessionFacts,
    TargetFacts,
)
from reports.rules.words import certified_notice, clinic_words
from sessions.models import AdverseEvent, NeedlingSession, Target

PAIN: Final = "nprs_current"
ADHERENCE_DAYS: Final = timedelta(days=28)
Days = tuple[date, date]
Pain = Mapping[UUID, Mapping[str, float]]
People = Mapping[UUID, Membership]


def notes_in(episode: EpisodeOfCare, days: Days) -> list[Visit]:
    """Every visit that took place on the days, assessments too: their signatures decide whether this is a draft."""
    rows = Visit.objects.filter(episode=episode, state__in=TOOK_PLACE, occurred_on__range=days)
    return list(rows.order_by("occurred_at", "pk"))


def sessions_in(episode: EpisodeOfCare, days: Days) -> list[NeedlingSession]:
    """The needling sessions on the days, in order, with visit, therapist and targets at hand."""
    rows: QuerySet[NeedlingSession] = NeedlingSession.objects.filter(
        visit__episode=episode, visit__occurred_on__range=days
    )
    wanted = rows.select_related("visit__therapist").prefetch_related("targets")
    return list(wanted.order_by("visit__occurred_at", "pk"))


def session_facts(sessions: Iterable[NeedlingSession], pain: Pain, people: People) -> tuple[SessionFacts, ...]:
    """Each session with every needled muscle in words, under the names of its day."""
    return tuple(_session(session, pain.get(session.pk, {}), people) for session in sessions)


def pain_around(episode: EpisodeOfCare, days: Days) -> Pain:
    """Pain before and after each session; the value of the visit stands for 'before' where there is no other."""
    rows = Measurement.objects.filter(visit__episode=episode, visit__occurred_on__range=days, measure=PAIN)
    found: dict[UUID, dict[str, float]] = defaultdict(dict)
    for visit_id, phase, value in rows.values_list("visit_id", "phase", "value"):
        if value is not None:
            found[visit_id][phase] = float(value)
    return found


def bars(sessions: Iterable[NeedlingSession]) -> tuple[Bar, ...]:
    """In how many sessions each muscle was needled, the most frequent first."""
    counted: dict[str, set[UUID]] = defaultdict(set)
    for session in sessions:
        for target in session.targets.all():
            if target.needles_in:
                counted[target.muscle].add(session.pk)
    ordered = sorted(counted.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Bar(_muscle(key), len(found)) for key, found in ordered)


def body(sessions: Iterable[NeedlingSession]) -> BodyFacts:
    """In how many sessions each muscle was needled on each side, and how many targets lay in each region."""
    counted: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for session in sessions:
        for target in session.targets.all():
            for side in (SIDES if target.side == Side.BILATERAL else (target.side,)) if target.needles_in else ():
                counted[target.muscle, side].add(session.pk)
    shown = (Shown(*place, sign=str(len(found)), said=_times(len(found))) for place, found in counted.items())
    return BodyFacts(chart=body_chart().with_shown(shown), regions=_regions(counted))


def _times(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'}"


def _regions(counted: Mapping[tuple[str, str], set[UUID]]) -> tuple[Bar, ...]:
    """A muscle counts once for each side and session; the region with most targets first."""
    found: dict[str, int] = defaultdict(int)
    for (muscle, _), sessions in counted.items():
        found[str(reference.muscles()[muscle]["region"])] += len(sessions)
    return tuple(Bar(region, count) for region, count in sorted(found.items(), key=lambda item: (-item[1], item[0])))


def events_in(episode: EpisodeOfCare, days: Days, zone: ZoneInfo) -> list[AdverseEvent]:
    """The adverse events on the days, in order."""
    rows = (
        AdverseEvent.objects.filter(episode=episode)
        .exclude(state=AdverseEvent.State.RULED_OUT)
        .order_by("occurred_at", "pk")
    )
    return [row for row in rows if days[0] <= row.occurred_at.astimezone(zone).date() <= days[1]]


def event_facts(events: Iterable[AdverseEvent], zone: ZoneInfo) -> tuple[AdverseEventFacts, ...]:
    """Each adverse event in words."""
    return tuple(
        AdverseEventFacts(
            on=event.occurred_at.astimezone(zone).date(),
            what=event_label(event),
            grade=_grade(event),
            action=event.action_taken,
            outcome=f"gone on {day_words(event.resolved_on)}" if event.resolved_on else "",
        )
        for event in events
    )


def _grade(event: AdverseEvent) -> str:
    """The grade; what only a patient's answer says so far is marked as such."""
    grade = event.get_grade_display().lower()
    return f"{grade}, suspected" if event.state == AdverseEvent.State.SUSPECTED else grade


def event_label(event: AdverseEvent) -> str:
    """What an adverse event is called."""
    return str(reference.adverse_events()[event.kind]["label"])


def plans_of(episode: EpisodeOfCare, last: date, clinic: Clinic) -> list[Begun[TreatmentPlan]]:
    """The signed revisions that had begun by a day, with their goals: the last of them was in force on it."""
    return begun_among(signed_plans(episode.pk).prefetch_related("goals"), last, clinic)


def plan_facts(
    episode: EpisodeOfCare, plan: TreatmentPlan | None, certified_until: date | None, last: date
) -> PlanFacts | None:
    """The plan in force with its exercises and what was done of them; None where there was none."""
    if plan is None:
        return None
    return PlanFacts(
        frequency="–" if plan.visits_per_week is None else f"{counted(plan.visits_per_week, 'visit')} a week",
        duration="–" if plan.duration_weeks is None else counted(plan.duration_weeks, "week"),
        starts_on=plan.starts_on,
        planned_until=planned_until(plan.starts_on, plan.duration_weeks),
        certified_until=certified_until,
        prescriptions=_prescriptions(episode, last),
    )


def certified_notices(
    certifications: Sequence[Certification], rule: PayerRule, last: date, people: People
) -> tuple[Notice, ...]:
    """How the plan was certified up to a day, the oldest first; of `certifications_of`, the newest first."""
    rows = [(row, as_known_on(facts_of(row), last)) for row in reversed(certifications)]
    return tuple(
        certified_notice(
            told, kind=row.get_kind_display(), weeks=row.duration_weeks, rule=rule, covers_to=last,
            taken_by=people[row.taken_by_id].name if row.taken_by_id else "",
        )
        for row, told in rows if told is not None
    )  # fmt: skip


def _session(session: NeedlingSession, pain: Mapping[str, float], people: People) -> SessionFacts:
    phases = Measurement.Phase
    targets = sorted(session.targets.all(), key=lambda target: (target.position, target.pk))
    return SessionFacts(
        on=session.visit.occurred_on,
        therapist=people[session.visit.therapist_id].signature_name,
        targets=tuple(_target(target) for target in targets),
        response=session.response,
        pain_before=pain.get(phases.BEFORE, pain.get(phases.VISIT)),
        pain_after=pain.get(phases.AFTER),
        signed=session.visit.is_signed,
    )


def _target(target: Target) -> TargetFacts:
    size = (None if target.diameter_mm is None else f"{target.diameter_mm:.2f}", target.length_mm)
    return TargetFacts(
        muscle=_muscle(target.muscle),
        side=target.get_side_display().lower(),
        needles_in=target.needles_in,
        needles_out=target.needles_out,
        size=" × ".join(str(part) for part in size if part is not None) or "–",
        technique=clinic_words(target.technique) or "–",
        twitch=target.get_twitch_display().lower() or "–",
        familiar_pain=target.familiar_pain,
    )


def _muscle(key: str) -> str:
    return str(reference.muscles()[key]["common_name"])


def _prescriptions(episode: EpisodeOfCare, last: date) -> tuple[PrescriptionFacts, ...]:
    started = [item for item in programme_of(episode, last) if item.prescription.starts_on <= last]
    done = done_of((item.prescription for item in started), last, ADHERENCE_DAYS.days)
    return tuple(_prescription(item, done[item.prescription.pk]) for item in started)


def _prescription(item: Prescribed, done: Done) -> PrescriptionFacts:
    kind: Any = item.entry["kind"]
    return PrescriptionFacts(
        name=item.entry["name"], kind=KINDS.get(kind, clinic_words(kind)), dose=item.dose or "–",
        done_days=float(done.kept) if done.reported else None, due_days=done.due,
    )  # fmt: skip
