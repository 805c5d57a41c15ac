"""The one next step for a patient, by role and by the state of the episode."""

from collections.abc import Sequence
from dataclasses import dataclass

from patients.models import EpisodeOfCare, Patient, Visit
from patients.rules.episodes import WAYS
from practice.access import Actor, Permission
from progress.rules.due import Kind, Tone
from progress.selectors.unsigned import assessments_begun, place_of
from progress.selectors.work import WorkItem

State = EpisodeOfCare.State


@dataclass(frozen=True, slots=True)
class Step:
    """The primary action of a page."""

    label: str
    url: str
    icon: str = "plus"
    second: "Step | None" = None  # beside it, when this one is not what was meant


def next_step(
    actor: Actor, patient: Patient, episode: EpisodeOfCare | None, due: Sequence[WorkItem], drafts: Sequence[Visit],
    *, flagged: bool,
) -> Step | None:  # fmt: skip
    """What comes next and what this actor may do of it, a red flag first; None when that is nothing."""
    if flagged and episode is not None and (referral := refer_first(actor, episode)):
        return referral
    if episode is None or episode.state in (State.DISCHARGED, State.REFERRED_OUT):
        start = Step("Start an episode", f"/patients/{patient.pk}/episodes/new/")
        return start if actor.may(Permission.EPISODE_WRITE) else None
    locked = any(item.kind == Kind.ALERT and item.due.tone == Tone.STOP for item in due)
    kinds, at = {item.kind for item in due}, f"/episodes/{episode.pk}"
    own = next((visit for visit in drafts if visit.signs_id == actor.membership_id), None)
    begun = assessments_begun(drafts).get(episode.pk)
    assess = Step("Finish the assessment", place_of(begun)[1], "draft") if begun else None
    table = (
        (own is not None, Permission.SESSION_WRITE, Step("Finish the draft", place_of(own)[1] if own else "", "draft")),
        (Kind.SCREENING in kinds, Permission.SCREENING_WRITE, Step("Screen", f"{at}/screening/new/", "screening")),
        (Kind.CONSENT in kinds, Permission.CONSENT_WRITE, Step("Record consent", f"{at}/consent/new/", "consent")),
        (locked, Permission.SCREENING_WRITE, Step("Record a clearance", f"{at}/clearances/new/", "shield")),
        (
            episode.state == State.ASSESSMENT, Permission.ASSESSMENT_WRITE,
            assess or Step("Assess", f"{at}/assessment/new/", "assessment"),
        ),
        (episode.state == State.PLAN_DRAFT, Permission.PLAN_WRITE, Step("Write the plan", f"{at}/plan/", "plan")),
        (
            episode.state == State.ACTIVE, Permission.SESSION_WRITE,
            Step("Log a session", f"{at}/sessions/new/", "needle"),
        ),
        (
            episode.state == State.ACTIVE, Permission.VISIT_WRITE,
            Step("Record a visit without needling", f"{at}/visits/new/", "user"),
        ),
        (episode.state == State.ON_HOLD, Permission.EPISODE_WRITE, Step("Go on with care", f"{at}/resume/", "undo")),
    )  # fmt: skip
    return next((step for holds, needs, step in table if holds and actor.may(needs)), None)


def refer_first(actor: Actor, episode: EpisodeOfCare) -> Step | None:
    """While a red flag is open: refer, or record the clearance. Source: screening.json, `result_rule` 1 and 2."""
    at = f"/episodes/{episode.pk}"
    clearance = Step("Record a clearance", f"{at}/clearances/new/", "shield")
    cleared = clearance if actor.may(Permission.SCREENING_WRITE) else None
    if State.REFERRED_OUT not in WAYS[episode.state] or not actor.may(Permission.EPISODE_WRITE):
        return cleared
    return Step("Refer", f"{at}/refer-out/", "user", second=cleared)


def moves(actor: Actor, episode: EpisodeOfCare) -> list[Step]:
    """What may become of the course of care now, by its state and by what the actor may do."""
    at, ways = f"/episodes/{episode.pk}", WAYS[episode.state]
    paused = episode.state in (State.ON_HOLD, State.REFERRED_OUT)
    visit = Step("Record a visit without needling", f"{at}/visits/new/", "user")
    table = (
        (State.DISCHARGED in ways, Permission.VISIT_WRITE, visit),
        (bool(ways), Permission.EPISODE_WRITE, Step("Change condition or therapist", f"{at}/edit/", "edit")),
        (
            bool(ways) and bool(episode.therapist.gone), Permission.EPISODE_HAND_OVER,
            Step("Name another therapist", f"{at}/therapist/", "user"),
        ),
        (State.ON_HOLD in ways, Permission.EPISODE_WRITE, Step("Put care on hold", f"{at}/hold/", "clock")),
        (paused, Permission.EPISODE_WRITE, Step("Go on with care", f"{at}/resume/", "undo")),
        (
            State.REFERRED_OUT in ways,
            Permission.EPISODE_WRITE,
            Step("Refer to someone else", f"{at}/refer-out/", "user"),
        ),
        (State.DISCHARGED in ways, Permission.DISCHARGE, Step("Discharge", f"{at}/discharge/", "flag")),
        (
            episode.state == State.DISCHARGED,
            Permission.EPISODE_WRITE,
            Step("Go on in a new episode", f"{at}/reopen/", "undo"),
        ),
    )  # fmt: skip
    return [step for holds, needs, step in table if holds and actor.may(needs)]
