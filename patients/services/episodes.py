"""Starting, holding, referring and ending a course of care."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from patients import episodes
from patients.models import EpisodeOfCare, Patient
from patients.records import locked_record
from patients.rules import episodes as rules
from patients.rules import screening as screening_rules
from patients.rules.handovers import require_care_left_behind
from patients.selectors.banner import locks_on
from patients.selectors.safety import safety_of
from practice import reference
from practice import rules as clinic_rules
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import BadInput, RuleViolation, require
from practice.models import Membership
from practice.scoping import new_id

State = EpisodeOfCare.State


@action(needs=Permission.EPISODE_WRITE, logs="episode.started")
def start_episode(
    *, actor: Actor, patient: Patient, condition: str, started_on: date, today: date,
    therapist: Membership | None = None, icd10: list[str] | None = None, id: UUID | None = None, **details: Any,
) -> EpisodeOfCare:  # fmt: skip
    """A new course of care for one condition; without a therapist it is the actor's."""
    patient = locked_record(patient.pk)
    rules.require_start(started_on, born_on=patient.date_of_birth, today=today)
    _require_known(condition, icd10 or [])
    _require_known_payer(details.get("payer_rule"))
    episode = EpisodeOfCare(
        id=id or new_id(), patient=patient, condition=condition, icd10=icd10 or [], started_on=started_on,
        therapist=_therapist(therapist or Membership.objects.get(pk=actor.membership_id)), **details,
    )  # fmt: skip
    episode.save(force_insert=True)
    return episode


@action(needs=Permission.EPISODE_WRITE, logs="episode.changed")
def change_episode(
    *, actor: Actor, episode: EpisodeOfCare, today: date, if_version: int | None = None, **details: Any
) -> EpisodeOfCare:
    """Another condition, code, therapist or first day, while care goes on."""
    row = episodes.locked(episode, if_version=if_version)
    rules.require_in_care(row.state)
    patient, text = details.pop("patient", row.patient), "An episode stays with its patient. Start another episode."
    require(patient.pk == row.patient_id, "patient_fixed", text, "patient", kind=BadInput)
    rules.require_start(details.get("started_on", row.started_on), born_on=row.patient.date_of_birth, today=today)
    _require_known(details.get("condition", row.condition), details.get("icd10", row.icd10))
    _require_known_payer(details.get("payer_rule"))
    if "started_on" in details:
        _require_before_visits(row, details["started_on"])
    if "therapist" in details:
        _therapist(details["therapist"])
    for name, value in details.items():
        setattr(row, name, value)
    row.save()
    return row


@action(needs=Permission.EPISODE_HAND_OVER, logs="episode.handed_over")
def name_therapist(
    *, actor: Actor, episode: EpisodeOfCare, therapist: Membership, if_version: int | None = None
) -> EpisodeOfCare:
    """Another therapist leads care that goes on and whose therapist has left, or is none any more."""
    row = episodes.locked(episode, if_version=if_version)
    rules.require_in_care(row.state)
    require_care_left_behind(row.therapist.name, row.therapist.gone)
    row.therapist = _therapist(therapist)
    row.save()
    return row


@action(needs=Permission.EPISODE_WRITE, logs="episode.held")
def hold_episode(
    *, actor: Actor, episode: EpisodeOfCare, reason: str, today: date, if_version: int | None = None
) -> EpisodeOfCare:
    """Care pauses from today on, for a reason that is written down; no session of a later day can be signed."""
    rules.require_reason(reason)
    row = episodes.locked(episode, if_version=if_version)
    return episodes.move(row, State.ON_HOLD, reason=reason, held_on=today)


