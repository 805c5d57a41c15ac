"""A session as last time in a real browser: few taps, nothing copied that must be answered, nothing sent twice."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
MOST_TAPS = 15
WAY = (
    "text=As last time",
    "[aria-label='Usual: Minutes'] >> text=30",
    "label:has([name=changes][value=false])",
    "label:has([name=consent_confirmed])",
    "[data-tick-all=risk_explained]",
    "[data-fill=needles_in][data-value='2']",
    "[data-fill=twitch][data-value=yes]",
    "[data-fill=familiar_pain][data-value=true]",
    "[data-all-out]",
    "text=Looser at once.",
    "label:has([name=events_answer][value=none])",
    "[data-usual]",
    "text=Review and sign",
    "main form .action-bar .is-primary",
)


@pytest.fixture
def new_session(open_page):
    page = open_page("therapist@harbor.example", size="tablet")
    page.goto("/patients/?q=Gia")
    page.locator("a.row-link").first.click()
    page.get_by_role("link", name="Log a session").click()
    return page


def test_every_muscle_is_answered_and_signed_in_fifteen_taps(new_session):
    for place in WAY:
        new_session.locator(place).first.click()
    expect(new_session.locator(".page-lead").get_by_text("Signed")).to_be_visible()
    expect(new_session.get_by_text("4 in · 4 out")).to_be_visible()
    assert len(WAY) + 1 <= MOST_TAPS


def test_an_answer_for_all_is_taken_back_and_spares_what_was_answered(new_session):
    new_session.locator("text=As last time").first.click()
    new_session.fill("[name=targets-0-needles_in]", "3")
    new_session.locator("[data-fill=needles_in][data-value='1']").click()
    counts = [new_session.locator(f"[name=targets-{row}-needles_in]") for row in (0, 1)]
    expect(counts[0]).to_have_value("3")
    expect(counts[1]).to_have_value("1")
    new_session.get_by_role("button", name="Undo").click()
    expect(counts[1]).to_have_value("")


def test_a_draft_that_is_saved_with_two_quick_taps_is_saved_once(new_session):
    page, sent = new_session, []
    page.on("request", lambda request: sent.append(request.url) if request.method in ("POST", "PATCH") else None)
    page.get_by_role("button", name="Save draft").dblclick()
    page.wait_for_url(re.compile("/sessions/[0-9a-f-]+/$"))
    expect(page.locator("#saved-state[data-state=saved]")).to_be_visible()
    page.fill("[name=minutes]", "25")
    page.get_by_role("button", name="Save draft").dblclick()
    expect(page.locator("#saved-state[data-state=saved]")).to_be_visible()
    expect(page.locator(".error-summary")).to_have_count(0)
    assert len(sent) == 2
    page.get_by_role("button", name="Discard").first.click()
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_text("The draft is discarded.")).to_be_visible()


def test_the_chart_adds_a_muscle_and_takes_it_away_until_it_is_answered(new_session):
    page, said = new_session, new_session.locator("[data-chart-said]")
    rows = page.locator("#targets [data-rows] > [data-target]:visible")
    mark = page.locator("#ledger-chart [data-muscle=splenius_capitis][data-side=left]").first
    mark.click()
    expect(page.locator("[name=targets-0-muscle]")).to_have_value("splenius_capitis")
    expect(page.locator("[name=targets-0-side][value=left]")).to_be_checked()
    expect(mark).to_have_attribute("aria-pressed", "true")
    mark.focus()
    page.keyboard.press("Enter")
    expect(mark).to_have_attribute("aria-pressed", "false")
    expect(rows).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(mark).to_have_attribute("aria-pressed", "true")
    page.fill("[name=targets-0-needles_in]", "2")
    mark.click()
    expect(said).to_contain_text("answered already")
    expect(rows).to_have_count(1)
    page.locator("#ledger-chart .is-never").first.click()
    expect(said).to_contain_text("Nothing was added")
    expect(rows).to_have_count(1)
