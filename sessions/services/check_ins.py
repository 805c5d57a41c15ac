"""Everything that changes check-ins."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from patients.models import Visit
from practice import reference
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import NotPermitted, RuleViolation
from practice.scoping import new_id
from sessions.models import CheckIn, NeedlingSession
from sessions.rules.check_ins import (
    closer_words,
    closes,
    filed_under,
    require_answerable,
    require_soreness,
    require_to_follow_up,
    suspected_kinds,
)
from sessions.selectors.check_ins import alert_of
from sessions.services.adverse_events import open_suspected

GONE = "The clinic has taken this session back: there is nothing to answer for it any more."


@action(needs=Permission.CHECK_IN_WRITE, logs="check_in.form_opened")
def open_check_in_form(*, actor: Actor, session: NeedlingSession) -> NeedlingSession:
    """That somebody who opens no charts read when a session was and what was answered after it; changes nothing."""
    return session


@action(needs=Permission.CHECK_IN_WRITE, logs="check_in.recorded", own="session")
def record_check_in(
    *, actor: Actor, session: NeedlingSession, hours_after: int, now: datetime, soreness: int | None = None,
    answered_at: datetime | None = None, id: UUID | None = None, **details: Any,
) -> CheckIn:  # fmt: skip
    """The patient's answer some hours after a session; one for each time, by the patient or for them.

    What comes too early for its time is kept for the time that it is: see `filed_under`. Whoever does not say when it
    was answered (`answered_at`) is believed for which hours: it was then, and not yet if they have not passed. What is
    said to have come late keeps its hours, see `counted_hours`.

    Warning signs open what they suggest as suspected adverse events, for a clinician to grade.
    """
    visit = _still_there(session)
    require_soreness(soreness, details.get("warning_signs") or ())
    at = answered_at or min(now, visit.occurred_at + timedelta(hours=hours_after))
    require_answerable(occurred_at=visit.occurred_at, answered_at=at, now=now)
    kept = hours_after if answered_at is None else filed_under(hours_after, visit.occurred_at, at)
    if CheckIn.objects.filter(session=session, hours_after=kept).exists():
        early = "" if kept == hours_after else f" {hours_after} hours have not passed yet."
        text = f"There is an answer for {kept} hours after this session already.{early}"
        raise RuleViolation.of("already_answered", text, "hours_after")
    row = CheckIn(id=id or new_id(), session=session, hours_after=kept, soreness=soreness, answered_at=at, **details)
    row.save(force_insert=True)
    kinds = suspected_kinds(row.warning_signs, reference.by_key("aftercare", "warning_signs"))
    open_suspected(actor=actor, check_in=row, visit=visit, kinds=kinds)
    return row


@action(needs=Permission.CHECK_IN_FOLLOW_UP, logs="check_in.followed_up")
def follow_up_check_in(
    *, actor: Actor, check_in: CheckIn, done: str, now: datetime, if_version: int | None = None
) -> CheckIn:
    """Close the alert that an answer raised, by what was done; it stays on the work list until then.

    A warning sign is closed by a clinician alone; whoever else called writes down the call (`record_call`).
    """
    check_in = _locked(check_in, if_version)
    if not closes(alert_of(check_in), clinician=actor.may(Permission.CHECK_IN_CLOSE_WARNING)):
        raise NotPermitted(closer_words(check_in.session.visit.therapist.name))
    require_to_follow_up(alert_of(check_in), done, followed_up=check_in.followed_up_at is not None)
    check_in.followed_up_at, check_in.followed_up_by_id, check_in.follow_up = now, actor.membership_id, done.strip()
    check_in.save()
    return check_in


@action(needs=Permission.CHECK_IN_FOLLOW_UP, logs="check_in.called")
def record_call(*, actor: Actor, check_in: CheckIn, done: str, now: datetime, if_version: int | None = None) -> CheckIn:
    """What was said in a call about an alert, by whoever called; the alert stays open, the last call stands."""
    check_in = _locked(check_in, if_version)
    require_to_follow_up(alert_of(check_in), done, followed_up=check_in.followed_up_at is not None)
    check_in.called_at, check_in.called_by_id, check_in.call = now, actor.membership_id, done.strip()
    check_in.save()
    return check_in


def _locked(check_in: CheckIn, if_version: int | None) -> CheckIn:
    rows = CheckIn.objects.select_related("session__visit__therapist")
    found: CheckIn = rows.locked(check_in.pk, if_version=if_version)
    return found


def _still_there(session: NeedlingSession) -> Visit:
    """The visit of the session, locked: two answers for the same time come one after the other."""
    visit: Visit | None = Visit.objects.select_related("episode").select_for_update(of=("self",)).filter(
        pk=session.pk
    ).first()  # fmt: skip
    if visit is None:
        raise RuleViolation.of("session_taken_back", GONE, "session")
    return visit
