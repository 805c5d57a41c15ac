"""Reports for tests: an episode with a course of care behind it, and reports in every state."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from patients.models import EpisodeOfCare
from practice import selectors as practice
from progress.services.cases import load_case
from progress.services.demo import moved_by
from reports import production, services
from reports.models import Report

DAYS_AGO = 3


@cache
def worked_case(key: str) -> dict:
    """A worked case of the reference, as it is told there."""
    told = json.loads(Path(settings.BASE_DIR, "progress/reference/cases.json").read_text(encoding="utf-8"))
    return next(case for case in told["cases"] if case["id"] == key)


def treated_episode(cast, key: str = "SYN-01", *, recent: bool = True) -> EpisodeOfCare:
    """A worked case in the clinic here, signed as history; its last visit was some days ago."""
    case = worked_case(key)
    if recent:
        last = timezone.datetime.fromisoformat(case["visits"][-1]["date"]).date()
        case = moved_by(case, (practice.today_in(cast.here) - last).days - DAYS_AGO)
    return load_case(actor=cast.actor("ana"), case=case, clinic=cast.here, therapist=cast.members["ana"])


def asked(cast, episode: EpisodeOfCare, *, actor: str = "ana", **details) -> Report:
    """A report that waits to be made."""
    wanted = {"kind": Report.Kind.PROGRESS, "now": timezone.now(), **details}
    return services.request_report(actor=cast.actor(actor), episode=episode, **wanted)


def failed(cast, episode: EpisodeOfCare) -> Report:
    """A report that could not be made."""
    report = asked(cast, episode)
    return services.fail_report(actor=cast.actor("ana"), report=report, now=timezone.now(), problem="It broke.")


def made(cast, episode: EpisodeOfCare, **details) -> Report:
    """A report whose file is there."""
    report = asked(cast, episode, **details)
    production.make(report.pk, step=step_of(cast))
    report.refresh_from_db()
    return report


def step_of(cast):
    """What a task hands inward: one step of work in the clinic here."""
    from practice.tasks import SteppedClinicTask

    return SteppedClinicTask.steps_in(cast.here.pk)
