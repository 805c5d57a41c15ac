"""What the progress rules look at: an episode of care as plain values, free of rows and files."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from patients.rules.consent import ConsentFacts
from patients.rules.flags import Cleared, Elsewhere, Found
from patients.rules.measurements import Number
from patients.rules.payer import MEDICARE_STYLE, PayerRule
from patients.rules.people import age_on
from patients.vocabulary import EpisodeState, VisitKind
from plans.rules.certification import CertificationFacts
from practice.vocabulary import MuscleCounting

DISCHARGE = VisitKind.DISCHARGE
DISCHARGED = EpisodeState.DISCHARGED


class RecordKind(StrEnum):
    """The resource of the API that a visit is read from."""

    SESSION = "session"
    ASSESSMENT = "assessment"
    VISIT = "visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """One muscle of a session: key of muscles.json, side, needles. 0 needles in means planned, not needled."""

    muscle: str
    side: str
    needles_in: int | None
    needles_out: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """One adverse event: key and grade of adverse_events.json, its day, and its moment where that is known.

    `recorded_at` is when it was written down, where that is known.
    """

    key: str
    grade: str
    on: date
    at: datetime | None = None
    recorded_at: datetime | None = None

    def before(self, visit: "VisitFacts") -> bool:
        """Whether it had happened when the visit began; by days where a moment is not known."""
        if self.at is None or visit.at is None:
            return self.on <= visit.on
        return self.at < visit.at


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """One visit that took place, needled or not; visits that were cancelled or missed do not belong here.

    `measures` holds at most one value per key of measures.json: the one from before the treatment. A missing value
    is None or absent; `phases` says when in the visit each was taken, where that is known, `from_diary` which of them
    somebody took from the diary. `order` separates visits of
    the same day. `kind` is evaluation, treatment, reevaluation or discharge. `soreness_72h` is 0-10. `source_type` and
    `source_id` say which record the numbers came from. `needling_authorised` (of who treated) is that of the day; None
    where only the episode's is known. `at` is the moment, where that is known, and `needled_at` the one to which its
    needles are held. `signed` says whether the note is: what
    a draft says was recorded and counts, and is marked wherever it is shown. `counted_by` is the way of counting
    muscles that was signed with the session; None of a draft, which follows the clinic. `diary_medicines` are the
    classes of acute medicine in the 28 days of the diary behind a count of medicine days. `flagged_at` says of a red
    flag when it was recorded, where that is known.
    """

    on: date
    at: datetime | None = None
    needled_at: datetime | None = None
    kind: str = VisitKind.TREATMENT
    order: int = 0
    measures: Mapping[str, Number | None] = field(default_factory=dict)
    phases: Mapping[str, str] = field(default_factory=dict)
    from_diary: frozenset[str] = frozenset()
    targets: tuple[TargetFacts, ...] = ()
    adverse_events: tuple[EventFacts, ...] = ()
    red_flags: tuple[str, ...] = ()
    flagged_at: Mapping[str, datetime] = field(default_factory=dict)
    soreness_72h: Number | None = None
    source_type: RecordKind | None = None
    source_id: str | None = None
    needling_authorised: bool | None = None
    signed: bool = True
    counted_by: MuscleCounting | None = None
    diary_medicines: frozenset[str] = frozenset()

    @property
    def flags(self) -> Found:
        """The red flags that were found at it."""
        return Found(self.on, self.red_flags, self.flagged_at)

    @property
    def needled(self) -> bool:
        """Whether a needle went in anywhere; planned muscles are none."""
        return any(target.needles_in for target in self.targets)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningFacts:
    """One screen: the positive items, the red flags, whether every item was answered, and what it asked.

    `asked` of None is every question of the form; `recorded_at` is when it was written down, where that is known.
    """

    on: date
    positive: frozenset[str] = frozenset()
    red_flags: frozenset[str] = frozenset()
    all_answered: bool = True
    asked: frozenset[str] | None = None
    recorded_at: datetime | None = None

    @property
    def flags(self) -> Found:
        """The red flags that it found."""
        moments = dict.fromkeys(self.red_flags, self.recorded_at) if self.recorded_at else {}
        return Found(self.on, sorted(self.red_flags), moments)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFacts:
    """A measurable goal: a measure, a comparison (<=, <, >=, > or =) and the value to reach."""

    measure: str
    op: str
    value: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class RecertificationFacts:
    """A renewal of the plan: its day and how many weeks it asks for."""

    on: date
    duration_weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """The plan of care: first day, weeks, visits a week as agreed, goals in their order, renewals."""

    start: date
    duration_weeks: int
    visits_per_week: Number | None = None
    goals: tuple[GoalFacts, ...] = ()
    recertifications: tuple[RecertificationFacts, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EpisodeFacts:
    """One course of care.

    `group` is a condition group of conditions.json; `events_elsewhere` is what went wrong with the patient outside
    these visits, in another episode for example, `flags_elsewhere` are the red flags of the patient's other episodes,
    and `clearances` are the letters of all episodes; `age` in years
    counts where `born_on` is not known; `acute_med_class` is simple, triptan, opioid,
    ergot, combination, mixed or None, as the patient's file says it, and `profile_medicines` are the classes of the
    last headache profile; `report_dates` are the days on which progress reports were written;
    `certifications` are those of the plan, in their order; `payer` is the rule that its clocks follow;
    `needling_authorised` says whether the clinician holds the licence and
    authority the state requires.
    """

    group: str
    visits: tuple[VisitFacts, ...] = ()
    events_elsewhere: tuple[EventFacts, ...] = ()
    flags_elsewhere: tuple[Elsewhere, ...] = ()
    screenings: tuple[ScreeningFacts, ...] = ()
    clearances: tuple[Cleared, ...] = ()
    consents: tuple[ConsentFacts, ...] = ()
    plan: PlanFacts | None = None
    certifications: tuple[CertificationFacts, ...] = ()
    report_dates: tuple[date, ...] = ()
    born_on: date | None = None
    age: int | None = None
    acute_med_class: str | None = None
    profile_medicines: frozenset[str] = frozenset()
    needling_authorised: bool = True
    state: str = EpisodeState.ACTIVE
    payer: PayerRule = MEDICARE_STYLE

    @cached_property
    def ordered_visits(self) -> tuple[VisitFacts, ...]:
        """By day, then by `order`: a visit's number is its place here, counted from 1."""
        return tuple(sorted(self.visits, key=lambda visit: (visit.on, visit.order)))

    @cached_property
    def events(self) -> tuple[EventFacts, ...]:
        """Everything that went wrong with the patient, at these visits and elsewhere."""
        return (*(event for visit in self.visits for event in visit.adverse_events), *self.events_elsewhere)

    def age_on(self, day: date) -> int | None:
        """The patient's age in years on a day; `age` where the birthday is not known, or the record has no day yet."""
        return self.age if self.born_on is None or day < self.born_on else age_on(self.born_on, day)

    @property
    def drafts(self) -> tuple[VisitFacts, ...]:
        """The visits with a value whose note is not signed."""
        return tuple(
            visit for visit in self.ordered_visits
            if not visit.signed and any(value is not None for value in visit.measures.values())
        )  # fmt: skip

    def told_to_patient(self) -> "EpisodeFacts":
        """The episode without the values of drafts: a patient is told a result once somebody answers for it.

        Flags, events and needles stay: what needs a doctor's look waits for no signature. Source: project choice.
        """
        nothing: dict[str, Any] = {"measures": {}, "phases": {}, "from_diary": frozenset()}
        return replace(self, visits=tuple(v if v.signed else replace(v, **nothing) for v in self.visits))

    @property
    def discharged(self) -> bool:
        """Whether care has ended."""
        return self.state == DISCHARGED or any(visit.kind == DISCHARGE for visit in self.visits)
