"""Everything that changes what is prescribed, and what was done of it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from patients.models import EpisodeOfCare
from plans import fields
from plans.episodes import locked_open
from plans.models import AdherenceDay, Prescription
from plans.rules import exercises as rules
from plans.rules import once, precautions
from plans.rules.plans import require_care_goes_on
from plans.selectors import exercises as selectors
from plans.selectors import library, programme
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import RecordIsFinal, require
from practice.scoping import new_id


@action(needs=Permission.EXERCISE_WRITE, logs="exercise.prescribed")
def prescribe_exercise(
    *, actor: Actor, episode: EpisodeOfCare, exercise: str, today: date, id: UUID | None = None, **details: Any
) -> Prescription:
    """One exercise or habit with its dose, from the library where none is given; `details` are fields.PRESCRIPTION.

    What the patient's screening says against it is confirmed with a reason, and both are kept with the prescription.
    """
    entry = rules.require_known(exercise, library.catalogue())
    episode = locked_open(episode)
    given = {"starts_on": today, **_dose_of_library(entry, details), **details}
    rules.require_plausible_start(given["starts_on"], episode_start=episode.started_on, today=today)
    if given.get("ends_on"):
        rules.require_plausible_end(given["ends_on"], starts_on=given["starts_on"], today=today)
    _require_not_active(episode, exercise, today)
    found = programme.cautions_for(episode, entry, today)
    precautions.require_confirmed(found, given.get("precaution_reason", ""))
    row = Prescription(
        id=id or new_id(),
        episode=episode,
        exercise=exercise,
        edition=library.current_edition(entry),
        prescribed_by_id=actor.membership_id,
        precautions_met=precautions.keys_of(found),
        **given,
    )
    row.save(force_insert=True)
    return row


@action(needs=Permission.EXERCISE_WRITE, logs="exercise.progressed")
def change_dose(
    *, actor: Actor, prescription: Prescription, today: date, if_version: int | None = None, **details: Any
) -> Prescription:
    """A new dose: the prescription ends today and another one starts; `details` are doses, the note and the reason that
    a new precaution asks for. Who confirms one may leave the dose as it is.
    """
    return _with_new_dose(actor, prescription, today, if_version, details)


@action(needs=Permission.EXERCISE_WRITE, logs="exercise.stepped_up")
def take_next_step(
    *, actor: Actor, prescription: Prescription, today: date, if_version: int | None = None, precaution_reason: str = ""
) -> Prescription:
    """The dose of the library's next step; whether its condition holds is shown, and whoever treats decides."""
    steps = programme.about(prescription)["steps"]
    require(
        prescription.step < len(steps), "no_next_step", "There is no further step. Change the dose instead.", "step"
    )
    step = steps[prescription.step]
    details = {**step["dose"], "note": step["words"]}
    if precaution_reason:
        details["precaution_reason"] = precaution_reason
    return _with_new_dose(actor, prescription, today, if_version, details, step=prescription.step + 1)


@action(needs=Permission.ADHERENCE_WRITE, logs="habit.checked", own="prescription")
def check_habit(
    *, actor: Actor, prescription: Prescription, checked: Collection[str], today: date, if_version: int | None = None
) -> Prescription:
    """Which items of a habit's checklist are in place; the list that is sent takes the place of the earlier one."""
    row = _locked_running(prescription, today, if_version)
    require_care_goes_on(row.episode.state)
    known = [item["key"] for item in programme.about(row)["checklist"]]
    rules.require_checklist(checked, known)
    row.checked = [key for key in known if key in checked]
    row.save()
    return row


def _with_new_dose(
    actor: Actor, prescription: Prescription, today: date, if_version: int | None, details: Mapping[str, Any],
    *, step: int | None = None,
) -> Prescription:  # fmt: skip
    old = _locked_running(prescription, today, if_version)
    locked_open(old.episode)
    before = {name: getattr(old, name) for name in (*fields.DOSE, "note")}
    found = programme.cautions_of(old, today)
    precautions.require_confirmed(found, details.get("precaution_reason", ""), confirmed=old.precautions_met)
    if not precautions.unconfirmed(found, old.precautions_met):
        rules.require_new_dose(details, before)
    kept = {"precaution_reason": old.precaution_reason, "checked": old.checked}
    old.ends_on = max(today, old.starts_on)
    old.save()
    row = Prescription(
        episode=old.episode, exercise=old.exercise, edition=old.edition, starts_on=old.ends_on,
        prescribed_by_id=actor.membership_id,
        precautions_met=precautions.keys_of(found), step=old.step if step is None else step,
        **{**before, **kept, **_said(details)},
    )  # fmt: skip
    row.save(force_insert=True)
    return row


