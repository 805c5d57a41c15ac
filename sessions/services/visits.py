"""Everything that changes a visit without needling: treatment of another kind, held, cancelled, not come."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from patients import visits
from patients.given_up import book_again
from patients.models import EpisodeOfCare, Visit
from patients.rules import measured
from patients.rules.handovers import require_signer, require_somebody_signs
from patients.selectors.diagnosis import diagnosis_signed
from patients.vocabulary import NOT_SEEN
from plans.selectors import plan_in_force
from practice import reference
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import BadInput, RuleViolation, require
from sessions import fields
from sessions.models import VisitNote
from sessions.rules.interventions import require_known
from sessions.rules.recording import IN_THE_CLINIC, red_flags_today
from sessions.rules.visits import (
    OF_THE_SEEN,
    judged_at,
    require_absence,
    require_recordable,
    visit_blockers,
)
from sessions.selectors.visits import visit_facts


@action(needs=Permission.VISIT_WRITE, logs="visit.recorded")
def record_visit(
    *, actor: Actor, episode: EpisodeOfCare, occurred_at: datetime, now: datetime, outcome: str = Visit.State.ATTENDED,
    id: UUID | None = None, **written: Any,
) -> VisitNote:  # fmt: skip
    """A visit without needling; who may not sign has treated, and the episode's therapist signs."""
    return _recorded(
        actor=actor, episode=episode, occurred_at=occurred_at, now=now, outcome=outcome, id=id, written=written
    )


@action(needs=Permission.ABSENCE_WRITE, logs="absence.recorded")
def record_absence(
    *, actor: Actor, episode: EpisodeOfCare, occurred_at: datetime, outcome: str, now: datetime, reason: str = "",
    id: UUID | None = None,
) -> VisitNote:  # fmt: skip
    """A cancelled or a missed visit, as the desk writes it down: no note, and nothing to sign."""
    require_absence(outcome)
    return _recorded(
        actor=actor, episode=episode, occurred_at=occurred_at, now=now, outcome=outcome, id=id,
        written={"reason": reason.strip()},
    )  # fmt: skip


@action(needs=Permission.ABSENCE_WRITE, logs="absence.discarded")
def discard_absence(*, actor: Actor, visit_note: VisitNote, now: datetime, if_version: int | None = None) -> VisitNote:
    """Take back a cancelled or missed visit that was written down by mistake."""
    visit = _locked(visit_note, if_version)
    require_absence(visit.state)
    book_again(visit, actor=actor, now=now)
    return _taken_back(visit, visit_note, actor, now)


def _recorded(
    *, actor: Actor, episode: EpisodeOfCare, occurred_at: datetime, now: datetime, outcome: str, id: UUID | None,
    written: dict[str, Any],
) -> VisitNote:  # fmt: skip
    require_recordable(outcome, written)
    found = _checked(written)
    if outcome not in NOT_SEEN:
        written.setdefault("location", IN_THE_CLINIC)
    signs = actor.may(Permission.SESSION_SIGN)
    if outcome not in NOT_SEEN and not signs:
        require_somebody_signs(episode.therapist.name, episode.therapist.gone)
    visit = visits.open_visit(
        actor=actor, episode=episode, occurred_at=occurred_at, now=judged_at(outcome, occurred_at, now), id=id,
        state=outcome, therapist_id=actor.membership_id if signs else episode.therapist_id, **_of_visit(written),
    )  # fmt: skip
    treated_by = None if signs or outcome in NOT_SEEN else actor.membership_id
    note = VisitNote(id=visit.pk, visit=visit, treated_by_id=treated_by, **_of_note(written))
    note.save(force_insert=True)
    visits.add_measurements(visit, found)
    return note


