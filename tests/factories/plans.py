"""Plans, prescriptions, adherence and diary days for tests, made through the services."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from patients.models import EpisodeOfCare, Measurement, Patient, Screening
from plans import services
from plans.models import AdherenceDay, Certification, DiaryDay, Prescription, TreatmentPlan
from practice import reference
from practice import selectors as practice
from tests.factories import patients
from tests.people import Cast

GOAL = {"measure": "ndi_raw", "comparison": "<=", "target": Decimal(10), "baseline": Decimal(24)}


def today() -> date:
    """Today in the clinic in force."""
    return practice.today_in(practice.clinic())


def some_episode(cast: Cast, **details: Any) -> EpisodeOfCare:
    """An episode of Pia's with a diagnosis, begun ten weeks ago."""
    given = {"patient": cast.pia, "condition": "cervicogenic_headache", "icd10": ["G44.86"], "state": "plan_draft"}
    given |= {"therapist": cast.members["ana"], "started_on": today() - timedelta(weeks=10)}
    return EpisodeOfCare.objects.create(**{**given, **details})


def measured(cast: Cast, episode: EpisodeOfCare, value: int = 24) -> None:
    """A baseline: the measure that counts most in the condition, in Ana's signed assessment of the first day."""
    if not Screening.objects.filter(episode=episode).exists():
        patients.screening(cast, episode, answered_at=_first_noon(cast, episode))
    rows = [{"measure": reference.primary_measure(episode.condition), "value": value}]
    written = {"occurred_at": _first_noon(cast, episode), "icd10": episode.icd10 or ["G44.86"], "measurements": rows}
    patients.signed_assessment(cast, episode, **written)


def _first_noon(cast: Cast, episode: EpisodeOfCare) -> datetime:
    return min(patients.midday(cast, episode.started_on), timezone.now())


def draft_plan(cast: Cast, episode: EpisodeOfCare, **details: Any) -> TreatmentPlan:
    """A draft that can be signed."""
    given = {"starts_on": episode.started_on, "duration_weeks": 8, "visits_per_week": Decimal(1), "goals": [GOAL]}
    return services.draft_plan(actor=cast.actor("ana"), episode=episode, today=today(), **{**given, **details})


def signed_plan(cast: Cast, episode: EpisodeOfCare, **details: Any) -> TreatmentPlan:
    """A plan in force, signed by Ana; an episode that is not that far yet is put there."""
    if episode.state in ("screening", "assessment"):
        EpisodeOfCare.objects.filter(pk=episode.pk).update(state="plan_draft", icd10=episode.icd10 or ["G44.86"])
        episode.refresh_from_db()
    if not Measurement.objects.filter(visit__episode=episode).exists():
        measured(cast, episode)
    plan = draft_plan(cast, episode, **details)
    return services.sign_plan(actor=cast.actor("ana"), plan=plan, now=timezone.now())


def verbal_order(cast: Cast, episode: EpisodeOfCare, *, ago: int = 2, **details: Any) -> Certification:
    """A recertification by word of mouth that Ana took some days ago; its signature is still to come."""
    on = today() - timedelta(days=ago)
    order = {"certified_on": on, "taken_at": patients.midday(cast, on), "read_back": True, "how": "verbal"}
    told = {"duration_weeks": 8, "certified_by": "Dr Roe (synthetic)", **order, **details}
    return services.record_certification(actor=cast.actor("ana"), episode=episode, today=today(), **told)


def prescription(cast: Cast, episode: EpisodeOfCare, exercise: str = "chin_tuck", **details: Any) -> Prescription:
    """An exercise prescribed by Ana two weeks ago, with the library's dose."""
    given = {"starts_on": today() - timedelta(days=14), **details}
    return services.prescribe_exercise(
        actor=cast.actor("ana"), episode=episode, exercise=exercise, today=today(), **given
    )


def reported(cast: Cast, row: Prescription, on: date, done: str = "done", **details: Any) -> AdherenceDay:
    """What Pia did on a day."""
    return services.record_adherence(
        actor=cast.actor("pia"), prescription=row, on=on, done=done, today=today(), **details
    )


def diary_day(
    cast: Cast, on: date, headache: bool = False, *, of: Patient | None = None, actor: str = "ana", **details: Any
) -> DiaryDay:
    """A day of Pia's diary, or of another patient's."""
    return services.record_diary_day(
        actor=cast.actor(actor), patient=of or cast.pia, on=on, headache=headache, today=today(), **details
    )


def stranger(cast: Cast) -> Patient:
    """Another patient of the clinic, with an episode and a running exercise of their own."""
    other = Patient.objects.create(
        given_name="Oto", family_name="Other (synthetic)", record_number="T-0002", date_of_birth=date(1990, 1, 1)
    )
    some_episode(cast, patient=other)
    return other
