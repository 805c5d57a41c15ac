"""Everything that changes a report: asking for it, trying it again, finishing it, failing, opening it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from patients import copies, episodes
from patients.models import Consent, EpisodeOfCare
from practice import selectors as practice
from practice.access import Actor, Permission
from practice.actions import action
from practice.scoping import new_id
from reports.models import Report
from reports.rules import requests as rules


@action(needs=Permission.REPORT_REQUEST, logs="report.requested")
def request_report(
    *, actor: Actor, kind: str, now: datetime, episode: EpisodeOfCare | None = None, period_from: date | None = None,
    period_to: date | None = None, format: str = Report.Format.PDF, justification: str = "",
    id: UUID | None = None,
) -> Report:  # fmt: skip
    """A new report that waits to be made; its row is what counts, the queue is told after commit and may be down.

    `justification` says why skilled care goes on.
    """
    clinic = practice.clinic()
    today = practice.today_in(clinic)
    rules.require_requestable(has_episode=episode is not None, first=period_from, last=period_to, today=today)
    if episode is not None:
        rules.require_within(last=period_to, started_on=episode.started_on)
    said = rules.require_justification(justification, kind=kind, by_therapist=actor.may(Permission.PLAN_SIGN))
    report = Report(
        id=id or new_id(), kind=kind, format=format, episode=episode, period_from=period_from, period_to=period_to,
        justification=said,
        requested_by_id=actor.membership_id, requested_at=now,
    )  # fmt: skip
    report.save(force_insert=True)
    return report


@action(needs=Permission.CONSENT_VIEW, logs="consent.copy_requested")
def request_consent_copy(*, actor: Actor, consent: Consent, now: datetime, id: UUID | None = None) -> Report:
    """The patient's copy of a consent waits to be made; whoever may see the consent may ask for it."""
    report = Report(
        id=id or new_id(), kind=Report.Kind.CONSENT, episode=consent.episode, consent=consent,
        requested_by_id=actor.membership_id, requested_at=now,
    )  # fmt: skip
    report.save(force_insert=True)
    return report


@action(needs=Permission.CONSENT_VIEW, logs="consent.copy_opened")
def open_consent_copy(*, actor: Actor, report: Report) -> Report:
    """Fetching the file of a finished copy."""
    rules.require_ready(report.state == Report.State.DONE, report.problem)
    return report


@action(needs=Permission.REPORT_REQUEST, logs="report.retried")
def retry_report(*, actor: Actor, report: Report, now: datetime) -> Report:
    """A failed report waits again, with all its attempts before it."""
    row: Report = Report.objects.locked(report.pk)
    rules.require_failed(row.state == Report.State.FAILED)
    row.state, row.progress, row.attempts = Report.State.QUEUED, 0, 0
    row.problem, row.finished_at, row.leased_until = "", None, None
    row.save()
    return row


@action(needs=Permission.SIGN_IN, logs="report.made")
def finish_report(
    *, actor: Actor, report: Report, now: datetime, covers: tuple[date, date] | None = None, **file: Any
) -> Report:  # fmt: skip
    """The file is there: `file` is its path, its hash and its number of pages. Called by the worker that made it, which
    has asked whether the member may still have it.

    The copy of a consent counts as given to the patient.
    One on signed notes from a day to a day (`covers`), asked for by a therapist, is what the payer waits for.
    """
    report.state, report.progress, report.problem = Report.State.DONE, 100, ""
    report.finished_at, report.leased_until = now, None
    for name, value in file.items():
        setattr(report, name, value)
    report.save()
    if report.consent_id is not None:
        copies.note_copy(report.consent_id)
    if covers is not None and report.episode is not None and actor.may(Permission.PLAN_SIGN):
        episodes.note_report(report.episode, *covers)
    return report


@action(needs=Permission.SIGN_IN, logs="report.failed")
def fail_report(*, actor: Actor, report: Report, now: datetime, problem: str) -> Report:
    """It could not be made; the sentence says to the person who asked what to do."""
    report.state, report.problem = Report.State.FAILED, problem
    report.finished_at, report.leased_until = now, None
    report.save()
    return report


@action(needs=Permission.REPORT_VIEW, logs="report.opened")
def open_report(*, actor: Actor, report: Report) -> Report:
    """Fetching the file of a finished report: reading it is an event like opening a chart."""
    rules.require_ready(report.state == Report.State.DONE, report.problem)
    return report
