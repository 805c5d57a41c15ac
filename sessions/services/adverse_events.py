"""Everything that changes adverse events."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from patients import visits
from patients.models import EpisodeOfCare, Visit
from practice import access, reference
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import BadInput, require
from practice.scoping import new_id
from sessions import fields
from sessions.care import settle_care
from sessions.models import AdverseEvent, CheckIn, NeedlingSession
from sessions.rules import adverse_events as rules

FIXED = ("episode", "session", "kind")
GRADED = {"state", "grade", "attribution", "occurred_at"}
State = AdverseEvent.State


@action(needs=Permission.ADVERSE_EVENT_WRITE, logs="adverse_event.recorded")
def record_adverse_event(
    *, actor: Actor, episode: EpisodeOfCare, kind: str, now: datetime, session: NeedlingSession | None = None,
    occurred_at: datetime | None = None, id: UUID | None = None, **details: Any,
) -> AdverseEvent:  # fmt: skip
    """Something went wrong; without a grade it has its kind's own, without a time it has the session's or now."""
    require(
        session is None or session.visit.episode_id == episode.pk, "other_episode",
        "The session belongs to another episode.", "session", kind=BadInput,
    )  # fmt: skip
    draft = _draft_of(session.pk if session else None)
    at = occurred_at or (session.visit.occurred_at if session else now)
    event = AdverseEvent(
        id=id or new_id(), episode=episode, session=session, reported_by_id=actor.membership_id, occurred_at=at
    )
    _fill(event, actor, {"kind": kind, **details}, now)
    _require_once(event, draft)
    event.save(force_insert=True)
    _tell_draft(draft, actor, now, answers=event.state != State.RULED_OUT)
    settle_care([event], episode, now)
    return event


@action(needs=Permission.ADVERSE_EVENT_WRITE, logs="adverse_event.followed_up")
def follow_up_adverse_event(
    *, actor: Actor, event: AdverseEvent, now: datetime, if_version: int | None = None, **details: Any
) -> AdverseEvent:
    """What became of it: state, grade, attribution, the steps that followed, and the day on which it had passed.

    Whether an event happened, when, how bad it was and what caused it is for a clinician to say, after its first grade
    too. From here on the note does not take it back any more.
    Locks the note before the event, as a change of the note does.
    """
    draft = _draft_of(event.session_id)
    event = AdverseEvent.objects.select_related("episode").locked(event.pk, if_version=if_version)
    for name in FIXED:
        if details.pop(name, getattr(event, name)) != getattr(event, name):
            raise BadInput.of("fixed", "This does not change afterwards. Record another event instead.", name)
    if _graded_anew(event, details):
        access.require(actor, Permission.ADVERSE_EVENT_GRADE)
    before, event.of_note = event.state, False
    _fill(event, actor, details, now)
    if before == State.RULED_OUT:
        _require_once(event, draft)
    event.save()
    _tell_draft(draft, actor, now, answers=event.state == State.CONFIRMED != before)
    settle_care([event], event.episode, now)
    return event


def replace_events(
    *, actor: Actor, session: NeedlingSession, sent: Iterable[Mapping[str, Any]], now: datetime, new: bool = False
) -> list[AdverseEvent]:
    """Put these events in the place of a draft's; a kind that stays keeps its record and what is known of it.

    What a patient's answer opened is not the note's to take away, nor what was ruled out; leaving out what somebody
    else recorded or followed up is refused. A kind that is on record twice may be named twice, in the order in which
    the session tells of them; nothing new is.
    """
    rows = AdverseEvent.objects.filter(session=session).exclude(state=State.RULED_OUT).order_by("pk")
    known = [] if new else list(rows)
    kept: list[AdverseEvent] = []
    for index, details in enumerate(sent):
        kind, path = details["kind"], f"adverse_events[{index}]."
        event = next((row for row in known if row.kind == kind and row not in kept), None)
        text = "This kind of event is there twice. Keep one."
        twice = event is None and any(row.kind == kind for row in kept)
        require(not twice, "event_twice", text, f"{path}key", kind=BadInput)
        kept.append(event or _new_for(session, actor))
        _fill(kept[-1], actor, details, now, path)
        kept[-1].save()
    gone = [event for event in known if event not in kept and not event.check_in_id]
    _take_back(gone, actor, session.visit)
    if kept or gone:
        settle_care(kept, session.visit.episode, now)
    return kept


def _take_back(events: Sequence[AdverseEvent], actor: Actor, visit: Visit) -> None:
    """Events that a note tells of no longer, each of them its own; a note that was handed over is its signer's."""
    names, catalogue = list[str](), reference.adverse_events()
    writers = {actor.membership_id} | ({visit.therapist_id} if actor.membership_id == visit.signs_id else set())
    for event in events:
        if not rules.note_may_take_back(of_note=event.of_note, own=event.reported_by_id in writers):
            names.append(catalogue[event.kind]["label"])
    rules.require_own_events(names)
    AdverseEvent.objects.filter(pk__in=[event.pk for event in events]).delete()


