"""What is open and grave about a person, in whichever episode: what the banner says first, and what locks needling.

The banner, the page of a new session, the tablet, the list of what is due and the work list all ask here.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import OuterRef

from patients.models import EpisodeOfCare
from patients.selectors.banner import WHAT_IS_GRAVE, Alert, Serious
from patients.selectors.found import day_of
from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.statements import Given, JSONRows, Statement, loaded
from sessions.models import AdverseEvent, CheckIn
from sessions.rules.check_ins import alert_for
from sessions.rules.open_matters import Matter, gravest_first, of_answer, of_event
from sessions.selectors.locks import counted_events, happened_in, locking, words

CLOSES: Final = Permission.CHECK_IN_FOLLOW_UP.name.lower()
EVENT: Final = ("id", "kind", "grade", "state", "occurred_at", "created_at", "resolved_on")
ANSWER: Final = ("id", "hours_after", "soreness", "warning_signs", "answered_at")
_Row = dict[str, Any]


def _record() -> Any:
    person = OuterRef("patient")
    events = counted_events().filter(episode__patient=person).order_by("-occurred_at", "-pk")
    told = CheckIn.objects.filter(
        session__visit__episode__patient=person, followed_up_at__isnull=True, warning_signs__len__gt=0
    )
    return EpisodeOfCare.objects.filter(pk=Given("episode")).values_list(
        JSONRows(events.values(*EVENT)), JSONRows(told.order_by("-answered_at", "-pk").values(*ANSWER))
    )


RECORD: Final = Statement(_record)


@WHAT_IS_GRAVE.answered_by
def serious_of(episode: EpisodeOfCare, day: date) -> Serious:
    """The lock on needling and the open matters of the person; one query, two where an event is serious."""
    [(events, answers)] = RECORD.rows(episode=episode.pk)
    rows, zone = loaded(events), ZoneInfo(practice.clinic().timezone)
    locked = _locked(rows, zone, episode, day)
    matters = [*_of_events(rows, zone, locked), *_of_answers(loaded(answers), zone)]
    told = [alert for matter, alert in gravest_first(matters) if matter.grave]
    return Serious(_lock(locked, zone) if locked else None, tuple(told))


def event_matter(event: AdverseEvent) -> Matter:
    """An adverse event without an end, as the work list says it."""
    return of_event(event.kind, reference.adverse_events()[event.kind]["label"], event.grade, event.state)


def _locked(rows: list[_Row], zone: ZoneInfo, episode: EpisodeOfCare, day: date) -> _Row | None:
    """The event that locks needling on the day, the latest first."""
    found = locking([happened_in(row, zone) for row in rows], episode.patient_id, day)
    return next((row for row in rows if happened_in(row, zone) in found), None)


def _lock(row: _Row, zone: ZoneInfo) -> Alert:
    suspected = "suspected " if row["state"] == AdverseEvent.State.SUSPECTED else ""
    label = f"Needling locked: {suspected}{words(happened_in(row, zone))}"
    return {"kind": "adverse", "tone": "stop", "label": label, "url": f"/adverse-events/{row['id']}/"}


def _of_events(rows: list[_Row], zone: ZoneInfo, locked: _Row | None) -> Iterator[tuple[Matter, Alert]]:
    known = reference.adverse_events()
    for row in rows:
        if row["resolved_on"] is None:
            matter = of_event(row["kind"], known[row["kind"]]["label"], row["grade"], row["state"])
            told = _alert(matter, f"/adverse-events/{row['id']}/", day_of(row["occurred_at"], zone))
            yield matter, {**told, "locks": row is locked, "work": "adverse_event"}


def _of_answers(rows: list[_Row], zone: ZoneInfo) -> Iterator[tuple[Matter, Alert]]:
    for row in rows:
        if alert := alert_for(row["hours_after"], row["soreness"], row["warning_signs"]):
            matter = of_answer(alert)
            told = _alert(matter, f"/check-ins/{row['id']}/follow-up/", day_of(row["answered_at"], zone))
            yield matter, {**told, "needs": CLOSES, "locks": False, "work": "call_back"}


def _alert(matter: Matter, url: str, on: date) -> Alert:
    return {"kind": "adverse", "tone": matter.tone, "label": matter.words, "url": url, "on": on}