@action(needs=Permission.EPISODE_WRITE, logs="episode.resumed")
def resume_episode(
    *, actor: Actor, episode: EpisodeOfCare, today: date, if_version: int | None = None
) -> EpisodeOfCare:
    """Care goes on after a hold, or after a referral: then a needle waits for a screen that is newer than that.

    Every red flag is cleared by then, and every serious event of the patient; after a hold the plan is certified.
    """
    row = episodes.locked(episode, if_version=if_version)
    labels = screening_rules.labels(reference.current("screening"))
    locks = [lock["label"] for lock in locks_on(row, today)]
    missing = episodes.missing_to_go_on(row, today) if row.state == State.ON_HOLD else []
    rules.require_resumable(safety_of(row, today).open_red_flags, labels, locks, missing)
    if row.state == State.ACTIVE:
        return row  # a clearance has let it go on before
    to = State.SCREENING if row.state == State.REFERRED_OUT else State.ACTIVE
    return episodes.move(row, to)


@action(needs=Permission.EPISODE_WRITE, logs="episode.referred_out")
def refer_out(
    *, actor: Actor, episode: EpisodeOfCare, reason: str, now: datetime, if_version: int | None = None
) -> EpisodeOfCare:
    """Care goes to somebody else; `reason` names who receives the patient, and why. Nobody is needled after it."""
    rules.require_reason(reason)
    row = episodes.locked(episode, if_version=if_version)
    return episodes.move(row, State.REFERRED_OUT, reason=reason, referred_out_at=now)


@action(needs=Permission.DISCHARGE, logs="episode.discharged")
def discharge(
    *, actor: Actor, episode: EpisodeOfCare, outcome: str, discharge_summary: str, discharged_on: date, today: date,
    reason: str = "", if_version: int | None = None,
) -> EpisodeOfCare:  # fmt: skip
    """Care ends for good, with its outcome, the reason behind it and a summary; going on later is a new episode."""
    row = episodes.locked(episode, if_version=if_version)
    rules.require_move(row.state, State.DISCHARGED)
    rules.require_outcome_explained(outcome, reason)
    rules.require_dischargeable(
        discharged_on, started_on=row.started_on, last_visit_on=episodes.last_visit_on(row), today=today,
        summary=discharge_summary,
    )  # fmt: skip
    return episodes.move(
        row, State.DISCHARGED, reason=reason.strip(), discharged_on=discharged_on, outcome=outcome,
        discharge_summary=discharge_summary,
    )  # fmt: skip


@action(needs=Permission.EPISODE_WRITE, logs="episode.reopened")
def reopen_episode(
    *, actor: Actor, episode: EpisodeOfCare, started_on: date, today: date, therapist: Membership | None = None,
    id: UUID | None = None,
) -> EpisodeOfCare:  # fmt: skip
    """Care that goes on after discharge: a new episode for the same condition, which begins at its screening.

    The discharged one stays as it was; diagnosis codes are found again by a new assessment.
    """
    ended = episodes.locked(episode)
    rules.require_reopenable(
        ended.state, continued=EpisodeOfCare.objects.filter(continues=ended).exists(),
        started_on=started_on, discharged_on=ended.discharged_on,
    )  # fmt: skip
    rules.require_start(started_on, born_on=ended.patient.date_of_birth, today=today)
    row = EpisodeOfCare(
        id=id or new_id(), patient=ended.patient, condition=ended.condition, started_on=started_on,
        therapist=_therapist(therapist or Membership.objects.get(pk=actor.membership_id)),
        payer_rule=ended.payer_rule, continues=ended,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _require_known_payer(key: str | None) -> None:
    """'' and None leave it to the clinic's own rule."""
    if key:
        clinic_rules.require_known_payer_rule(key, reference.payer_rules())


def _require_known(condition: str, codes: list[str]) -> None:
    text = f"There is no condition “{condition[:64]}” in the catalogue."
    require(condition in reference.conditions(), "unknown_condition", text, "condition", kind=BadInput)
    rules.require_codes(codes, reference.current("conditions"))


def _therapist(member: Membership) -> Membership:
    found = practice.therapists().filter(pk=member.pk).exists()
    require(found, "not_a_therapist", "Choose a therapist of this clinic.", "therapist", kind=BadInput)
    return member


def _require_before_visits(episode: EpisodeOfCare, started_on: date) -> None:
    earlier = episode.visits.filter(occurred_on__lt=started_on)
    if earlier.exists():
        raise RuleViolation.of("visit_before_start", "There is a visit before this day.", "started_on")
