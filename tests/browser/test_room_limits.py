"""A muscle that the screening rules out, and what is done about a precaution: with a network and without."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture
from tests.browser.room import discard, ready, saved, session_of
from tests.browser.room_offline import WRITE, kept_day, online

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
PERSON = {
    "given_name": "Lim", "family_name": "Ited (synthetic)", "date_of_birth": "1984-06-01", "sex": "female",
}  # fmt: skip
SAID = "not to be needled here, because the screening says: Over"
PLAN = "Look at the skin first."
OPEN = "Open incident: needle not found"
CHOOSE = """() => {
  const muscle = document.querySelector("[name=targets-0-muscle]");
  const side = document.querySelector("[name=targets-0-side][value=left]");
  muscle.value = "pectoralis_major";
  side.checked = true;
  for (const one of [muscle, side]) one.dispatchEvent(new Event("change", { bubbles: true }));
}"""


@pytest.fixture
def page(open_page):
    page = open_page("therapist@harbor.example", size="tablet")
    day = kept_day(page)["today"]
    patient = page.evaluate(WRITE, ["patients/", "POST", {**PERSON, "confirm_duplicate": True}])
    course = {"patient": patient["id"], "condition": "tth_chronic", "icd10": ["G44.229"], "started_on": day}
    episode = page.evaluate(WRITE, ["episodes/", "POST", course])["id"]
    screen = {
        "episode": episode, "answered_at": datetime.now(UTC).isoformat(), "positive": ["over_implant", "diabetes"],
        "precaution_plans": {"diabetes": PLAN}, "limited_muscles": {"over_implant": ["pectoralis_major"]},
        "limited_sides": {"over_implant": {"pectoralis_major": "left"}},
    }  # fmt: skip
    assert page.evaluate(WRITE, ["screenings/", "POST", screen])["episode"] == episode
    lost = {"episode": episode, "key": "retained_needle", "description": "Not found (synthetic)."}
    assert page.evaluate(WRITE, ["adverse-events/", "POST", lost])["episode"] == episode
    page.goto(f"/episodes/{episode}/sessions/new/")
    ready(page)
    return page


def says_what_is_ruled_out(page):
    expect(page.locator("[data-matters]")).to_contain_text(OPEN)
    expect(page.locator("[data-planned]")).to_contain_text(PLAN)
    mark = page.locator("#ledger-chart [data-muscle=pectoralis_major][data-side=left]").first
    expect(mark.locator(".body-cross")).to_have_count(1)
    mark.click()
    expect(page.locator("[data-chart-said]")).to_contain_text(SAID)
    expect(page.locator("[name=targets-0-muscle]")).to_have_value("")
    page.evaluate(CHOOSE)
    expect(page.locator("#targets [data-limit]").first).to_contain_text(SAID[1:])


def test_it_says_so_on_the_chart_and_in_its_row_with_a_network_and_without(page):
    says_what_is_ruled_out(page)
    keep_picture(page, "session-ruled-out")
    page.locator("#targets [data-remove-row]").first.click()
    page.fill("[name=minutes]", "30")
    saved(page)
    session = session_of(page)
    kept_day(page)
    page.context.set_offline(True)
    page.goto(f"/sessions/{session}/")
    ready(page)
    says_what_is_ruled_out(page)
    keep_picture(page, "session-ruled-out-offline")
    page.locator("#targets [data-remove-row]").first.click()
    online(page)
    ready(page)
    discard(page)
