"""What the diary offers to an assessment is taken with a key, and is the diary's until somebody types over it."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
WITH_DIARY = """async () => {
  const all = await (await fetch("/api/v1/episodes/?page_size=100")).json();
  for (const { id, state } of all.results) {
    const window = await (await fetch(`/api/v1/episodes/${id}/diary-window/`)).json();
    if (state === "plan_active" && window.measurements.length && window.medicine_days) return { id, ...window };
  }
}"""


def test_a_key_takes_what_the_diary_says_and_typing_gives_it_up(open_page):
    page = open_page("therapist@harbor.example", size="desk")
    page.wait_for_load_state("networkidle")
    kept = page.evaluate(WITH_DIARY)
    page.goto(f"/episodes/{kept['id']}/assessment/new/")
    page.locator("[data-takes]").first.wait_for()
    headaches, medicine = page.locator("[data-takes]").all()
    recorded = page.get_by_role("spinbutton", name="Diary: days recorded")
    expect(recorded).to_have_value("")
    headaches.press("Enter")
    expect(recorded).to_have_value(str(kept["recorded_days"]))
    expect(page.get_by_role("spinbutton", name="Diary: days with headache")).to_have_value(str(kept["headache_days"]))
    expect(page.get_by_text("Filled in from the diary.")).to_be_visible()
    medicine.press("Enter")
    expect(page.locator("[name=m_acute_med_days_28]")).to_have_value(str(kept["medicine_days"]))
    for key, days in kept["medicine_days_by_class"].items():
        expect(page.locator(f"[name=headaches-0-med_{key}]")).to_have_value(str(days))
    origins = [page.locator(f"[name=d_{key}]") for key in ("headache_days_28", "acute_med_days_28")]
    for origin in origins:
        expect(origin).to_have_value(kept["last"])
    recorded.fill("25")
    expect(origins[0]).to_have_value("")
    expect(origins[1]).to_have_value(kept["last"])
