"""How a course of care moves: called by services of this app and the ones above, inside their gate."""

from datetime import date, timedelta
from typing import Any, Final

from patients.models import EpisodeOfCare, Visit
from patients.rules import episodes as rules
from patients.vocabulary import TOOK_PLACE
from practice.asking import Question
from practice.errors import Blocker

ONE_DAY = timedelta(days=1)
# What keeps care from going on after a hold, on a day; None where nothing does.
STANDS_IN_THE_WAY: Final[Question[[EpisodeOfCare, date], Blocker | None]] = Question()


def missing_to_go_on(episode: EpisodeOfCare, day: date) -> list[Blocker]:
    """Why care cannot go on after a hold, as the higher apps know it."""
    return [found for found in STANDS_IN_THE_WAY.ask(episode, day) if found is not None]


def locked(episode: EpisodeOfCare, *, if_version: int | None = None) -> EpisodeOfCare:
    """The episode, locked until the transaction ends; the patient is at hand unless records were merged meanwhile."""
    row: EpisodeOfCare = EpisodeOfCare.objects.locked(episode.pk, if_version=if_version)
    if row.patient_id == episode.patient_id:
        row.patient = episode.patient
    return row


def move(episode: EpisodeOfCare, to: str, *, reason: str = "", **details: Any) -> EpisodeOfCare:
    """Move a locked episode to another state; refused where domain.md (a) knows no such way."""
    rules.require_move(episode.state, to)
    episode.state, episode.state_reason, episode.held_on = to, reason, None
    for name, value in details.items():
        setattr(episode, name, value)
    episode.save()
    return episode


def move_on_from(episode: EpisodeOfCare, *states: str, to: str, reason: str = "", **details: Any) -> bool:
    """Move the episode if it stands in one of these states; whether it did. Somebody may have moved it meanwhile."""
    row = locked(episode)
    if row.state not in states:
        return False
    move(row, to, reason=reason, **details)
    episode.refresh_from_db(fields=["state", "state_reason", "held_on", "version", "updated_at"])
    return True


def note_report(episode: EpisodeOfCare, covers_from: date, covers_to: date) -> None:
    """A progress report covers care up to a day: the payer's clock counts from there. A report on earlier days moves
    nothing back, and one that leaves out days since the last report, or since care began, moves nothing on.
    Source: domain.md (a), 'Progress report'.
    """
    row = locked(episode)
    if covers_from > (row.reported_on or row.started_on) + ONE_DAY:
        return
    if row.reported_on is None or row.reported_on < covers_to:
        row.reported_on = covers_to
        row.save()


def last_visit_on(episode: EpisodeOfCare) -> date | None:
    """The day of the episode's last visit that took place."""
    seen = Visit.objects.filter(episode=episode, state__in=TOOK_PLACE)
    found: date | None = seen.order_by("-occurred_on").values_list("occurred_on", flat=True).first()
    return found


def first_visit_on(episode: EpisodeOfCare) -> date | None:
    """The day of the episode's first visit that took place."""
    seen = Visit.objects.filter(episode=episode, state__in=TOOK_PLACE)
    found: date | None = seen.order_by("occurred_on").values_list("occurred_on", flat=True).first()
    return found
