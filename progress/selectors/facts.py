"""Rows of many episodes as the facts that the rules look at, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from patients.models import Consent, EpisodeOfCare, Measurement, Screening, Visit
from patients.rules.measured import of_visit
from patients.rules.people import age_on
from patients.selectors.consents import consent_facts
from patients.selectors.found import asked_in, moments_of
from patients.selectors.medicines import profile_medicines
from patients.selectors.payer import payer_rule_of
from patients.selectors.safety import ASKED_ELSEWHERE, FLAGGED_ELSEWHERE
from patients.vocabulary import TOOK_PLACE
from plans.selectors.certifications import facts_of as certification_facts
from practice import reference
from practice import selectors as practice
from practice.jurisdictions import state_rule
from practice.models import Clinic, Credential
from practice.vocabulary import MuscleCounting
from progress.rules import facts as f
from progress.rules.reference import ReferenceTables
from progress.selectors.events import OfPatients
from progress.selectors.flags import RedFlags
from progress.selectors.medicines import diary_medicines
from progress.selectors.plans import certifications_of, plan_facts, plans_of
from sessions.models import CheckIn, Target, VisitNote
from sessions.rules.recording import moment_of_needles
from sessions.rules.supervision import authority_on, in_training, may_needle
from sessions.selectors.check_ins import still_sore

Grouped = defaultdict[UUID, list[Any]]


@cache
def reference_tables() -> ReferenceTables:
    """The catalogues that the rules read; a process keeps the edition it started with."""
    names = ("measures", "screening", "muscles", "adverse_events")
    return ReferenceTables(**{name: reference.current(name) for name in names})


def facts_of(
    episodes: Sequence[EpisodeOfCare], clinic: Clinic, *, with_needles: bool = True, on: date | None = None
) -> dict[UUID, f.EpisodeFacts]:
    """Everything that the rules look at, by episode; the patients of the episodes should be at hand.

    Without needles the facts say nothing of targets, soreness and authority, which is most of what there is to read.
    The plan is the one in force today, or `on` an earlier day; what went wrong and was answered after it is left out.
    """
    day = on or practice.today_in(clinic)
    until = None if on is None else datetime.combine(on + timedelta(days=1), time(), ZoneInfo(clinic.timezone))
    rows = _Rows.of(episodes, ZoneInfo(clinic.timezone), with_needles=with_needles, until=until)
    return {episode.pk: _episode_facts(episode, rows, clinic, day, until) for episode in episodes}


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of all episodes asked for, grouped by what they hang on."""

    visits: Grouped
    measurements: Grouped
    targets: Grouped
    soreness: dict[UUID, int]
    of_patients: OfPatients
    red_flags: RedFlags
    screenings: Grouped
    consents: Grouped
    plans: Grouped
    certifications: Grouped
    credentials: Grouped
    profile_medicines: Mapping[UUID, frozenset[str]]
    diary_medicines: Mapping[UUID, frozenset[str]]

    @classmethod
    def of(
        cls, episodes: Sequence[EpisodeOfCare], zone: ZoneInfo, *, with_needles: bool, until: datetime | None
    ) -> "_Rows":
        ids = [episode.pk for episode in episodes]
        needled = ids if with_needles else []
        seen = {"visit__episode_id__in": ids, "visit__state__in": TOOK_PLACE}
        visits, screenings = list(_visits(episodes, with_needles=with_needles)), list(_screenings(episodes))
        return cls(
            visits=_by("episode_id", visits),
            measurements=_by("visit_id", Measurement.objects.filter(**seen).order_by("pk").values(*_MEASUREMENT)),
            targets=_by("session_id", _targets(needled)),
            soreness=_soreness(needled, until),
            of_patients=OfPatients.of(episodes, until),
            red_flags=RedFlags.of(episodes, visits, screenings, zone),
            screenings=_by("episode_id", screenings),
            consents=_by("episode_id", Consent.objects.filter(episode_id__in=ids).order_by("pk")),
            plans=_by("episode_id", plans_of(ids)),
            certifications=_by("episode_id", certifications_of(ids)),
            credentials=_by("membership_id", _credentials(episodes if with_needles else ())),
            profile_medicines=profile_medicines({episode.patient_id for episode in episodes}, until),
            diary_medicines=diary_medicines(ids),
        )


