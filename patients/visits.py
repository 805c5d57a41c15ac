"""The visit: what assessments and needling sessions share. Called by services, inside their gate."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from patients import fields
from patients.diary import offered_by_the_diary
from patients.holds import go_on, settle_flags, told_by
from patients.models import EpisodeOfCare, Measurement, Visit
from patients.rules import measured
from patients.rules.episodes import require_in_care
from patients.rules.flags import recorded_at, require_taken_back_by
from patients.rules.moments import require_come
from practice import reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.days import day_words
from practice.errors import BadInput, RuleViolation, require
from practice.models import Membership
from practice.scoping import new_id
from practice.statements import by_id


def open_visit(
    *,
    actor: Actor,
    episode: EpisodeOfCare,
    occurred_at: datetime,
    now: datetime,
    id: UUID | None = None,
    **details: Any,
) -> Visit:
    """A new visit of an episode; `details` are fields of Visit (kind, state, minutes, note, therapist).

    A discharged episode takes none, not even one of an earlier day: its summary covers what took place. A red flag that
    was found puts care on hold from the visit's day on.
    """
    standing = _as_it_stands(episode)
    require_in_care(standing.state)
    occurred_on = plausible_day(standing, occurred_at, now)
    details.setdefault("therapist_id", actor.membership_id)
    visit = Visit(id=id or new_id(), episode=episode, occurred_at=occurred_at, occurred_on=occurred_on, **details)
    visit.flagged_at = recorded_at(visit.red_flags, known=(), moments={}, now=now)
    visit.save(force_insert=True)
    if visit.red_flags:
        settle_flags(visit, today=practice.today_in(practice.clinic(), now))
    return visit


def change_visit(
    visit: Visit, *, actor: Actor, now: datetime, measurements: Iterable[Mapping[str, Any]] | None = None,
    **details: Any,
) -> Visit:  # fmt: skip
    """Changed details of an open visit; the version counts up even when only its parts change.

    Another outcome is judged by the time of the visit as another time is: what is still to come was not attended.
    A red flag that it no longer tells of, or tells of on another day, is taken back by who may clear it.
    Measurements replace the stored ones as a whole; the stored ones that stay fit the day to which the visit moves.
    """
    visit.require_open()
    told, moments, told_on = told_by(visit), visit.flagged_at, visit.occurred_on
    moves = "occurred_at" in details or details.get("state", visit.state) != visit.state
    for name, value in details.items():
        setattr(visit, name, value)
    if moves:
        visit.occurred_on = plausible_day(_as_it_stands(visit.episode), visit.occurred_at, now)
    kept = told_by(visit) if visit.occurred_on == told_on else ()
    require_taken_back_by(told.difference(kept), may_clear=actor.may(Permission.SCREENING_WRITE))
    visit.flagged_at = recorded_at(visit.red_flags, known=told, moments=moments if told else {}, now=now)
    visit.save()
    if measurements is not None:
        replace_measurements(visit, measurements)
    elif moves:
        measured.require_visit_after_diary(_last_diary_day(visit), visit.occurred_on)
    if told or visit.red_flags:
        settle_flags(visit, today=practice.today_in(practice.clinic(), now))
    return visit


def take_back(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """An open visit is gone with its measurements; a red flag that it alone had found holds care no longer.

    One that tells of a red flag is taken back by who may clear it.
    What was written in the visit (an assessment, a session) is taken away by the caller before.
    """
    visit.require_open()
    require_taken_back_by(told_by(visit), may_clear=actor.may(Permission.SCREENING_WRITE))
    replace_measurements(visit, ())
    Visit.objects.filter(pk=visit.pk).delete()
    if visit.red_flags:
        go_on(visit.episode.patient_id, practice.today_in(practice.clinic(), now))


def _as_it_stands(episode: EpisodeOfCare) -> EpisodeOfCare:
    """The episode, locked: a discharge at the same moment comes before this visit, or after it and sees it."""
    row: EpisodeOfCare = by_id(EpisodeOfCare, for_update=True).get(episode.pk)
    return row


def replace_measurements(visit: Visit, sent: Iterable[Mapping[str, Any]]) -> None:
    """Put these measurements in the place of the visit's earlier ones; values are checked by the caller's rules."""
    values = list(sent)
    _require_diary(visit, values, stored_measurements(visit))
    Measurement.objects.filter(visit=visit).delete()
    _store(visit, values)


def add_measurements(visit: Visit, sent: Iterable[Mapping[str, Any]]) -> list[Measurement]:
    """The measurements of a new visit; values are checked by the caller's rules, what is the diary's here."""
    values = list(sent)
    _require_diary(visit, values, ())
    return _store(visit, values)


def stored_measurements(visit: Visit) -> Iterable[Mapping[str, Any]]:
    """What the visit holds, as it is sent; read when somebody looks at it."""
    rows: Iterable[Mapping[str, Any]] = Measurement.objects.filter(visit=visit).values(*fields.MEASUREMENT)
    return rows


def _require_diary(visit: Visit, values: list[Mapping[str, Any]], stored: Iterable[Mapping[str, Any]]) -> None:
    measured.require_diary_had_come(values, visit.occurred_on)
    measured.require_said_by_diary(values, partial(offered_by_the_diary, visit.episode.patient_id), stored)


def _store(visit: Visit, values: list[Mapping[str, Any]]) -> list[Measurement]:
    rows = [Measurement(visit=visit, **row) for row in values]
    return Measurement.objects.bulk_create(rows) if rows else []


def _last_diary_day(visit: Visit) -> date | None:
    """The last day of the diary that a value of the visit was taken from."""
    rows = Measurement.objects.filter(visit=visit, diary_until__isnull=False)
    found: date | None = rows.order_by("-diary_until").values_list("diary_until", flat=True).first()
    return found


def sign_visit(visit: Visit, *, actor: Actor, now: datetime) -> Visit:
    """Close the visit and everything recorded in it, with a snapshot of the signer's credentials that day.

    Where another member took the note over, those of who treated are kept beside them. The versions of the catalogues
    go with the signature: a signed note is read under them for ever.
    """
    signer = {**signer_on(actor.membership_id, visit.occurred_on), "editions": reference.editions()}
    if visit.taken_over_by_id is not None:
        signer["treated"] = signer_on(visit.therapist_id, visit.occurred_on)
    visit.sign(by_id=actor.membership_id, at=now, signer=signer)
    return visit


def signer_on(member_id: UUID, day: date) -> dict[str, Any]:
    """A member's name, and the credentials that they held on that day of the clinic, as it is kept with a signature."""
    member = Membership.objects.get(pk=member_id)
    held = practice.credentials_on(member.pk, day)
    return {
        "name": member.signature_name,
        "credentials": [
            {"kind": c.kind, "jurisdiction": c.jurisdiction, "number": c.number, "expires_on": c.expires_on.isoformat()}
            for c in held
        ],
    }


def plausible_day(episode: EpisodeOfCare, moment: datetime, now: datetime, *, field: str = "occurred_at") -> date:
    """The moment's day in the clinic's time zone; refused when it is still to come or outside the episode."""
    day = moment.astimezone(ZoneInfo(practice.clinic().timezone)).date()
    require_come(moment, now, field)
    require(
        day >= episode.started_on, "before_the_episode",
        f"The time lies before the episode began ({day_words(episode.started_on)}).", field, kind=BadInput,
    )  # fmt: skip
    if episode.discharged_on is not None and day > episode.discharged_on:
        raise RuleViolation.of(
            "episode_closed", "The episode was discharged before this day. Start a new episode.", "episode"
        )
    return day
