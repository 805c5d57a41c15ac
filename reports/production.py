"""How a worker makes a report: short steps, each committed by itself, that a second worker may repeat."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from practice import scoping
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.errors import NotPermitted
from practice.models import Membership
from reports import files, services
from reports.documents.consent_copy import render_consent_copy
from reports.documents.engine import RenderedDocument
from reports.documents.home_programme import render_home_programme
from reports.documents.progress_report import render_progress_report
from reports.models import Report
from reports.rules import leases
from reports.rules.leases import Turn, Work
from reports.selectors import consent_copy_facts, home_programme_facts, progress_report_facts

log = structlog.get_logger(__name__)
failures = logging.getLogger(
    __name__
)  # the plain one: its formatter tells where it broke, without the words of a record
Step = Callable[[], AbstractContextManager[None]]
Typeset = Callable[..., RenderedDocument]

CLAIMED: Final = 5
READ: Final = 30
TYPESET: Final = 60
STORED: Final = 90


class TakenOver(Exception):
    """Another worker has the lease by now: what this one made is not needed."""


def make(report_id: UUID, *, step: Step) -> None:
    """Make the report, unless it is finished or in other hands. `step` puts its clinic in force for one step."""
    with step():
        attempt = claim(report_id)
    if attempt is None:
        return
    try:
        _work(report_id, attempt, step)
    except TakenOver:
        log.info("report.taken_over", report=str(report_id), attempt=attempt)
        with step():
            files.discard(_path(report_id), attempt)
    except Exception as problem:
        failures.error("report.attempt_failed report=%s attempt=%s", report_id, attempt, exc_info=True)
        with step():
            give_back(report_id, attempt, problem)


def _work(report_id: UUID, attempt: int, step: Step) -> None:
    """Read, typeset, store: between the steps nothing is locked, and everybody sees how far it is."""
    now = timezone.now()
    with step():
        typeset, covers, zone = _read(report_id, attempt, now)
    with step():
        note_progress(report_id, attempt, READ)
    document = typeset(timestamp=now.astimezone(zone))
    with step():
        note_progress(report_id, attempt, TYPESET)
        path = _path(report_id)
    files.set_aside(path, attempt, document.pdf)
    with step():
        note_progress(report_id, attempt, STORED)
    with step():
        finish(report_id, attempt, path, document, covers=covers)


def claim(report_id: UUID) -> int | None:
    """Take the report for a while and answer the number of the attempt; None when there is nothing to do."""
    row = _locked(report_id)
    if row is None:
        return None
    now = timezone.now()
    chosen = leases.turn(Work(row.state, row.attempts, row.leased_until), now)
    if chosen is Turn.GIVE_UP:
        _fail(row, leases.WORKER_GONE)
    if chosen is not Turn.TAKE:
        return None
    row.state, row.attempts = Report.State.RUNNING, row.attempts + 1
    row.progress, row.leased_until = CLAIMED, _lease_from(now)
    row.save()
    return row.attempts


def note_progress(report_id: UUID, attempt: int, percent: int) -> None:
    """Say how far it is, and keep the lease for another while; one statement, so that a late worker changes nothing."""
    now = timezone.now()
    held = Report.objects.filter(pk=report_id, state=Report.State.RUNNING, attempts=attempt)
    if not held.update(progress=percent, leased_until=_lease_from(now), updated_at=now, version=F("version") + 1):
        raise TakenOver


def finish(
    report_id: UUID, attempt: int, path: str, document: RenderedDocument, *, covers: tuple[date, date] | None = None
) -> None:
    """Put the file in its place and say so, under the lock that a second worker would wait for.

    `covers` are the first and the last day that it covers, None while it rests on drafts.
    """
    row = _locked(report_id)
    if row is None or not _is_held(row, attempt):
        raise TakenOver
    actor = _asked_by(row)
    files.put_in_place(path, attempt)
    services.finish_report(
        actor=actor, report=row, now=timezone.now(), covers=covers,
        file=path, sha256=files.digest(document.pdf), pages=document.pages,
    )  # fmt: skip
    if document.warnings:
        log.warning("report.flawed", report=str(report_id), warnings=document.warnings)


def give_back(report_id: UUID, attempt: int, problem: Exception) -> None:
    """Let another attempt have it, or fail when there was the last one, or when no attempt can succeed."""
    row = _locked(report_id)
    if row is None or not _is_held(row, attempt):
        return
    files.clear(_path(report_id))
    if isinstance(problem, NotPermitted):
        _fail(row, leases.NOT_ALLOWED_ANY_MORE)
    elif attempt >= leases.MOST_ATTEMPTS:
        _fail(row, leases.CANNOT_BE_MADE)
    else:
        row.state, row.progress, row.leased_until = Report.State.QUEUED, 0, None
        row.save()


def _read(report_id: UUID, attempt: int, now: datetime) -> tuple[Typeset, tuple[date, date] | None, ZoneInfo]:
    """How to typeset it from what is known now, on which days it is a report on signed notes, and the time zone."""
    row = Report.objects.get(pk=report_id)
    if not _is_held(row, attempt):
        raise TakenOver
    _asked_by(row)
    zone = ZoneInfo(practice.clinic().timezone)
    if row.kind == Report.Kind.CONSENT:
        return partial(render_consent_copy, consent_copy_facts(row)), None, zone
    if row.kind == Report.Kind.HOME_PROGRAMME:
        return partial(render_home_programme, home_programme_facts(row, now=now)), None, zone
    facts = progress_report_facts(row, now=now)
    covers = (facts.episode.covers_from, facts.episode.covers_to) if facts.signature else None
    return partial(render_progress_report, facts), covers, zone


def _asked_by(row: Report) -> Actor:
    """The member on whose behalf the worker works, as long as they belong to the clinic and may ask for it."""
    needs = Permission.CONSENT_VIEW if row.kind == Report.Kind.CONSENT else Permission.REPORT_REQUEST
    member = Membership.objects.filter(pk=row.requested_by_id, active=True).first()
    actor = practice.actor_of(member) if member else None
    if actor is None or not actor.may(needs):
        raise NotPermitted(leases.NOT_ALLOWED_ANY_MORE)
    return actor


def _fail(row: Report, problem: str) -> None:
    """The trail names the member who asked, even when they have left."""
    actor = practice.actor_of(Membership.objects.get(pk=row.requested_by_id))
    services.fail_report(actor=actor, report=row, now=timezone.now(), problem=problem)


def _lease_from(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.REPORT_LEASE_SECONDS)


def _locked(report_id: UUID) -> Report | None:
    row: Report | None = Report.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
    return row


def _is_held(row: Report, attempt: int) -> bool:
    """The number of the attempt tells the workers apart: a late one finds a higher number."""
    return row.state == Report.State.RUNNING and row.attempts == attempt


def _path(report_id: UUID) -> str:
    return files.path_of(scoping.clinic_id_in_force(), report_id)
