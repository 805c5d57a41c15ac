"""Asking for a report, over the API and on the page."""

import uuid

import pytest

from practice.audit import AuditEvent
from practice.errors import NotPermitted
from reports import services
from reports.models import Report
from tests.factories import patients, reports

EVERYBODY = ("ana", "max", "ida", "rui", "pia")


@pytest.fixture
def episode(cast):
    return patients.episode(cast)


def test_a_program_asks_and_is_told_where_to_look(api, episode):
    answer = api("ana").post("reports/", {"kind": "progress", "episode": episode.pk})
    assert answer.status_code == 202, answer.content
    told = answer.json()
    assert answer["Location"] == f"/api/v1/reports/{told['id']}/"
    assert (told["state"], told["progress"], told["file"], told["format"]) == ("queued", 0, None, "pdf")
    assert api("ana").get(answer["Location"]).json() == told
    verbs = [e.verb for e in AuditEvent.objects.filter(target_id=told["id"]).order_by("id")]
    assert verbs == ["report.requested", "chart.opened"]


def test_days_are_kept_under_the_names_of_the_contract(api, episode, cast):
    day = patients.today(cast).isoformat()
    sent = {"kind": "progress", "episode": episode.pk, "from": day, "to": day, "format": "pdf"}
    told = api("ana").post("reports/", sent).json()
    assert (told["from"], told["to"]) == (day, day)


def test_the_same_id_again_answers_200_and_other_content_409(api, episode):
    program, sent = api("ana"), {"id": str(uuid.uuid4()), "kind": "progress", "episode": str(episode.pk)}
    first, again = program.post("reports/", sent), program.post("reports/", sent)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()
    assert program.post("reports/", {**sent, "to": "2026-01-01"}).status_code == 409
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "bill"}, "kind"),
        ({"kind": None}, "kind"),
        ({"format": "docx"}, "format"),
        ({"episode": None}, "episode"),
        ({"episode": "x"}, "episode"),
        ({"episode": str(uuid.uuid4())}, "episode"),
        ({"from": "2999-01-01"}, "from"),
        ({"to": "2999-01-01"}, "to"),
        ({"to": "1999-01-01"}, "to"),
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "from"),
        ({"state": "done"}, "state"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(api, episode, changed, field):
    answer = api("ana").post("reports/", {"kind": "progress", "episode": str(episode.pk), **changed})
    assert answer.status_code == 400, answer.content
    assert field in answer.json()["errors"]
    assert not Report.objects.exists()


def test_an_episode_of_another_clinic_does_not_exist(api, episode):
    answer = api("eva").post("reports/", {"kind": "progress", "episode": episode.pk})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["episode"])


def test_each_role(api, episode):
    sent = {"kind": "progress", "episode": episode.pk}
    asking = {name: api(name).post("reports/", sent).status_code for name in EVERYBODY}
    reading = {name: api(name).get("reports/").status_code for name in EVERYBODY}
    assert asking == {"ana": 202, "max": 202, "ida": 403, "rui": 403, "pia": 403}
    assert reading == {"ana": 200, "max": 200, "ida": 200, "rui": 403, "pia": 403}


def test_a_service_refuses_whoever_calls_it(cast, episode):
    with pytest.raises(NotPermitted):
        reports.asked(cast, episode, actor="rui")


def test_a_report_of_another_clinic_is_not_found(api, as_page, cast, episode):
    report = reports.asked(cast, episode)
    for path in (f"reports/{report.pk}/", f"reports/{report.pk}/file/"):
        assert api("eva").get(path).status_code == 404
        assert as_page("eva").get(f"/{path}").status_code == 404
    assert api("eva").get("reports/").json()["results"] == []


def test_the_list_is_filtered_by_what_it_says(api, cast, episode):
    failed, waiting = (
        reports.failed(cast, episode),
        reports.asked(cast, patients.episode(cast, of=patients.patient(cast))),
    )
    program = api("ana")

    def found(**asked):
        return [row["id"] for row in program.get("reports/", asked).json()["results"]]

    assert found() == [str(waiting.pk), str(failed.pk)]
    assert found(state="failed") == [str(failed.pk)]
    assert found(episode=waiting.episode_id) == [str(waiting.pk)]
    assert found(updated_since=waiting.updated_at.isoformat()) == [str(waiting.pk)]
    assert program.get("reports/", {"state": "lost"}).status_code == 400


def test_the_list_costs_the_same_for_one_and_for_many(api, cast, episode, django_assert_max_num_queries):
    for _ in range(5):
        reports.asked(cast, episode)
    program = api("ana")
    with django_assert_max_num_queries(10) as asked:
        program.get("reports/")
    few = len(asked)
    for _ in range(5):
        reports.asked(cast, episode)
    with django_assert_max_num_queries(few):
        program.get("reports/")


def test_a_broker_that_is_down_does_not_fail_the_request(
    api, episode, settings, monkeypatch, django_capture_on_commit_callbacks
):
    from practice.celery import app

    monkeypatch.setattr(app.conf, "broker_write_url", "redis+socket:///nowhere/at/all.sock")
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    with django_capture_on_commit_callbacks(execute=True) as told:
        answer = api("ana").post("reports/", {"kind": "progress", "episode": episode.pk})
    assert (answer.status_code, len(told)) == (202, 1)
    assert Report.objects.get().state == Report.State.QUEUED


def test_a_therapist_asks_on_the_page_of_the_episode_and_lands_on_the_report(as_page, episode):
    browser = as_page("ana")
    assert browser.get(f"/episodes/{episode.pk}/reports/new/").status_code == 200
    answer = browser.post(f"/episodes/{episode.pk}/reports/new/")
    report = Report.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/reports/{report.pk}/")
    assert as_page("ida").post(f"/episodes/{episode.pk}/reports/new/").status_code == 403


def test_page_and_program_refuse_in_the_same_words(api, as_page, episode):
    wrong = {"from": "2999-01-01"}
    told = api("ana").post("reports/", {"kind": "progress", "episode": episode.pk, **wrong}).json()
    shown = as_page("ana").post(f"/episodes/{episode.pk}/reports/new/", wrong)
    assert shown.status_code == 400
    assert told["errors"]["from"][0] in shown.content.decode()


def test_a_failed_report_is_tried_again_by_those_who_may_ask(api, as_page, cast, episode):
    report = reports.failed(cast, episode)
    assert api("ida").post(f"reports/{report.pk}/retry/").status_code == 403
    assert "It broke." in as_page("ana").get(f"/reports/{report.pk}/").content.decode()
    assert as_page("ana").post(f"/reports/{report.pk}/retry/")["Location"] == f"/reports/{report.pk}/"
    report.refresh_from_db()
    assert (report.state, report.attempts, report.problem) == ("queued", 0, "")
    again = api("ana").post(f"reports/{report.pk}/retry/")
    assert (again.status_code, again.json()["blockers"][0]["code"]) == (409, "report_not_failed")
    verbs = [event.verb for event in AuditEvent.objects.filter(target_id=report.pk).order_by("id")]
    assert verbs == ["report.requested", "report.failed", "chart.refused", "chart.opened", "report.retried"]


def test_a_report_needs_an_episode_whatever_the_door(cast):
    from practice.errors import BadInput

    with pytest.raises(BadInput):
        services.request_report(actor=cast.actor("ana"), kind="progress", now=cast.here.created_at)
