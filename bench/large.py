"""The rows of a busy clinic, made in bulk: what its work list, its figures and its lists have to cope with."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from patients.models import Consent, EpisodeOfCare, Measurement, Patient, PatientName, Screening, Visit
from patients.names import folded, words_of
from patients.vocabulary import USUAL_MEDICINE
from plans.models import Certification, DiaryDay, Goal, TreatmentPlan
from practice import reference, scoping
from practice.access import Role
from practice.database import as_owner
from practice.models import Clinic, Credential, Membership, User
from reports.models import Report
from sessions.models import AdverseEvent, CheckIn, NeedlingSession, Target

EPISODES, VISITS, THERAPISTS, DIARIES, DIARY_DAYS, REPORTS, UNSIGNED = 500, 12, 20, 100, 35, 300, 40
LICENSED: Final = (Credential.Kind.LICENCE, Credential.Kind.NEEDLING)
PASSWORD: Final = "needle-bench-2026"
MANAGER, THERAPIST = "manager@large.example", "therapist00@large.example"
COUNTED = {
    "episodes": EpisodeOfCare, "visits": Visit, "measurements": Measurement, "targets": Target,
    "diary days": DiaryDay,
}  # fmt: skip
CONDITIONS = ("tth_chronic", "cervicogenic_headache", "migraine_without_aura", "neck_pain_posture")
MUSCLES = ("trapezius_upper", "levator_scapulae", "splenius_capitis", "temporalis")
GIVEN = ("Ada", "Bela", "Chen", "Dara", "Edo", "Fay", "Gil", "Hana", "Ilse", "Jun", "Kai", "Lea", "Mio", "Nia", "Oto")
FAMILY = ("Testcase", "Example", "Sample", "Placeholder", "Invented", "Madeup", "Nobody", "Fiction", "Specimen")
# measure: value on the first day, how much of it goes by the last, the lowest and the highest value
MEASURED: Final = {
    "nprs_current": (6, 3, 0, 10), "nprs_best": (4, 2, 0, 10), "nprs_worst": (8, 4, 0, 10), "ndi_raw": (22, 10, 0, 50),
    "hit6": (62, 8, 40, 76), "headache_days_28": (16, 7, 0, 28), "acute_med_days_28": (9, 4, 0, 28),
    "crom_rotation_right": (55, -10, 0, 90),
}  # fmt: skip


@dataclass
class Large:
    """Makes the rows in the clinic in force; the same ones each time but for their ids."""

    clinic: Clinic
    chance: random.Random = field(default_factory=lambda: random.Random(12))
    today: date = field(default_factory=lambda: timezone.now().date())

    def fill(self) -> None:
        """Everything, from the people down to the reports."""
        self.therapists = [self._member(f"therapist{n:02d}", Role.THERAPIST) for n in range(THERAPISTS)]
        self._member("manager", Role.MANAGER)
        patients = Patient.objects.bulk_create([self._patient(n) for n in range(EPISODES)])
        PatientName.objects.bulk_create(
            PatientName(patient=patient, word=word) for patient in patients for word in words_of(patient.search_name)
        )
        episodes = EpisodeOfCare.objects.bulk_create([self._episode(n, patient) for n, patient in enumerate(patients)])
        self._papers(episodes)
        self._visits(episodes)
        DiaryDay.objects.bulk_create(self._diary(patients[:DIARIES]))
        Report.objects.bulk_create(self._report(n, episode) for n, episode in enumerate(episodes[:REPORTS]))

    def _member(self, name: str, role: Role) -> Membership:
        label = f"{name.title()} (synthetic)"
        user = User.objects.create_user(f"{name}@large.example", PASSWORD, name=label)
        member: Membership = Membership.objects.create(user=user, roles=[role], name=label, suffix="PT")
        lasts = self.today + timedelta(days=self.chance.randint(5, 700))
        Credential.objects.bulk_create(
            Credential(
                membership=member, kind=kind, jurisdiction=self.clinic.jurisdiction, number=f"SYN-{name}-{kind}"[:40],
                issued_on=self.today - timedelta(days=999), expires_on=lasts,
            )
            for kind in (LICENSED if role is Role.THERAPIST else ())
        )  # fmt: skip
        return member

    def _patient(self, number: int) -> Patient:
        given, family = self.chance.choice(GIVEN), f"{self.chance.choice(FAMILY)}{number:03d}"
        born = date(1950, 1, 1) + timedelta(days=self.chance.randrange(20_000))
        return Patient(
            record_number=f"L-{number:05d}", given_name=given, family_name=f"{family} (synthetic)", date_of_birth=born,
            acute_medicine=self.chance.choice([key for key, _ in USUAL_MEDICINE]),
            search_name=folded(f"{given} {family} (synthetic)"),
        )  # fmt: skip

    def _episode(self, number: int, patient: Patient) -> EpisodeOfCare:
        started_on = self.today - timedelta(days=7 * (VISITS - 1) + self.chance.randint(0, 12))
        return EpisodeOfCare(
            patient=patient, condition=CONDITIONS[number % 4], therapist=self.therapists[number % THERAPISTS],
            state=EpisodeOfCare.State.ACTIVE, started_on=started_on,
        )  # fmt: skip

    def _papers(self, episodes: list[EpisodeOfCare]) -> None:
        """Screening, consent and a signed plan for each; most plans were certified again in time."""
        edition = reference.current_edition("screening")
        Screening.objects.bulk_create(
            Screening(
                episode=episode, answered_at=_noon(episode.started_on), answered_by=episode.therapist,
                form_edition=edition, candidacy="proceed",
            )
            for episode in episodes
        )  # fmt: skip
        Consent.objects.bulk_create(self._consent(episode) for episode in episodes)
        plans = TreatmentPlan.objects.bulk_create(_plan(episode) for episode in episodes)
        Goal.objects.bulk_create(
            Goal(plan=plan, measure=measure, comparison="<=", target=target, position=place)
            for plan in plans
            for place, (measure, target) in enumerate((("ndi_raw", 12), ("headache_days_28", 8)))
        )
        _sign(TreatmentPlan.objects.all(), self.therapists[0])
        Certification.objects.bulk_create(
            Certification(episode=episode, certified_on=episode.started_on + timedelta(weeks=8), duration_weeks=8)
            for episode in episodes
            if self.chance.random() < 0.9
        )

    def _consent(self, episode: EpisodeOfCare) -> Consent:
        ends = episode.started_on + timedelta(days=self.chance.choice((90, *[365] * 11)))
        return Consent(
            episode=episode, signed_on=episode.started_on, signed_how="paper", signed_name="Synthetic", expires_on=ends
        )

    def _visits(self, episodes: list[EpisodeOfCare]) -> None:
        """Weekly visits; each with needles but the first, with an answer afterwards from most."""
        visits = Visit.objects.bulk_create(_visit(episode, number) for episode in episodes for number in range(VISITS))
        Measurement.objects.bulk_create(self._measurements(visits))
        needled = [visit for visit in visits if visit.kind == Visit.Kind.TREATMENT]
        sessions = NeedlingSession.objects.bulk_create(
            (NeedlingSession(id=visit.pk, visit=visit, adverse_events_answered=True) for visit in needled),
        )
        Target.objects.bulk_create(_targets(sessions))
        CheckIn.objects.bulk_create(self._check_ins(sessions))
        AdverseEvent.objects.bulk_create(self._events(sessions))
        last = sorted(visits, key=lambda visit: visit.occurred_at)[-UNSIGNED:]
        _sign(Visit.objects.exclude(pk__in=[visit.pk for visit in last]), self.therapists[0])

    def _measurements(self, visits: list[Visit]) -> Iterator[Measurement]:
        """Most get better over the visits; one in fifteen gets worse."""
        for place, visit in enumerate(visits):
            better = -1 if place // VISITS % 15 == 0 else 1
            for measure, (first, gain, low, high) in MEASURED.items():
                falls = gain * better
                value = first - falls * (place % VISITS) / (VISITS - 1) + self.chance.gauss(0, abs(falls) / 3)
                yield Measurement(visit=visit, measure=measure, value=Decimal(round(min(max(value, low), high))))

    def _check_ins(self, sessions: list[NeedlingSession]) -> Iterator[CheckIn]:
        for session in sessions:
            if self.chance.random() < 0.9:
                at = session.visit.occurred_at + timedelta(hours=24)
                yield CheckIn(session=session, hours_after=24, answered_at=at, soreness=self.chance.randint(0, 5))

    def _events(self, sessions: list[NeedlingSession]) -> Iterator[AdverseEvent]:
        for session in self.chance.sample(sessions, 150):
            visit, over = session.visit, self.chance.random() < 0.9
            yield AdverseEvent(
                episode=visit.episode, session=session, kind="bruising", grade="mild", occurred_at=visit.occurred_at,
                resolved_on=visit.occurred_on + timedelta(days=2) if over else None, reported_by=visit.therapist,
            )  # fmt: skip

    def _diary(self, patients: list[Patient]) -> Iterator[DiaryDay]:
        for patient in patients:
            for back in range(DIARY_DAYS):
                headache = self.chance.random() < 0.4
                yield DiaryDay(
                    patient=patient, on=self.today - timedelta(days=back), headache=headache,
                    intensity=self.chance.randint(2, 8) if headache else None,
                )  # fmt: skip

    def _report(self, number: int, episode: EpisodeOfCare) -> Report:
        at = timezone.now() - timedelta(hours=number)
        return Report(
            kind=Report.Kind.PROGRESS, episode=episode, requested_by=episode.therapist, requested_at=at,
            state=Report.State.DONE, progress=100, finished_at=at, file=f"synthetic/{number}.pdf", pages=4,
        )  # fmt: skip


def made() -> Clinic:
    """The clinic with all its rows, and the database's own figures about them, as its housekeeping would make them."""
    with transaction.atomic():
        clinic = Clinic.objects.create(slug="large", name="Large Physical Therapy", jurisdiction="WA", timezone="UTC")
        with scoping.clinic_in_force(clinic.pk):
            Large(clinic).fill()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return clinic


