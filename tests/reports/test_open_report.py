"""Opening the file of a report."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from practice.audit import AuditEvent
from tests.factories import patients, reports


@pytest.fixture
def made(cast):
    return reports.made(cast, reports.treated_episode(cast))


def opened(report):
    return AuditEvent.objects.filter(target_id=report.pk, verb="report.opened").count()


@pytest.mark.parametrize("accepts", ["*/*", "application/pdf", "application/json"])
def test_a_program_fetches_the_file(api, made, media, accepts):
    program = api("ana")
    told = program.get(f"reports/{made.pk}/").json()
    answer = program.get(told["file"], HTTP_ACCEPT=accepts)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"".join(answer.streaming_content) == (media / made.file.name).read_bytes()
    assert answer["ETag"] == f'"{made.sha256}"'
    assert "no-store" in answer["Cache-Control"]
    number = made.episode.patient.record_number
    assert number in answer["Content-Disposition"]
    assert made.episode.patient.family_name not in answer["Content-Disposition"]
    assert opened(made) == 1


def test_the_page_shows_it_and_the_numbers_are_in_it(as_page, made):
    page = as_page("ida")
    shown = page.get(f"/reports/{made.pk}/").content.decode()
    assert "Open the report" in shown
    assert f"PDF, {made.pages} pages" in shown
    answer = page.get(f"/reports/{made.pk}/file/")
    said = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(b"".join(answer.streaming_content))).pages)
    assert "Headache days down from 20 to 9 in 28" in " ".join(said.split())
    assert opened(made) == 1


def test_what_is_known_already_is_not_sent_again(api, made):
    answer = api("ana").get(f"reports/{made.pk}/file/", HTTP_IF_NONE_MATCH=f'"{made.sha256}"')
    assert answer.status_code == 304


def test_a_file_that_is_not_ready_says_so(api, as_page, cast):
    report = reports.asked(cast, patients.episode(cast))
    answer = api("ana").get(f"reports/{report.pk}/file/", HTTP_ACCEPT="application/pdf")
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json()["blockers"][0]["code"] == "report_not_ready"
    assert as_page("ana").get(f"/reports/{report.pk}/file/").status_code == 409
    assert opened(report) == 0


def test_a_file_that_was_lost_says_so_and_counts_as_not_opened(api, made, media):
    (media / made.file.name).unlink()
    answer = api("ana").get(f"reports/{made.pk}/file/")
    assert (answer.status_code, answer.json()["blockers"][0]["code"]) == (409, "file_missing")
    assert api("ana").get(f"reports/{made.pk}/").status_code == 200


def test_each_role(api, made):
    asked = {
        name: api(name).get(f"reports/{made.pk}/file/").status_code for name in ("max", "ida", "rui", "pia", "eva")
    }
    assert asked == {"max": 200, "ida": 200, "rui": 403, "pia": 403, "eva": 404}


def test_a_script_is_told_what_changes_only(as_page, cast, made):
    waiting = reports.asked(cast, patients.episode(cast))
    page = as_page("ana")
    live = page.get(f"/reports/{waiting.pk}/", HTTP_HX_REQUEST="true").content.decode()
    assert 'hx-trigger="every 1s"' in live
    assert "<html" not in live
    ended = page.get(f"/reports/{made.pk}/", HTTP_HX_REQUEST="true").content.decode()
    assert "The report is ready." in ended
    assert "hx-get" not in ended


def test_the_list_shows_every_state(as_page, cast, made):
    reports.failed(cast, made.episode)
    shown = as_page("ana").get("/reports/").content.decode()
    assert "Done" in shown
    assert "Try again" in shown
    assert 'hx-trigger="every 3s"' not in shown
    reports.asked(cast, made.episode)
    assert 'hx-trigger="every 3s"' in as_page("ana").get("/reports/").content.decode()
    assert as_page("rui").get("/reports/").status_code == 403