_VISIT = (
    "episode_id", "kind", "occurred_at", "occurred_on", "red_flags", "flagged_at", "progress_report", "therapist_id",
    "signed_at", "created_at",
)  # fmt: skip
_MEASUREMENT = ("visit_id", "measure", "side", "phase", "value", "diary_until")
_TARGET = ("session_id", "muscle", "side", "needles_in", "needles_out")


def _visits(episodes: Sequence[EpisodeOfCare], *, with_needles: bool) -> "QuerySet[Visit]":
    rows: QuerySet[Visit] = Visit.objects.filter(_concern(episodes, FLAGGED_ELSEWHERE), state__in=TOOK_PLACE)
    ordered = rows.only(*_VISIT).annotate(of_patient=F("episode__patient_id")).order_by("occurred_at", "pk")
    noted = Exists(VisitNote.objects.filter(pk=OuterRef("pk")))
    of_session = {"counted_by": F("session__counting_policy"), "needles_recorded": F("session__needles_recorded_at")}
    return ordered.annotate(without_needles=noted, **of_session) if with_needles else ordered


def _screenings(episodes: Sequence[EpisodeOfCare]) -> "QuerySet[Screening]":
    rows: QuerySet[Screening] = Screening.objects.filter(_concern(episodes, ASKED_ELSEWHERE))
    return rows.annotate(of_patient=F("episode__patient_id")).order_by("answered_at", "pk")


def _concern(episodes: Sequence[EpisodeOfCare], elsewhere: Q) -> Q:
    """The rows of the episodes, and of the patients' other episodes those that tell of red flags."""
    own = Q(episode_id__in=[episode.pk for episode in episodes])
    return Q(episode__patient_id__in={episode.patient_id for episode in episodes}) & (own | elsewhere)


def _soreness(ids: list[UUID], until: datetime | None) -> dict[UUID, int]:
    """By session the worst soreness that was told 72 hours after it or later."""
    asked = CheckIn.objects.filter(soreness__isnull=False)
    rows = asked.filter(still_sore(), session__visit__episode_id__in=ids)
    rows = rows if until is None else rows.filter(answered_at__lt=until)
    return dict(rows.order_by("soreness").values_list("session_id", "soreness"))


def _credentials(episodes: Sequence[EpisodeOfCare]) -> "QuerySet[Credential]":
    """Of everybody who treats or treated in the episodes."""
    seen = Visit.objects.filter(episode__in=[episode.pk for episode in episodes]).values("therapist_id")
    theirs = Q(membership_id__in={e.therapist_id for e in episodes}) | Q(membership_id__in=seen)
    rows: QuerySet[Credential] = Credential.objects.filter(theirs)
    return rows


def _targets(ids: list[UUID]) -> Iterable[Any]:
    rows: Iterable[Any] = (
        Target.objects.filter(session__visit__episode_id__in=ids)
        .values(*_TARGET)
        .order_by("session_id", "position", "pk")
    )
    return rows


def _by(name: str, rows: Iterable[Any]) -> Grouped:
    found: Grouped = defaultdict(list)
    for row in rows:
        found[row[name] if isinstance(row, dict) else getattr(row, name)].append(row)
    return found


def _episode_facts(
    episode: EpisodeOfCare, rows: _Rows, clinic: Clinic, day: date, until: datetime | None
) -> f.EpisodeFacts:
    visits = rows.visits[episode.pk]
    last_day = max((visit.occurred_on for visit in visits), default=practice.today_in(clinic))
    zone = ZoneInfo(clinic.timezone)
    events = rows.of_patients.events_for(episode, visits, zone)
    return f.EpisodeFacts(
        group=reference.conditions()[episode.condition]["group"],
        visits=tuple(_visit_facts(visits, events.by_visit, rows, clinic)),
        events_elsewhere=events.elsewhere,
        flags_elsewhere=rows.red_flags.elsewhere(episode, rows.of_patients),
        screenings=tuple(_screening(row, zone) for row in rows.screenings[episode.pk]),
        clearances=rows.of_patients.letters_for(episode.patient_id, episode.pk),
        consents=tuple(consent_facts(row, zone, episode.patient.date_of_birth) for row in rows.consents[episode.pk]),
        plan=plan_facts(rows.plans[episode.pk], rows.certifications[episode.pk], clinic, day),
        certifications=tuple(certification_facts(row, zone) for row in rows.certifications[episode.pk]),
        report_dates=_report_dates(episode, visits),
        born_on=episode.patient.date_of_birth,
        age=age_on(episode.patient.date_of_birth, last_day),
        acute_med_class=episode.patient.acute_medicine or None,
        profile_medicines=rows.profile_medicines.get(episode.patient_id, frozenset()),
        needling_authorised=_authorised(rows.credentials[episode.therapist_id], clinic, last_day),
        state=episode.state,
        payer=payer_rule_of(episode, clinic, before=until),
    )


