"""The home programme: on the page to print, and as a PDF by the way that every report goes."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from patients.models import EpisodeOfCare
from plans.rules.precautions import ASK_FIRST
from reports.documents.home_programme import HomeItem, render_home_programme
from reports.models import Report
from reports.selectors import home_programme_facts
from tests.factories import patients, plans
from tests.factories import reports as make


@pytest.fixture
def episode(cast):
    row = plans.some_episode(cast)
    plans.prescription(cast, row, "ccf_nod", note="Before breakfast.")
    plans.prescription(cast, row, "monitor_height")
    return row


def words(pdf):
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", re.sub("[\u200b-\u200f]", "", said))


def test_it_says_in_plain_words_what_to_do_and_what_to_stop_for(cast, episode):
    report = make.asked(cast, episode, kind="home_programme")
    facts = home_programme_facts(report, now=timezone.now())
    found = render_home_programme(facts, timestamp=timezone.localtime())
    said = words(found.pdf)
    assert found.standards == ["ua-1", "a-2a"]
    for part in (
        "Your home programme", cast.pia.full_name, "Gentle head nod", "hold 10 seconds, twice a day",
        "Your therapist: Before breakfast.", "Through the day", "The top of the screen is at eye height",
        "What to stop for", "call 911", "Page 1 of",
    ):  # fmt: skip
        assert part in said


@pytest.fixture
def weighed(cast, episode):
    """A stretch that was prescribed before the screening spoke against it, beside two that it says nothing of."""
    plans.prescription(cast, episode, "ut_stretch")
    patients.screening(cast, episode, answered_at=timezone.now(), positive=["hypermobility"], precautions="Gently.")
    return episode


def test_the_paper_tells_the_patient_to_ask_and_nothing_of_the_finding(cast, weighed):
    report = make.asked(cast, weighed, kind="home_programme")
    facts = home_programme_facts(report, now=timezone.now())
    asks = {item.name: item.ask_first for item in (*facts.exercises, *facts.habits)}
    assert [name for name, words in asks.items() if words] == ["Upper trapezius stretch"]
    said = words(render_home_programme(facts, timestamp=timezone.localtime()).pdf)
    assert (said.count(ASK_FIRST), "screening" in said, "hypermobil" in said) == (1, False, False)


def test_who_asks_for_it_is_told_before_it_is_made(cast, api, as_page, weighed):
    answer = api("ana").post("reports/", {"kind": "home_programme", "episode": str(weighed.pk)}).json()
    [notice] = answer["notices"]
    assert notice["code"] == "exercise_to_weigh"
    assert notice["message"].startswith("The screening speaks against: Upper trapezius stretch.")
    page = as_page("ana").get(f"/episodes/{weighed.pk}/exercises/programme/").content.decode()
    assert (notice["message"] in page, "Make a PDF" in page) == (True, True)
    assert api("ana").get(f"reports/{answer['id']}/").json()["notices"] == [notice]
    for other in (make.asked(cast, weighed, kind="progress"), make.made(cast, weighed, kind="home_programme")):
        assert "notices" not in api("ana").get(f"reports/{other.pk}/").json()


def test_an_empty_programme_says_so(cast):
    report = make.asked(cast, plans.some_episode(cast), kind="home_programme")
    found = render_home_programme(home_programme_facts(report, now=timezone.now()), timestamp=timezone.localtime())
    assert "Nothing is prescribed at the moment." in words(found.pdf)
    assert HomeItem(name="x", dose="", purpose="", steps=()).checklist == ()


def test_the_worker_makes_it_and_the_payers_clock_stays(cast, episode):
    report = make.made(cast, episode, kind="home_programme")
    assert (report.state, report.kind) == (Report.State.DONE, "home_programme")
    assert report.pages >= 1
    assert EpisodeOfCare.objects.get(pk=episode.pk).reported_on is None


def test_the_page_prints_and_asks_for_the_pdf(as_page, cast, episode):
    browser, address = as_page("ana"), f"/episodes/{episode.pk}/exercises/programme/"
    shown = browser.get(address).content.decode()
    assert (cast.pia.full_name in shown, "What to stop for" in shown) == (True, True)
    answer = browser.post(f"/episodes/{episode.pk}/reports/home-programme/")
    assert answer["Location"] == f"/reports/{Report.objects.get().pk}/"
    assert as_page("eva").post(f"/episodes/{episode.pk}/reports/home-programme/").status_code == 404
    assert as_page("rui").post(f"/episodes/{episode.pk}/reports/home-programme/").status_code == 403


def test_a_program_asks_for_it(api, episode):
    answer = api("ana").post("reports/", {"kind": "home_programme", "episode": str(episode.pk)})
    assert (answer.status_code, answer.json()["kind"]) == (202, "home_programme")
