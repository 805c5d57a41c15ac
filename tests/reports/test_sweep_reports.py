"""Finding the reports that nobody works on."""

from datetime import timedelta

from django.utils import timezone

from practice import scoping
from reports import production, sweeping
from reports.models import Report
from tests.factories import patients, reports


def found(after: float) -> set:
    with scoping.every_clinic(reason="test"):
        return {left.report_id for left in sweeping.left_lying(timezone.now() + timedelta(seconds=after))}


def test_a_waiting_report_is_found_once_its_message_should_have_come(cast):
    report = reports.asked(cast, patients.episode(cast))
    assert found(after=1) == set()
    assert found(after=6) == {report.pk}


def test_a_running_report_is_found_when_its_lease_has_ended(cast, settings):
    report = reports.asked(cast, patients.episode(cast))
    production.claim(report.pk)
    assert found(after=settings.REPORT_LEASE_SECONDS - 5) == set()
    assert found(after=settings.REPORT_LEASE_SECONDS + 5) == {report.pk}


def test_finished_reports_rest(cast):
    episode = patients.episode(cast)
    reports.made(cast, episode)
    reports.failed(cast, episode)
    assert found(after=1000) == set()


def test_reports_of_every_clinic_are_found(cast):
    here = reports.asked(cast, patients.episode(cast))
    with scoping.clinic_in_force(cast.elsewhere.pk):
        eva = cast.members["eva"]
        there = Report.objects.create(kind="progress", requested_by=eva, requested_at=timezone.now())
    assert found(after=6) == {here.pk, there.pk}