def _report_dates(episode: EpisodeOfCare, visits: list[Visit]) -> tuple[date, ...]:
    """Up to which days progress reports cover care: those made here, and those noted in loaded history."""
    made = [episode.reported_on] if episode.reported_on else []
    return (*(visit.occurred_on for visit in visits if visit.progress_report), *made)


def _source(visit: Any) -> f.RecordKind:
    """The resource that a visit is read from."""
    if getattr(visit, "without_needles", False):
        return f.RecordKind.VISIT
    return f.RecordKind.SESSION if visit.kind == Visit.Kind.TREATMENT else f.RecordKind.ASSESSMENT


def _visit_facts(
    visits: list[Visit], events: Mapping[UUID, Sequence[f.EventFacts]], rows: _Rows, clinic: Clinic
) -> Iterable[f.VisitFacts]:  # fmt: skip
    for order, visit in enumerate(visits):
        measured = of_visit(rows.measurements[visit.pk])
        yield f.VisitFacts(
            on=visit.occurred_on,
            at=visit.occurred_at,
            needled_at=_needled_at(visit),
            order=order,
            kind=visit.kind,
            measures={key: row["value"] for key, row in measured.items()},
            phases={key: row["phase"] for key, row in measured.items()},
            from_diary=frozenset(key for key, row in measured.items() if row["diary_until"]),
            targets=tuple(_target(row) for row in rows.targets[visit.pk]),
            adverse_events=tuple(events.get(visit.pk, ())),
            red_flags=tuple(visit.red_flags),
            flagged_at=moments_of(visit),
            soreness_72h=rows.soreness.get(visit.pk),
            source_type=_source(visit),
            source_id=str(visit.pk),
            needling_authorised=_authorised(rows.credentials[visit.therapist_id], clinic, visit.occurred_on),
            signed=visit.signed_at is not None,
            counted_by=_counted_by(visit),
            diary_medicines=rows.diary_medicines.get(visit.pk, frozenset()),
        )


def _needled_at(visit: Any) -> datetime:
    """The moment to which the needles of the visit are held, as at its signature."""
    return moment_of_needles(visit.occurred_at, getattr(visit, "needles_recorded", None) or visit.created_at)


def _counted_by(visit: Any) -> MuscleCounting | None:
    """The way of counting that the session was signed with."""
    signed_with = getattr(visit, "counted_by", None) if visit.signed_at else None
    return MuscleCounting(signed_with) if signed_with else None


def _target(row: dict[str, Any]) -> f.TargetFacts:
    return f.TargetFacts(**{name: row[name] for name in _TARGET[1:]})


def _screening(row: Screening, zone: ZoneInfo) -> f.ScreeningFacts:
    return f.ScreeningFacts(
        on=_day(row.answered_at, zone),
        positive=frozenset(row.positive),
        red_flags=frozenset(row.red_flags),
        all_answered=not row.unanswered,
        asked=asked_in(row),
        recorded_at=row.created_at,
    )


def _authorised(credentials: list[Credential], clinic: Clinic, day: date) -> bool:
    """Licence and needling authority of a therapist in the clinic's state, both in force on the day."""
    who = state_rule(reference.jurisdictions(), clinic.jurisdiction, day).who
    held = authority_on(credentials, day, clinic.jurisdiction, who=who)
    return may_needle(held) or in_training(held)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