def open_suspected(
    *, actor: Actor, check_in: CheckIn, visit: Visit, kinds: Mapping[str, str]
) -> list[AdverseEvent]:  # fmt: skip
    """What a patient's answer suggests (kind → grade, '' for the kind's own), to be graded by a clinician.

    What is on record for the session as gravely stays alone.
    """
    catalogue, events = reference.adverse_events(), list[AdverseEvent]()
    on_record = AdverseEvent.objects.filter(session_id=visit.pk).values_list("kind", "grade") if kinds else ()
    known = list(on_record)
    for kind, sent in kinds.items():
        grade = rules.grade_of(catalogue[kind], sent)
        if any(kind == other and rules.as_grave(noted, grade) for other, noted in known):
            continue
        event = AdverseEvent(
            episode=visit.episode, session_id=visit.pk, check_in=check_in, kind=kind, state=State.SUSPECTED,
            grade=grade, occurred_at=check_in.answered_at, reported_by_id=actor.membership_id,
        )  # fmt: skip
        event.save(force_insert=True)
        events.append(event)
    return events


def events_noted(events: Iterable[AdverseEvent]) -> list[dict[str, Any]]:
    """The events as the signed note says them; what is learned later stands in their own records."""
    names = [name for name in fields.ADVERSE_EVENT if name not in ("kind", "occurred_at", "resolved_on")]
    return [
        {
            "id": str(event.pk),
            "key": event.kind,
            "state": event.state,
            **{name: getattr(event, name) for name in names},
            "occurred_at": event.occurred_at.isoformat(),
            "resolved_on": event.resolved_on.isoformat() if event.resolved_on else None,
        }
        for event in sorted(events, key=lambda event: event.pk)
    ]


def _new_for(session: NeedlingSession, actor: Actor) -> AdverseEvent:
    visit = session.visit
    return AdverseEvent(
        episode=visit.episode, session=session, reported_by_id=actor.membership_id, occurred_at=visit.occurred_at,
        of_note=True,
    )  # fmt: skip


def _graded_anew(event: AdverseEvent, details: Mapping[str, Any]) -> bool:
    return any(getattr(event, name) != details[name] for name in GRADED if name in details)


def _fill(event: AdverseEvent, actor: Actor, details: Mapping[str, Any], now: datetime, path: str = "") -> None:
    """Set what was sent and refuse what cannot be; without a grade the event has its kind's own."""
    before, written = "" if event._state.adding else event.state, dict(details)
    clinic = practice.clinic()
    ticked = written.pop("steps_done", None)
    for name, value in written.items():
        setattr(event, name, value)
    entry = reference.adverse_events().get(event.kind)
    if entry is None:
        raise BadInput.of("unknown_kind", "There is no such kind of event in the catalogue.", f"{path}key")
    event.grade = rules.grade_of(entry, event.grade)
    rules.require_honest_grade(entry, event.grade, event.description, path)
    rules.require_plausible_course(
        occurred_at=event.occurred_at, occurred_on=practice.today_in(clinic, event.occurred_at),
        started_on=event.episode.started_on, resolved_on=event.resolved_on, now=now,
        today=practice.today_in(clinic, now), path=path,
    )  # fmt: skip
    rules.require_sound_state(
        before=before, after=event.state, attributed=event.attribution != AdverseEvent.Attribution.NOT_ASSESSED,
        description=event.description, path=path,
    )  # fmt: skip
    if ticked is not None:
        rules.require_known_steps(ticked, {*entry["must_follow"], *event.steps_done}, path)
        event.steps_done = _ticked(event, ticked, actor, now)
    rules.require_closable(
        resolved_on=event.resolved_on, suspected=event.state == State.SUSPECTED, path=path,
        missing=_missing(event, entry["must_follow"]),
    )  # fmt: skip


def _ticked(event: AdverseEvent, steps: Iterable[str], actor: Actor, now: datetime) -> dict[str, Any]:
    """Each step with who ticked it and when; one that was ticked before keeps both."""
    new = {"by": str(actor.membership_id), "at": now.isoformat()}
    return {step: event.steps_done.get(step, new) for step in dict.fromkeys(steps)}


def _missing(event: AdverseEvent, must_follow: Iterable[str]) -> list[str]:
    """Nothing must follow what was ruled out."""
    return [] if event.state == State.RULED_OUT else rules.open_steps(must_follow, event.steps_done)


def _draft_of(session_id: UUID | None) -> Visit | None:
    """The visit of the session, locked, while its note is a draft; the events of a signed note stand beside it."""
    if session_id is None:
        return None
    visit: Visit = Visit.objects.select_related("episode").locked(session_id)
    return None if visit.is_signed else visit


def _require_once(event: AdverseEvent, draft: Visit | None) -> None:
    """A second event of a kind could not be told apart from the first one in the note."""
    if draft is None or event.state == State.RULED_OUT:
        return
    others = AdverseEvent.objects.filter(session_id=draft.pk, kind=event.kind).exclude(state=State.RULED_OUT)
    rules.require_once(on_record=others.exclude(pk=event.pk).exists())


def _tell_draft(draft: Visit | None, actor: Actor, now: datetime, *, answers: bool) -> None:
    """A draft changes with its events; what was recorded or confirmed `answers` whether anything went wrong.

    That nothing did is never concluded: the therapist says so. Source: domain.md (b) 16.
    """
    if draft is None:
        return
    if answers:
        session = NeedlingSession.objects.get(pk=draft.pk)
        session.visit, session.adverse_events_answered = draft, True
        session.save(update_fields={"adverse_events_answered"})
    visits.change_visit(draft, actor=actor, now=now)
