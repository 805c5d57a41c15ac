"""Reports by real workers: made, made once, and never lost."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from practice.audit import AuditEvent
from reports.models import Report
from reports.tasks import make_report
from tests.factories import reports
from tests.system.running import in_the_way, wait_until

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("system")]


@pytest.fixture
def episode(cast, inside):
    with inside():
        return reports.treated_episode(cast)


@pytest.fixture
def ask(cast, inside, episode):
    """`ask()` is a report that somebody asked for; the queue is told when the transaction ends."""

    def request() -> Report:
        with inside():
            return reports.asked(cast, episode)

    return request


@pytest.fixture
def look(inside):
    """`look(report)` is its row as everybody sees it now."""

    def fresh(report: Report) -> Report:
        with inside():
            return Report.objects.get(pk=report.pk)

    return fresh


@pytest.fixture
def done(look):
    def wait(report: Report) -> Report:
        wait_until(lambda: look(report).state in ("done", "failed"))
        return look(report)

    return wait


def stored(media):
    return [path for path in media.rglob("*") if path.is_file()]


def times_made(inside, report) -> int:
    with inside():
        return AuditEvent.objects.filter(target_id=report.pk, verb="report.made").count()


def test_a_worker_makes_the_report_and_its_numbers_are_in_it(crew, ask, done, media):
    crew.worker()
    report = done(ask())
    assert (report.state, report.attempts, report.progress) == ("done", 1, 100)
    (path,) = stored(media)
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)
    assert "Headache days down from 20 to 9 in 28" in " ".join(said.split())


def test_a_report_whose_worker_was_killed_is_made_by_another_one(crew, ask, look, done, media, inside):
    doomed = crew.worker()
    with in_the_way("needling_target") as somebody_waits:
        report = ask()
        wait_until(somebody_waits)
        assert (look(report).state, look(report).progress) == ("running", 5)
        crew.kill(doomed)
    crew.worker()
    crew.beat()
    report = done(report)
    assert (report.state, report.attempts) == ("done", 2)
    assert len(stored(media)) == 1
    assert times_made(inside, report) == 1


def test_a_report_is_found_when_the_queue_was_emptied(crew, ask, done, queue):
    report = ask()
    queue.empty()
    crew.worker()
    crew.beat()
    assert done(report).state == "done"


def test_two_workers_with_the_same_task_make_one_file(crew, ask, done, media, inside):
    report = ask()
    for _ in range(5):
        make_report.delay(clinic_id=str(report.clinic_id), target_id=str(report.pk))
    crew.worker()
    crew.worker()
    report = done(report)
    assert (report.state, report.attempts, len(stored(media)), times_made(inside, report)) == ("done", 1, 1, 1)
