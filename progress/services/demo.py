"""The demo clinics: visibly synthetic people, dates that end today, and something to see on every screen."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from patients.models import EpisodeOfCare, Measurement, Patient, Screening
from patients.rules.measurements import WINDOW_DAYS
from plans.models import AdherenceDay, DiaryDay, Prescription
from practice import reference, scoping, selectors
from practice.access import Actor, Role
from practice.hours import EXAMPLE
from practice.models import Clinic, Credential, Membership, User
from progress.services.cases import load_case
from progress.services.demo_appointments import a_request_from_outside, appointments_of_the_week
from progress.services.demo_assessments import assessed_with_two_headaches
from progress.services.demo_certifications import certified_first
from progress.services.demo_safety import careful_patient
from progress.services.demo_sessions import recent_sessions

PASSWORD: Final = "needle-demo-2026"  # noqa: S105  (printed on the sign-in page of a demo, and refused elsewhere)
OPERATOR: Final = "admin@myoplan.example"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DIARY_DAYS, ADHERENCE_DAYS = 63, 21
SINCE_LAST_VISIT = (2, 3, 8, 5, 1, 9, 4, 6)  # days, by case: some patients are due for a visit, some came lately
EXERCISES = ("ccf_nod", "chin_tuck", "scap_retraction", "ut_stretch", "monitor_height", "microbreak_30")
IN_PLACE: Final = {"monitor_height": ["arms_length", "straight_ahead"]}
PEOPLE: Final = (
    ("therapist", Role.THERAPIST, "Robin Therapist (synthetic)", "PT, DPT"),
    ("assistant", Role.ASSISTANT, "Alex Assistant (synthetic)", "PTA"),
    ("frontdesk", Role.FRONT_DESK, "Fran Frontdesk (synthetic)", ""),
    ("manager", Role.MANAGER, "Morgan Manager (synthetic)", ""),
    ("patient", Role.PATIENT, "Ada Testcase (synthetic)", ""),
    ("trainee", Role.THERAPIST, "Toni Trainee (synthetic)", "PT"),
)


@dataclass(frozen=True, slots=True)
class DemoClinic:
    """One of the two clinics and the cases that it treats."""

    slug: str
    name: str
    jurisdiction: str
    timezone: str
    cases: tuple[str, ...]


CLINICS: Final = (
    DemoClinic("harbor", "Harbor Physical Therapy (demo)", "WA", "America/Los_Angeles",
               tuple(f"SYN-0{n}" for n in range(1, 9))),
    DemoClinic("summit", "Summit Spine and Headache (demo)", "CO", "America/Denver", ("SYN-02", "SYN-03", "SYN-07")),
)  # fmt: skip


def demo_is_there() -> bool:
    """Whether any clinic exists, demo or not."""
    return Clinic.objects.exists()


def make_demo(cases: list[Mapping[str, Any]], *, now: datetime, say: Any) -> list[Clinic]:
    """Make what is missing of the demo clinics and return it; `say` is told each step. Safe to run twice."""
    made = []
    if not User.objects.filter(email=OPERATOR).exists():
        User.objects.create_superuser(OPERATOR, PASSWORD, name="Operator (synthetic)")
    for wanted in CLINICS:
        if Clinic.objects.filter(slug=wanted.slug).exists():
            say(f"{wanted.name} is there already.")
            continue
        say(f"Making {wanted.name} …")
        with transaction.atomic():
            made.append(_make_clinic(wanted, cases, now))
    return made


def _make_clinic(wanted: DemoClinic, cases: list[Mapping[str, Any]], now: datetime) -> Clinic:
    clinic = Clinic.objects.create(
        slug=wanted.slug, name=wanted.name, jurisdiction=wanted.jurisdiction, timezone=wanted.timezone,
        address="1 Example Street\nSampletown (synthetic)", phone="555-0100", email=f"hello@{wanted.slug}.example",
        opening_hours=EXAMPLE,
    )  # fmt: skip
    with scoping.clinic_in_force(clinic.pk):
        members = _members(clinic)
        today = now.astimezone(ZoneInfo(clinic.timezone)).date()  # one day for all of it, also around midnight
        episodes = [
            _load(case, clinic, members, today, n) for n, case in enumerate(c for c in cases if c["id"] in wanted.cases)
        ]
        for episode in episodes:
            _daily_life(episode, members["therapist"], today)
            certified_first(episode, members["therapist"], today)
        recent_sessions(episodes[0], episodes[1], members, clinic, now)
        _invite(episodes[0].patient, members["patient"])
        _newcomer(clinic, members["therapist"], today)
        careful_patient(members["therapist"], today=today, now=now)
        assessed_with_two_headaches(members["therapist"], today, now)
        appointments_of_the_week([row for row in episodes if row.discharged_on is None], members, clinic, now)
        a_request_from_outside(clinic)
    return clinic


def _members(clinic: Clinic) -> dict[str, Membership]:
    found = {}
    for name, role, label, suffix in PEOPLE:
        user = User.objects.create_user(f"{name}@{clinic.slug}.example", PASSWORD, name=label)
        found[name] = Membership.objects.create(user=user, roles=[role], name=label, suffix=suffix)
    today = selectors.today_in(clinic)
    kinds = Credential.Kind
    held = {"therapist": {kinds.LICENCE: 400, kinds.NEEDLING: 25}, "trainee": {kinds.LICENCE: 300, kinds.TRAINING: 300}}
    for name, lasting in held.items():
        for kind, lasts in lasting.items():
            Credential.objects.create(
                membership=found[name], kind=kind, jurisdiction=clinic.jurisdiction,
                number=f"SYN-{name[:2]}-{clinic.slug}-{kind}".upper()[:40], issued_on=date(2019, 5, 1),
                expires_on=today + timedelta(lasts),
            )  # fmt: skip
    return found


def _load(
    case: Mapping[str, Any], clinic: Clinic, members: dict[str, Membership], today: date, offset: int
) -> EpisodeOfCare:
    """The case, moved in time so that its last visit was some days ago."""
    therapist = members["therapist"]
    actor = Actor(clinic.pk, therapist.pk, therapist.user_id, frozenset({Role.THERAPIST}), therapist.name)
    last = date.fromisoformat(case["visits"][-1]["date"])
    moved = moved_by(case, (today - last).days - SINCE_LAST_VISIT[offset % len(SINCE_LAST_VISIT)])
    return load_case(actor=actor, case=moved, clinic=clinic, therapist=therapist)


def moved_by(told: Any, days: int) -> Any:
    """The same case with every day moved."""
    if isinstance(told, Mapping):
        return {key: moved_by(value, days) for key, value in told.items()}
    if isinstance(told, list):
        return [moved_by(value, days) for value in told]
    if isinstance(told, str) and DAY.fullmatch(told):
        return (date.fromisoformat(told) + timedelta(days)).isoformat()
    return told


def _daily_life(episode: EpisodeOfCare, therapist: Membership, today: date) -> None:
    """Exercises with adherence, and a headache diary that agrees with what was last measured."""
    if episode.discharged_on is None:
        chance = random.Random(episode.case_key)  # noqa: S311  (the same demo every time, no secret)
        _exercises(episode, therapist, today, chance)
        _diary(episode, today, chance)


def _exercises(episode: EpisodeOfCare, therapist: Membership, today: date, chance: random.Random) -> None:
    adherence = _latest(episode, "exercise_adherence", 70) / 100
    for key in EXERCISES:
        dose = reference.exercises()[key]["dosage"]
        prescription = Prescription.objects.create(
            episode=episode, exercise=key, prescribed_by=therapist,
            starts_on=max(episode.started_on, today - timedelta(42)), checked=IN_PLACE.get(key, []),
            **{name: dose[name] for name in ("sets", "reps", "hold_seconds", "per_day", "days_per_week")},
        )  # fmt: skip
        days = [
            today - timedelta(n) for n in range(1, ADHERENCE_DAYS) if today - timedelta(n) >= prescription.starts_on
        ]
        AdherenceDay.objects.bulk_create(
            _adherence(prescription, day, chance.random() < adherence, chance) for day in days if chance.random() < 0.85
        )


def _adherence(prescription: Prescription, day: date, done: bool, chance: random.Random) -> AdherenceDay:
    if done:
        return AdherenceDay(prescription=prescription, on=day, done=AdherenceDay.Done.DONE)
    reasons = (AdherenceDay.Reason.TIME, AdherenceDay.Reason.FORGOT, AdherenceDay.Reason.PAIN)
    return AdherenceDay(
        prescription=prescription, on=day, done=AdherenceDay.Done.NOT_DONE, reason=chance.choice(reasons)
    )


def _diary(episode: EpisodeOfCare, today: date, chance: random.Random) -> None:
    """In the last 28 days as many headache and medicine days as at the last count, before that nearer to the first."""
    pain, rows = _latest(episode, "nprs_current", 3), []
    for back in range(0, DIARY_DAYS, WINDOW_DAYS):
        kept = [n for n in range(max(back, 1), min(back + WINDOW_DAYS, DIARY_DAYS)) if chance.random() >= 0.06]
        days = [today - timedelta(n) for n in kept]
        headaches = chance.sample(days, _share(episode, "headache_days_28", back, len(days)))
        often = min(len(headaches), _share(episode, "acute_med_days_28", back, len(days)))
        taken = chance.sample(headaches, often)
        rows += [_headache(episode, day, day in taken, pain, chance) for day in headaches]
        rows += [DiaryDay(patient=episode.patient, on=day, headache=False) for day in days if day not in headaches]
    DiaryDay.objects.bulk_create(rows)


def _share(episode: EpisodeOfCare, measure: str, back: int, days: int) -> int:
    """Of so many recorded days, as many as the measure says of 28; `back` days ago it lay nearer to the first count."""
    first, last = _first(episode, measure, 3), _latest(episode, measure, 2)
    from_first = back / (DIARY_DAYS // WINDOW_DAYS * WINDOW_DAYS)
    return min(days, round((first * from_first + last * (1 - from_first)) * days / WINDOW_DAYS))


def _headache(episode: EpisodeOfCare, day: date, taken: bool, pain: float, chance: random.Random) -> DiaryDay:
    medicine = episode.patient.acute_medicine
    return DiaryDay(
        patient=episode.patient, on=day, headache=True,
        medicines=[medicine] if taken and medicine in DiaryDay.Medicine.values else [],
        intensity=min(10, max(1, round(pain + chance.choice((-1, 0, 1, 2))))), hours=Decimal(chance.randint(4, 20)) / 2,
    )  # fmt: skip


def _values(episode: EpisodeOfCare, measure: str) -> list[float]:
    rows = Measurement.objects.filter(visit__episode=episode, measure=measure, value__isnull=False)
    return [float(value) for value in rows.order_by("visit__occurred_at").values_list("value", flat=True)]


def _first(episode: EpisodeOfCare, measure: str, otherwise: float) -> float:
    return (_values(episode, measure) or [otherwise])[0]


def _latest(episode: EpisodeOfCare, measure: str, otherwise: float) -> float:
    return (_values(episode, measure) or [otherwise])[-1]


def _invite(patient: Patient, member: Membership) -> None:
    """Let the demo patient sign in as themselves."""
    patient.membership = member
    patient.save()


def _newcomer(clinic: Clinic, therapist: Membership, today: date) -> None:
    """Somebody screened this morning whose assessment is still to come."""
    patient = Patient.objects.create(
        record_number="SYN-NEW-0001", given_name="Noor", family_name="Newcomer (synthetic)", sex="female",
        date_of_birth=date(1990, 4, 2), search_name="noor newcomer (synthetic)", pronouns="she/her",
    )  # fmt: skip
    episode = EpisodeOfCare.objects.create(
        patient=patient, condition="tth_episodic", therapist=therapist, started_on=today,
        state=EpisodeOfCare.State.ASSESSMENT,
    )  # fmt: skip
    Screening.objects.create(
        episode=episode, answered_at=datetime.now(UTC), answered_by=therapist, candidacy="proceed",
        form_edition=reference.current_edition("screening"),
    )  # fmt: skip
