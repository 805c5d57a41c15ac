"""Which consent and which revision of the plan a session stands on: as its signature keeps them, or would keep them."""

from dataclasses import dataclass

from patients.models import Consent
from plans.models import TreatmentPlan
from plans.selectors.force import plan_in_force
from sessions.models import NeedlingSession
from sessions.selectors.facts import safety_at


@dataclass(frozen=True, slots=True)
class RestsOn:
    """The written consent that the needles go in under, and the plan; None where there was none."""

    consent: Consent | None
    plan: TreatmentPlan | None


def rests_on(session: NeedlingSession) -> RestsOn:
    """What the note names as elements 3 and 5. Source: domain.md (b)."""
    visit = session.visit
    if visit.is_signed:
        return RestsOn(session.consent, session.plan)
    return RestsOn(safety_at(session).consent, plan_in_force(visit.episode, visit.occurred_on))
