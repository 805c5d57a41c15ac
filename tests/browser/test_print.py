"""What comes out of the printer: no more pages than needed, nothing cut, nothing empty, together what belongs so."""

from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.phone import ask
from tests.browser.test_figures_in_line import FIT, THERAPIST, episode_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
PAPER = {"width": 688, "height": 971}  # what the margins leave of a Letter page, in CSS pixels


def printed(page, path):
    """The pages as words; first, that no table is wider than the paper."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    assert page.locator("table thead th").evaluate_all(FIT), path
    page.emulate_media(media="null")
    return [one.extract_text() for one in PdfReader(BytesIO(page.pdf(format="Letter"))).pages]


@pytest.fixture
def therapist(open_page):
    return open_page(THERAPIST, size="desk")


def test_a_signed_session_takes_two_pages_and_none_for_the_title_alone(therapist):
    rows = ask(therapist, "GET", f"sessions/?episode={episode_of(therapist)}")["results"]
    signed = next(row["id"] for row in rows if row["signed_at"])
    pages = printed(therapist, f"/sessions/{signed}/")
    assert len(pages) == 2
    assert "Muscles" in pages[0]
    assert "Content hash" in pages[1]
    assert "what is missing is added here" not in "".join(pages)


def test_every_page_says_whose_it_is_and_none_bears_a_title_alone(therapist):
    episode = episode_of(therapist)
    rows = ask(therapist, "GET", f"assessments/?episode={episode}")["results"]
    signed = [f"/assessments/{row['id']}/" for row in rows if row["signed_at"]]
    for path in (*signed, f"/episodes/{episode}/", f"/episodes/{episode}/plan/"):
        pages = printed(therapist, path)
        for number, page in enumerate(pages, start=1):
            assert "Ada Testcase (synthetic) · SYN-01-0001" in page
            assert f"Page {number} of {len(pages)}" in page
        assert "Complaint" in pages[0] or path not in signed


def test_needles_progress_and_plan_are_whole_and_say_no_empty_title(therapist):
    episode = episode_of(therapist)
    needled, progress, plan = (
        "\n".join(printed(therapist, f"/episodes/{episode}/{path}")) for path in ("needled/", "", "plan/")
    )
    assert "In all" in needled
    assert "Beyond error" in progress
    assert "How each result follows" not in progress
    assert "Where the thresholds come from" not in progress
    expect(therapist.locator("[hx-trigger=load] .facts").first).to_be_attached()
    assert "Progress report" in plan


def test_what_to_stop_for_stays_together(therapist):
    pages = printed(therapist, f"/episodes/{episode_of(therapist)}/exercises/programme/")
    [page] = [page for page in pages if "What to stop for" in page]
    assert "Chest pain or breathlessness" in page