@action(needs=Permission.EXERCISE_WRITE, logs="exercise.stopped")
def end_prescription(
    *, actor: Actor, prescription: Prescription, ends_on: date, today: date, if_version: int | None = None,
    note: str | None = None,
) -> Prescription:  # fmt: skip
    """No longer due from `ends_on`."""
    row = _locked_running(prescription, today, if_version)
    rules.require_plausible_end(ends_on, starts_on=row.starts_on, today=max(today, row.starts_on))
    row.ends_on = ends_on
    row.note = row.note if note is None else note
    row.save()
    return row


@action(needs=Permission.ADHERENCE_WRITE, logs="adherence.recorded", own="prescription")
def record_adherence(
    *,
    actor: Actor,
    prescription: Prescription,
    on: date,
    done: str,
    today: date,
    reason: str = "",
    id: UUID | None = None,
) -> AdherenceDay:
    """What was done of a prescription on a day; a second row for the day is refused and names the first."""
    prescription = Prescription.objects.locked(prescription.pk)
    _require_reportable(actor, prescription, on, today)
    rules.require_reason_fits(done, reason)
    existing = selectors.reported_on(prescription, on)
    once.require_first(existing.pk if existing else None, on)
    row = AdherenceDay(id=id or new_id(), prescription=prescription, on=on, done=done, reason=reason)
    row.save(force_insert=True)
    return row


@action(needs=Permission.ADHERENCE_WRITE, logs="adherence.changed", own="adherence")
def change_adherence(
    *, actor: Actor, adherence: AdherenceDay, today: date, if_version: int | None = None, **details: Any
) -> AdherenceDay:
    """Another answer for the same day; without a new reason the old one falls away."""
    row: AdherenceDay = AdherenceDay.objects.locked(adherence.pk, if_version=if_version)
    once.require_same_day(details.get("on"), row.on)
    _require_reportable(actor, row.prescription, row.on, today)
    row.done = details.get("done", row.done)
    row.reason = details.get("reason", "" if "done" in details else row.reason)
    rules.require_reason_fits(row.done, row.reason)
    row.save()
    return row


@action(needs=Permission.ADHERENCE_WRITE, logs="adherence.removed")
def remove_adherence(*, actor: Actor, adherence: AdherenceDay, if_version: int | None = None) -> AdherenceDay:
    """Take back an answer that was written down by mistake: not reported again, which is not 'not done'."""
    AdherenceDay.objects.locked(adherence.pk, if_version=if_version)
    AdherenceDay.objects.filter(pk=adherence.pk).delete()
    return adherence


def _said(details: Mapping[str, Any]) -> dict[str, Any]:
    """Without an empty reason: the one that was given before goes on to hold."""
    return {name: value for name, value in details.items() if value or name != "precaution_reason"}


def _locked_running(prescription: Prescription, today: date, if_version: int | None) -> Prescription:
    row: Prescription = Prescription.objects.locked(prescription.pk, if_version=if_version)
    if row.ends_on is not None and row.ends_on <= today:
        raise RecordIsFinal("This exercise has ended. Prescribe it again instead.")
    return row


def _require_not_active(episode: EpisodeOfCare, exercise: str, today: date) -> None:
    running = selectors.active_of(episode, exercise, today)
    require(running is None, "already_prescribed", "This is prescribed already. Change its dose instead.", "exercise")


def _require_reportable(actor: Actor, prescription: Prescription, on: date, today: date) -> None:
    by_patient = not actor.may(Permission.ADHERENCE_WRITE)
    began, ended = prescription.starts_on, prescription.ends_on
    rules.require_reportable(on, starts_on=began, ends_on=ended, today=today, by_patient=by_patient)


def _dose_of_library(entry: Mapping[str, Any], details: Mapping[str, Any]) -> dict[str, Any]:
    """The library's dose, unless any part of a dose was given."""
    return {} if any(name in details for name in fields.DOSE) else dict(entry["dosage"])
