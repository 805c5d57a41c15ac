"""A progress report says why skilled care goes on: asked of therapists, printed, and in no trail."""

import uuid

import pytest
from django.utils import timezone

from practice.audit import AuditEvent
from reports.models import Report
from reports.rules.words import justification
from reports.selectors import progress_report_facts
from tests.factories import patients, reports

WHY = "Rotation is up by 20°.\nDriving is still limited, and progression of load needs a therapist."


@pytest.fixture
def episode(cast):
    return patients.episode(cast)


def pays(episode, rule):
    type(episode).objects.filter(pk=episode.pk).update(payer_rule=rule)


def printed(report):
    return progress_report_facts(report, now=timezone.now()).justification


@pytest.mark.parametrize("door", ["page", "api"])
def test_what_the_therapist_writes_is_kept_with_the_report_and_printed(as_page, api, episode, door):
    if door == "page":
        answer = as_page("ana").post(
            f"/episodes/{episode.pk}/reports/new/", {"from": "", "to": "", "justification": WHY}
        )
        assert answer.status_code == 302, answer.content
        assert "progression of load" in as_page("ana").get(answer["Location"]).content.decode()
    else:
        answer = api("ana").post("reports/", {"kind": "progress", "episode": episode.pk, "justification": WHY})
        assert (answer.status_code, answer.json()["justification"]) == (202, WHY), answer.content
    report = Report.objects.get()
    assert " ".join(report.justification.split()) == " ".join(WHY.split())
    assert printed(report) == report.justification
    [event] = AuditEvent.objects.filter(target_id=report.pk, verb="report.requested")
    assert "Driving" not in str(event.__dict__)


def test_the_page_asks_where_the_payer_waits_and_an_empty_answer_is_told_in_the_report(as_page, api, episode):
    browser, address = as_page("ana"), f"/episodes/{episode.pk}/reports/new/"
    page = browser.get(address).content.decode()
    assert "Why skilled care goes on" in page
    assert "The payer of this care asks for it" in page
    assert browser.post(address, {"from": "", "to": "2026-13-01", "justification": WHY}).status_code == 400
    assert browser.post(address, {"from": "", "to": "", "justification": " "}).status_code == 302
    sent = {"kind": "progress", "episode": episode.pk, "justification": ""}
    assert api("ana").post("reports/", sent).status_code == 202
    assert [printed(report) for report in Report.objects.all()] == ["Not stated in this report."] * 2


def test_where_no_payer_waits_it_may_stay_empty(as_page, api, episode):
    pays(episode, "none")
    browser, address = as_page("ana"), f"/episodes/{episode.pk}/reports/new/"
    assert "The payer of this care asks for it" not in browser.get(address).content.decode()
    assert browser.post(address, {"from": "", "to": "", "justification": ""}).status_code == 302
    sent = {"kind": "progress", "episode": episode.pk, "justification": ""}
    assert api("ana").post("reports/", sent).status_code == 202
    assert [printed(report) for report in Report.objects.all()] == ["", ""]


def test_a_program_that_says_nothing_has_its_report_and_the_report_tells(api, episode):
    answer = api("ana").post("reports/", {"id": str(uuid.uuid4()), "kind": "progress", "episode": episode.pk})
    assert (answer.status_code, answer.json()["justification"]) == (202, "")
    assert printed(Report.objects.get()) == "Not stated in this report."


def test_once_care_has_ended_nothing_is_asked(cast, as_page):
    episode = patients.discharged_episode(cast)
    answer = as_page("ana").post(f"/episodes/{episode.pk}/reports/new/", {"from": "", "to": "", "justification": ""})
    assert answer.status_code == 302
    assert printed(Report.objects.get()) == ""


def test_a_manager_is_not_asked_and_writes_none(as_page, api, episode):
    address = f"/episodes/{episode.pk}/reports/new/"
    assert "Why skilled care goes on" not in as_page("max").get(address).content.decode()
    assert as_page("max").post(address, {"from": "", "to": ""}).status_code == 302
    sent = {"kind": "progress", "episode": episode.pk}
    refused = api("max").post("reports/", {**sent, "justification": WHY})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["justification"])


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"justification": "x" * 2001}, 400), ({"justification": "x" * 2000}, 202), ({"justification": None}, 400),
     ({"justification": WHY, "kind": "home_programme"}, 400)],
)  # fmt: skip
def test_what_it_can_be(api, episode, changed, status):
    answer = api("ana").post("reports/", {"kind": "progress", "episode": episode.pk, **changed})
    assert answer.status_code == status, answer.content
    if status == 400:
        assert list(answer.json()["errors"]) == ["justification"]


def test_another_program_of_the_clinic_reads_it_and_no_other_clinic(cast, api, episode):
    reports.asked(cast, episode, justification=WHY)
    read = {name: api(name).get("reports/").json().get("results") for name in ("ida", "eva")}
    assert ([row["justification"] for row in read["ida"]], read["eva"]) == ([WHY], [])
    assert api("rui").get("reports/").status_code == 403


@pytest.mark.parametrize(
    ("said", "asked", "words"),
    [(WHY, True, WHY), ("", True, "Not stated in this report."), ("", False, ""), (WHY, False, WHY)],
)
def test_what_the_report_says(said, asked, words):
    assert justification(said, asked=asked) == words