@action(needs=Permission.VISIT_WRITE, logs="visit.changed")
def change_visit(
    *, actor: Actor, visit_note: VisitNote, now: datetime, if_version: int | None = None, **written: Any
) -> VisitNote:
    """Changed details of a visit that is not signed; its outcome may change too."""
    visit = _locked(visit_note, if_version)
    episode = written.pop("episode", visit.episode)
    text = "A visit stays in its episode."
    require(episode.pk == visit.episode_id, "episode_fixed", text, "episode", kind=BadInput)
    note: VisitNote = VisitNote.objects.get(pk=visit.pk)
    note.visit = visit
    outcome = written.pop("outcome", visit.state)
    require_recordable(outcome, {**_told(note), **written})
    found = _checked(written, visits.stored_measurements(visit))
    for name, value in _of_note(written).items():
        setattr(note, name, value)
    note.save()
    moment = {"occurred_at": written["occurred_at"]} if "occurred_at" in written else {}
    at = written.get("occurred_at", visit.occurred_at)
    judged = judged_at(outcome, at, now)
    if (outcome, at) != (visit.state, visit.occurred_at):
        book_again(visit, actor=actor, now=now)  # what it gives up now, if anything, follows after commit
    sent = found if "measurements" in written else None
    told = {**moment, **_of_visit(written)}
    visits.change_visit(visit, actor=actor, now=judged, measurements=sent, state=outcome, **told)
    return note


@action(needs=Permission.VISIT_WRITE, logs="visit.discarded")
def discard_visit(*, actor: Actor, visit_note: VisitNote, now: datetime, if_version: int | None = None) -> VisitNote:
    """Take back a visit that was recorded by mistake; a signed one stays."""
    visit = _locked(visit_note, if_version)
    book_again(visit, actor=actor, now=now)
    return _taken_back(visit, visit_note, actor, now)


def _taken_back(visit: Visit, visit_note: VisitNote, actor: Actor, now: datetime) -> VisitNote:
    VisitNote.objects.filter(pk=visit.pk).delete()
    visits.take_back(visit, actor=actor, now=now)
    return visit_note


@action(needs=Permission.SESSION_SIGN, logs="visit.signed")
def sign_visit(*, actor: Actor, visit_note: VisitNote, now: datetime, if_version: int | None = None) -> VisitNote:
    """Close the note for good. Later corrections are addenda."""
    visit = _locked(visit_note, if_version)
    require_signer(visit.signs_id, actor.membership_id)
    note: VisitNote = VisitNote.objects.get(pk=visit.pk)
    note.visit = visit
    if blockers := visit_blockers(visit_facts(note)):
        raise RuleViolation(blockers)
    note.plan = plan_in_force(visit.episode, visit.occurred_on)
    note.diagnosis_noted = diagnosis_signed(visit.episode, visit.occurred_on)
    note.save()
    visits.sign_visit(visit, actor=actor, now=now)
    return note


def _locked(note: VisitNote, if_version: int | None) -> Visit:
    visit: Visit = Visit.objects.select_related("episode__patient").locked(note.pk, if_version=if_version)
    visit.require_open()
    return visit


def _told(note: VisitNote) -> dict[str, Any]:
    """What the visit says already of those who came."""
    own = {name: getattr(note, name) for name in OF_THE_SEEN if hasattr(note, name)}
    return {**own, "minutes": note.visit.minutes, "measurements": note.visit.measurements.exists()}


def _checked(written: Mapping[str, Any], stored: Iterable[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """The measurements ready to be stored, each of them possible or as the draft holds it; so is each treatment."""
    require_known(written.get("interventions") or (), reference.interventions())
    return measured.checked(written.get("measurements") or (), reference.measures(), stored=stored)


def _of_visit(written: Mapping[str, Any]) -> dict[str, Any]:
    details = {name: written[name] for name in ("minutes", "note") if name in written}
    if "rescreen" in written:
        details["red_flags"] = red_flags_today(written["rescreen"], reference.current("screening"))
    return details


def _of_note(written: Mapping[str, Any]) -> dict[str, Any]:
    return {name: written[name] for name in fields.VISIT_NOTE if name in written}
