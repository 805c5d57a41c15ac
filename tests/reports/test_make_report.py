"""What a worker does with a report, and what a second worker finds."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.utils import timezone
from pypdf import PdfReader

from patients.models import EpisodeOfCare
from practice.audit import AuditEvent
from progress.selectors import episode_progress
from reports import files, production
from reports.models import Report
from reports.rules import leases
from reports.rules.leases import Turn, Work
from tests.factories import patients, reports

NOW = timezone.now()
AHEAD, BEHIND = NOW + timedelta(seconds=9), NOW - timedelta(seconds=9)


@pytest.fixture
def step(cast):
    return reports.step_of(cast)


def verbs(report):
    return [event.verb for event in AuditEvent.objects.filter(target_id=report.pk).order_by("id")]


def stored(media):
    return sorted(path for path in media.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("work", "chosen"),
    [
        (Work("queued", 0, None), Turn.TAKE),
        (Work("queued", 2, None), Turn.TAKE),
        (Work("queued", 3, None), Turn.GIVE_UP),
        (Work("running", 1, AHEAD), Turn.LEAVE),
        (Work("running", 1, BEHIND), Turn.TAKE),
        (Work("running", 3, AHEAD), Turn.LEAVE),
        (Work("running", 3, BEHIND), Turn.GIVE_UP),
        (Work("done", 1, None), Turn.LEAVE),
        (Work("failed", 3, None), Turn.LEAVE),
    ],
)
def test_whose_turn_it_is(work, chosen):
    assert leases.turn(work, NOW) is chosen


def test_a_report_is_made_and_says_so(cast, media):
    report = reports.made(cast, reports.treated_episode(cast))
    assert (report.state, report.progress, report.attempts, report.leased_until) == ("done", 100, 1, None)
    (path,) = stored(media)
    assert path == media / report.file.name
    assert files.digest(path.read_bytes()) == report.sha256
    assert len(PdfReader(BytesIO(path.read_bytes())).pages) == report.pages
    assert verbs(report) == ["report.requested", "report.made"]
    event = AuditEvent.objects.get(target_id=report.pk, verb="report.made")
    assert event.membership_id == cast.members["ana"].pk


def test_no_name_stands_in_the_path(cast):
    report = reports.made(cast, patients.episode(cast))
    assert report.file.name == f"reports/{cast.here.pk}/{report.pk}.pdf"


def test_made_twice_is_made_once(cast, step, media):
    report = reports.made(cast, patients.episode(cast))
    before = (report.version, stored(media)[0].stat().st_mtime_ns)
    production.make(report.pk, step=step)
    report.refresh_from_db()
    assert (report.version, stored(media)[0].stat().st_mtime_ns) == before
    assert verbs(report).count("report.made") == 1


def test_a_report_in_other_hands_is_left_alone(cast, step, media):
    report = reports.asked(cast, patients.episode(cast))
    assert production.claim(report.pk) == 1
    production.make(report.pk, step=step)
    report.refresh_from_db()
    assert (report.state, report.attempts, stored(media)) == ("running", 1, [])


def test_a_report_whose_worker_is_gone_is_made_by_another(cast, step, media):
    report = reports.asked(cast, patients.episode(cast))
    production.claim(report.pk)
    files.set_aside(files.path_of(cast.here.pk, report.pk), 1, b"half a file")
    Report.objects.filter(pk=report.pk).update(leased_until=BEHIND)
    production.make(report.pk, step=step)
    report.refresh_from_db()
    assert (report.state, report.attempts) == ("done", 2)
    assert stored(media) == [media / report.file.name]


def test_a_late_worker_finds_its_report_taken_over(cast):
    report = reports.asked(cast, patients.episode(cast))
    first = production.claim(report.pk)
    Report.objects.filter(pk=report.pk).update(leased_until=BEHIND)
    assert production.claim(report.pk) == first + 1
    with pytest.raises(production.TakenOver):
        production.note_progress(report.pk, first, 60)


def test_a_report_that_killed_three_workers_fails_in_words(cast, step):
    report = reports.asked(cast, patients.episode(cast))
    for _ in range(3):
        production.claim(report.pk)
        Report.objects.filter(pk=report.pk).update(leased_until=BEHIND)
    production.make(report.pk, step=step)
    report.refresh_from_db()
    assert (report.state, report.problem) == ("failed", leases.WORKER_GONE)
    assert verbs(report) == ["report.requested", "report.failed"]


def test_what_cannot_be_made_is_tried_three_times_and_fails_in_words(cast, step, media, caplog):
    episode = patients.episode(cast)
    type(episode).objects.filter(pk=episode.pk).update(condition="nothing-we-know")
    report = reports.asked(cast, episode)
    states = []
    for _ in range(3):
        production.make(report.pk, step=step)
        report.refresh_from_db()
        states.append((report.state, report.progress))
    assert states == [("queued", 0), ("queued", 0), ("failed", 5)]
    assert (report.problem, stored(media)) == (leases.CANNOT_BE_MADE, [])
    assert verbs(report) == ["report.requested", "report.failed"]


def test_somebody_who_left_gets_no_report(cast, step):
    report = reports.asked(cast, patients.episode(cast))
    type(cast.members["ana"]).objects.filter(pk=cast.members["ana"].pk).update(active=False)
    production.make(report.pk, step=step)
    report.refresh_from_db()
    assert (report.state, report.problem, report.attempts) == ("failed", leases.NOT_ALLOWED_ANY_MORE, 1)


def test_how_far_it_is_stands_in_the_row_history(cast):
    report = reports.made(cast, patients.episode(cast))
    history = apps.get_model("reports", "ReportEvent").objects.filter(id=report.pk)
    seen = list(history.order_by("pgh_id").values_list("progress", flat=True))
    assert seen == [0, 5, 30, 60, 90, 100]


def test_a_report_that_is_not_there_is_no_problem(cast, step):
    production.make(cast.here.pk, step=step)


def clock(cast, episode):
    episode = EpisodeOfCare.objects.select_related("patient", "therapist").get(pk=episode.pk)
    return episode_progress(episode, clinic=cast.here, now=timezone.now())["progress_report"]


def test_a_progress_report_starts_the_payer_s_clock_anew(cast):
    episode = reports.treated_episode(cast, "SYN-06")
    before = clock(cast, episode)
    reports.made(cast, episode)
    after = clock(cast, episode)
    assert before["due_by_treatment_day"] < after["due_by_treatment_day"] == before["treatment_days"] + 10
    assert after["status"] == "ok"


def test_a_report_on_earlier_days_moves_nothing_back(cast):
    episode = reports.treated_episode(cast, "SYN-06")
    reports.made(cast, episode)
    due = clock(cast, episode)["due_by_treatment_day"]
    reports.made(cast, episode, period_to=episode.started_on)
    assert clock(cast, episode)["due_by_treatment_day"] == due


def test_a_report_on_drafts_or_for_the_manager_is_not_the_one_that_is_waited_for(cast):
    episode = reports.treated_episode(cast, "SYN-06")
    before = clock(cast, episode)
    reports.made(cast, episode, actor="max")
    assert clock(cast, episode) == before
    patients.assessment(cast, episode, occurred_at=timezone.now())
    treated = clock(cast, episode)
    reports.made(cast, episode)
    assert clock(cast, episode) == treated
