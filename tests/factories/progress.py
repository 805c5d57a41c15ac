"""Courses of care with numbers, for tests of progress: worked cases, and many small episodes at once."""

import json
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from patients.models import Consent, EpisodeOfCare, Measurement, Patient, Screening, Visit
from plans.models import TreatmentPlan
from practice import selectors as practice
from practice.reference import current_edition
from progress.services import load_case
from progress.services.demo import moved_by
from sessions.models import NeedlingSession, Target
from tests.people import Cast

CASES = {case["id"]: case for case in json.loads(
    Path(settings.BASE_DIR, "progress", "reference", "cases.json").read_text(encoding="utf-8")
)["cases"]}  # fmt: skip
CONDITIONS = ("tth_chronic", "cervicogenic_headache", "migraine_without_aura", "neck_pain_posture")
FALLING = {"nprs_current": 6, "nprs_best": 4, "nprs_worst": 8, "ndi_raw": 24, "hit6": 64, "headache_days_28": 18}


def worked_episode(cast: Cast, key: str = "SYN-01", *, of: Patient | None = None, ago: int = 3) -> EpisodeOfCare:
    """A worked case that ended some days ago; of Pia unless told."""
    case = CASES[key]
    last = datetime.fromisoformat(case["visits"][-1]["date"]).date()
    moved = moved_by(case, (practice.today_in(cast.here) - last).days - ago)
    return load_case(
        actor=cast.actor("ana"), case=moved, clinic=cast.here, therapist=cast.members["ana"], patient=of or cast.pia
    )


def many_episodes(cast: Cast, number: int, *, visits: int = 4, prefix: str = "M") -> list[EpisodeOfCare]:
    """Episodes in treatment with weekly sessions and falling numbers, the last one some days ago; a few queries."""
    patients = Patient.objects.bulk_create([_patient(prefix, n) for n in range(number)])
    today = practice.today_in(cast.here)
    episodes = EpisodeOfCare.objects.bulk_create(
        EpisodeOfCare(
            patient=patient, condition=CONDITIONS[n % 4], therapist=cast.members["ana"], state="plan_active",
            started_on=today - timedelta(days=7 * visits + n % 5),
        )
        for n, patient in enumerate(patients)
    )  # fmt: skip
    Screening.objects.bulk_create(_screening(episode, cast) for episode in episodes)
    Consent.objects.bulk_create(
        Consent(episode=episode, signed_on=episode.started_on, signed_how="paper", signed_name="Synthetic")
        for episode in episodes
    )
    TreatmentPlan.objects.bulk_create(
        TreatmentPlan(episode=episode, starts_on=episode.started_on, duration_weeks=8, visits_per_week=Decimal(1))
        for episode in episodes
    )
    _visits(cast, episodes, visits)
    return list(episodes)


def _patient(prefix: str, number: int) -> Patient:
    return Patient(
        record_number=f"{prefix}-{number:05d}", given_name="Many", family_name=f"Number{number:05d} (synthetic)",
        date_of_birth=datetime(1980, 1, 1, tzinfo=UTC).date(),
    )  # fmt: skip


def _screening(episode: EpisodeOfCare, cast: Cast) -> Screening:
    at = datetime.combine(episode.started_on, time(18), UTC)
    return Screening(
        episode=episode,
        answered_at=at,
        answered_by=cast.members["ana"],
        form_edition=current_edition("screening"),
        candidacy="proceed",
    )


def _visits(cast: Cast, episodes: list[EpisodeOfCare], number: int) -> None:
    made = Visit.objects.bulk_create(
        Visit(
            episode=episode, therapist=cast.members["ana"], occurred_on=episode.started_on + timedelta(days=7 * n),
            occurred_at=datetime.combine(episode.started_on + timedelta(days=7 * n), time(18), UTC),
        )
        for episode in episodes
        for n in range(number)
    )  # fmt: skip
    Measurement.objects.bulk_create(
        value for place, visit in enumerate(made) for value in _values(visit, place % number)
    )
    sessions = NeedlingSession.objects.bulk_create(NeedlingSession(id=visit.pk, visit=visit) for visit in made)
    Target.objects.bulk_create(
        Target(session=session, muscle=muscle, side="left", needles_in=2, needles_out=2)
        for session in sessions
        for muscle in ("trapezius_upper", "splenius_capitis")
    )


def _values(visit: Visit, place: int) -> list[Any]:
    return [
        Measurement(visit=visit, measure=measure, phase="visit", value=Decimal(max(first - place, 0)))
        for measure, first in FALLING.items()
    ]