def counted(clinic: Clinic) -> str:
    """How many rows there are of what the pages read, in words."""
    with scoping.clinic_in_force(clinic.pk):
        return ", ".join(f"{model.objects.count()} {name}" for name, model in COUNTED.items())


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _plan(episode: EpisodeOfCare) -> TreatmentPlan:
    return TreatmentPlan(
        episode=episode, starts_on=episode.started_on, duration_weeks=8, visits_per_week=Decimal(1)
    )  # fmt: skip


def _visit(episode: EpisodeOfCare, number: int) -> Visit:
    day = episode.started_on + timedelta(days=7 * number)
    return Visit(
        episode=episode, therapist=episode.therapist, occurred_on=day, occurred_at=_noon(day), minutes=30,
        kind=Visit.Kind.TREATMENT if number else Visit.Kind.EVALUATION, progress_report=number == 9,
    )  # fmt: skip


def _targets(sessions: list[NeedlingSession]) -> Iterator[Target]:
    for session in sessions:
        for place, muscle in enumerate(MUSCLES):
            yield Target(
                session=session, muscle=muscle, side="left", needles_in=2, needles_out=2, position=place, twitch="yes"
            )  # fmt: skip


def _sign(rows: Any, by: Membership) -> None:
    """Signed as history is, without its hashes: no figure reads them."""
    rows.update(signed_at=timezone.now(), signed_by=by, signer={"name": by.name})
