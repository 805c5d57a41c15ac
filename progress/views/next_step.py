"""The one next step for a patient, by role and by the state of the episode."""

from collections.abc import Sequence
from dataclasses import dataclass

from patients.models import EpisodeOfCare, Patient, Visit
from practice.access import Actor
from practice.access import Permission as P
from progress.rules.due import Kind
from progress.selectors.work import WorkItem, place_of

State = EpisodeOfCare.State


@dataclass(frozen=True, slots=True)
class Step:
    """The primary action of a page."""

    label: str
    url: str
    icon: str = "plus"


def next_step(
    actor: Actor, patient: Patient, episode: EpisodeOfCare | None, due: Sequence[WorkItem], drafts: Sequence[Visit]
) -> Step | None:
    """What comes next and what this actor may do of it; None when that is nothing."""
    if episode is None or episode.state in (State.DISCHARGED, State.REFERRED_OUT):
        return Step("Start an episode", f"/patients/{patient.pk}/episodes/new/") if actor.may(P.EPISODE_WRITE) else None
    kinds, at = {item.kind for item in due}, f"/episodes/{episode.pk}"
    own = next((visit for visit in drafts if visit.therapist_id == actor.membership_id), None)
    table = (
        (own is not None, P.SESSION_WRITE, Step("Finish the draft", place_of(own)[1] if own else "", "draft")),
        (Kind.SCREENING in kinds, P.SCREENING_WRITE, Step("Screen", f"{at}/screening/new/", "screening")),
        (Kind.CONSENT in kinds, P.CONSENT_WRITE, Step("Record consent", f"{at}/consent/new/", "consent")),
        (episode.state == State.ASSESSMENT, P.ASSESSMENT_WRITE, Step("Assess", f"{at}/assessment/new/", "assessment")),
        (episode.state == State.PLAN_DRAFT, P.PLAN_WRITE, Step("Write the plan", f"{at}/plan/", "plan")),
        (episode.state == State.ACTIVE, P.SESSION_WRITE, Step("Log a session", f"{at}/sessions/new/", "needle")),
    )  # fmt: skip
    return next((step for holds, needs, step in table if holds and actor.may(needs)), None)
