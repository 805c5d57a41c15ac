"""What the session's screen leads to comes back to the draft, under the address that its first save gave it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.room import discard, open_new, saved

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
THINNER = "anticoagulant_therapy"


def test_what_came_up_is_asked_again_and_the_answer_leads_back_to_the_draft(open_page):
    page = open_page("therapist@harbor.example", size="tablet")
    open_new(page, "Gia")
    page.locator("label:has([name=changes][value=true])").click()
    page.locator(f"[name=beyond_today][value={THINNER}]").evaluate("box => box.click()")
    draft = saved(page)
    here = f"/sessions/{draft['id']}/"
    page.locator(f"#blockers a[href*='ask={THINNER}']").first.click()
    page.wait_for_url(re.compile("/screening/again/"))
    expect(page.get_by_role("link", name="Back to where you were")).to_have_attribute("href", here)
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(re.compile(f"{here}$"))
    discard(page)
