"""What became impossible while the treatment room had no network: each has its words, and what was entered stays."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.room import (
    COMPLETE,
    OFFLINE,
    choose_muscle,
    discard,
    open_new,
    ready,
    saved,
    says,
    session_of,
    stored,
)
from tests.browser.room_offline import WRITE, kept_day, online

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
THERAPIST = "therapist@harbor.example"
ELSEWHERE = "01900000-0000-7000-8000-000000000000"
PERSON = {
    "given_name": "Offa", "family_name": "Meanwhile (synthetic)", "date_of_birth": "1984-06-01", "sex": "female",
}  # fmt: skip


@pytest.fixture
def page(open_page):
    page = open_page(THERAPIST, size="tablet")
    page.today = kept_day(page)["today"]
    return page


@pytest.fixture
def elsewhere(open_page):
    """The same therapist at the desk."""
    page = open_page(None, size="desk")
    sign_in(page, THERAPIST)
    return page


def without_network(page) -> str:
    """The draft of the page is opened again without a network; its id."""
    session = session_of(page)
    kept_day(page)
    page.context.set_offline(True)
    page.goto(f"/sessions/{session}/")
    ready(page)
    return session


def test_a_draft_that_was_signed_meanwhile_shows_what_it_does_not_have(page, elsewhere):
    open_new(page, "Gia", "?from=last")
    for place in COMPLETE:
        page.locator(place).first.click()
    saved(page)
    session = without_network(page)
    page.fill("[name=note]", "Too late")
    says(page, OFFLINE)
    assert elsewhere.evaluate(WRITE, [f"sessions/{session}/sign/", "POST", {}])["state"] == "signed"
    page.context.set_offline(False)
    says(page, "this note was signed elsewhere meanwhile")
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("[data-left]")).to_contain_text("Too late")
    page.get_by_role("button", name="Discard what I entered").click()
    expect(page.locator(".page-lead").get_by_text("Signed")).to_be_visible()
    expect(page.locator("[data-left-here]")).to_have_count(0)


@pytest.fixture
def begun(page):
    """A draft of a patient whom no other test knows, opened again without a network; its episode."""
    patient = page.evaluate(WRITE, ["patients/", "POST", {**PERSON, "confirm_duplicate": True}])
    course = {"patient": patient["id"], "condition": "tth_chronic", "icd10": ["G44.229"], "started_on": page.today}
    episode = page.evaluate(WRITE, ["episodes/", "POST", course])["id"]
    page.goto(f"/episodes/{episode}/sessions/new/")
    ready(page)
    page.fill("[name=minutes]", "30")
    saved(page)
    without_network(page)
    return episode


def test_a_muscle_that_became_forbidden_meanwhile_is_kept_and_blocks_the_signature(page, elsewhere, begun):
    expect(page.locator("[data-banner]")).to_contain_text("Offa Meanwhile")
    choose_muscle(page, "trapezius_upper", "left")
    page.fill("[name=targets-0-needles_in]", "2")
    says(page, OFFLINE)
    limits = {"over_implant": ["trapezius_upper"]}
    now = datetime.now(UTC).isoformat()
    screen = {"episode": begun, "answered_at": now, "positive": ["over_implant"], "limited_muscles": limits}
    assert elsewhere.evaluate(WRITE, ["screenings/", "POST", screen])["episode"] == begun
    online(page)
    assert [(row["muscle"], row["needles_in"]) for row in saved(page)["targets"]] == [("trapezius_upper", 2)]
    assert "area_limited" in {one["code"] for one in stored(page)["blockers"]}
    expect(page.locator("#blockers")).to_contain_text("Upper trapezius, left: not to be needled here")
    expect(page.locator("[data-banner]")).to_contain_text("No needling: upper trapezius")
    discard(page)


def test_a_draft_that_was_discarded_meanwhile_can_be_kept_as_a_new_one(page, elsewhere, begun):
    page.fill("[name=note]", "Still wanted")
    says(page, OFFLINE)
    elsewhere.goto(f"/sessions/{session_of(page)}/")
    ready(elsewhere)
    discard(elsewhere)
    gone = session_of(page)
    page.context.set_offline(False)
    says(page, "the draft was discarded elsewhere")
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("[data-left]")).to_contain_text("Still wanted")
    page.get_by_role("button", name="Keep it as a new draft").click()
    online(page)
    found = saved(page)
    assert (found["note"], found["episode"]) == ("Still wanted", begun)
    assert found["id"] != gone
    discard(page)


def looked_again(page) -> None:
    """The shell has seen twice that the server answers, long after the last key: it would have left by now."""
    for _ in range(2):
        with page.expect_response("**/api/v1/me/"):
            page.clock.run_for(40_000)


def test_what_a_colleague_changed_meanwhile_is_asked_before_the_clinics_page_comes_back(page, elsewhere, begun):
    page.clock.install()
    page.reload()
    ready(page)
    page.fill("[name=note]", "Mine, offline")
    says(page, "Saved here")
    session = session_of(page)
    assert elsewhere.evaluate(WRITE, [f"sessions/{session}/", "PATCH", {"note": "Theirs"}])["note"] == "Theirs"
    page.evaluate("document.activeElement.blur()")
    page.context.set_offline(False)
    says(page, "changed here and elsewhere")
    looked_again(page)
    expect(page.locator("[data-room-shell]")).to_have_count(1)
    assert stored(page)["note"] == "Theirs"
    page.get_by_role("button", name="Look at it").click()
    page.get_by_label("Here: Mine, offline").check()
    page.get_by_role("button", name="Keep what is chosen").click()
    page.clock.run_for(40_000)
    online(page)
    assert saved(page)["note"] == "Mine, offline"
    discard(page)


def as_of_a_patient_who_left(route):
    """A create as it is judged once the episode is another clinic's."""
    route.continue_(post_data={**route.request.post_data_json, "episode": ELSEWHERE})


def is_said_and_shown(page, *entered):
    """That nobody here treats the patient, and all that was entered, until it is knowingly discarded."""
    says(page, "Needs you: the patient is not in this clinic any more")
    looked_again(page)
    expect(page.locator("[data-room-shell]")).to_have_count(1)
    page.get_by_role("button", name="Look at it").click()
    for words in entered:
        expect(page.locator("[data-left]")).to_contain_text(words)
    page.get_by_role("button", name="Discard what I entered").click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


def test_a_patient_who_left_the_clinic_meanwhile_is_said_and_what_was_entered_is_shown(page, begun):
    page.clock.install()
    page.reload()
    ready(page)
    page.route("**/api/v1/sessions/", as_of_a_patient_who_left)
    draft, gone = session_of(page), lambda route: route.continue_(url=route.request.url.replace(draft, ELSEWHERE))
    page.route(f"**/api/v1/sessions/{draft}/", gone)
    page.fill("[name=note]", "The clinic has a draft of it")
    says(page, OFFLINE)
    page.context.set_offline(False)
    says(page, "the draft was discarded elsewhere, or the patient is not in this clinic any more")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Keep it as a new draft").click()
    is_said_and_shown(page, "The clinic has a draft of it", "Minutes: 30")
    page.context.set_offline(True)
    page.goto(f"/episodes/{begun}/sessions/new/")
    ready(page)
    page.fill("[name=note]", "Nobody has this yet")
    says(page, OFFLINE)
    page.context.set_offline(False)
    is_said_and_shown(page, "Nobody has this yet")
