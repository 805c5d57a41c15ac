"""Plans, prescriptions, adherence and diary days for tests, made through the services."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from patients.models import EpisodeOfCare
from plans import services
from plans.models import TreatmentPlan
from practice import selectors as practice
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


def draft_plan(cast: Cast, episode: EpisodeOfCare, **details: Any) -> TreatmentPlan:
    """A draft that can be signed."""
    given = {"starts_on": episode.started_on, "duration_weeks": 8, "visits_per_week": Decimal(1), "goals": [GOAL]}
    return services.draft_plan(actor=cast.actor("ana"), episode=episode, today=today(), **{**given, **details})


def signed_plan(cast: Cast, episode: EpisodeOfCare, **details: Any) -> TreatmentPlan:
    """A plan in force, signed by Ana; an episode that is not that far yet is put there."""
    if episode.state in ("screening", "assessment"):
        EpisodeOfCare.objects.filter(pk=episode.pk).update(state="plan_draft", icd10=episode.icd10 or ["G44.86"])
        episode.refresh_from_db()
    plan = draft_plan(cast, episode, **details)
    return services.sign_plan(actor=cast.actor("ana"), plan=plan, now=timezone.now())
