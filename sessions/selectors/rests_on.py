"""Which consent and which revision of the plan a session stands on: as its signature keeps them, or as they stand."""

from dataclasses import dataclass

from patients.models import Consent
from patients.selectors.safety import safety_of
from plans.models import TreatmentPlan
from plans.selectors.force import plan_in_force
from sessions.models import NeedlingSession


@dataclass(frozen=True, slots=True)
class RestsOn:
    """The written consent in force on the day of a session, and the plan; None where there was none."""

    consent: Consent | None
    plan: TreatmentPlan | None


def rests_on(session: NeedlingSession) -> RestsOn:
    """What the note names as elements 3 and 5. Source: domain.md (b)."""
    visit = session.visit
    if visit.is_signed:
        return RestsOn(session.consent, session.plan)
    consent = safety_of(visit.episode, visit.occurred_on).consent
    return RestsOn(consent, plan_in_force(visit.episode, visit.occurred_on))
