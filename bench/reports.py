"""One progress report: the whole job of a worker, warm, beside its parts."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from zoneinfo import ZoneInfo

from django.utils import timezone

from bench import meter
from bench.clinic import Practice
from bench.meter import Work
from bench.sessions import django_backend
from bench.table import Aim, Line
from practice import scoping
from practice.tasks import SteppedClinicTask
from reports import production, services
from reports.documents.progress_report import render_progress_report
from reports.models import Report
from reports.selectors import progress_report_facts

TIMES = 3


class Reports:
    """Reports on one episode, asked for by its therapist."""

    def __init__(self, place: Practice) -> None:
        self.clinic, self.actor, self.episode = place.clinic, place.actor, place.episode
        with self._inside():
            self.facts = progress_report_facts(self._ask(), now=timezone.now())

    def lines(self) -> Iterator[Line]:
        """The whole job, and the typesetting in it."""
        backend = django_backend()
        found = meter.compare(Work("job", self.make, backend, TIMES), Work("typesetting", self.typeset, backend, TIMES))
        counted = meter.statements(self.make)
        yield Line("Progress report, asked for, made and stored", found.cost, counted, found.ratio, Aim(cpu=80))
        yield Line("  its typesetting alone", found.floor, 0)

    def make(self) -> None:
        """Ask, then do what a worker does; each step is a transaction of its own."""
        with self._inside():
            report = self._ask()
        production.make(report.pk, step=SteppedClinicTask.steps_in(self.clinic.pk))

    def typeset(self) -> None:
        """The document from facts that are at hand."""
        render_progress_report(self.facts, timestamp=timezone.now().astimezone(ZoneInfo(self.clinic.timezone)))

    def _ask(self) -> Report:
        return services.request_report(
            actor=self.actor, kind=Report.Kind.PROGRESS, episode=self.episode, now=timezone.now()
        )

    def _inside(self) -> AbstractContextManager[None]:
        return scoping.clinic_in_force(self.clinic.pk)
