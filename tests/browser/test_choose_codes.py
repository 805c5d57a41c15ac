"""Diagnosis codes of an episode by keyboard alone: opened, searched, ticked, saved and found again as chips."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]

OTHER = "R29.3"


def test_another_code_is_searched_and_chosen_without_a_mouse(open_page):
    page = open_page("therapist@harbor.example", size="desk")
    page.goto("/patients/?status=plan_active")
    page.locator("td a.row-link").first.click()
    page.wait_for_url(re.compile("/patients/[0-9a-f-]+/$"))
    episode = page.locator("a[href*='/episodes/']").first.get_attribute("href").split("/")[2]
    page.goto(f"/episodes/{episode}/edit/")
    chip = page.locator(f"input[value='{OTHER}']")
    expect(chip).to_have_attribute("name", "other_icd10")
    page.get_by_text("Other codes", exact=True).press("Enter")
    search = page.get_by_label("Search codes and words")
    search.fill("posture")
    expect(page.get_by_text(re.compile(r"^\d+ of \d+ shown$"))).to_be_visible()
    search.press("Tab")
    assert page.evaluate("document.activeElement.value") == OTHER
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/episodes/{episode}/$"))
    page.goto(f"/episodes/{episode}/edit/")
    expect(page.locator(f"input[value='{OTHER}']")).to_have_attribute("name", "icd10")
    expect(page.locator(f"input[value='{OTHER}']")).to_be_checked()
    assert page.locator("form.form select[multiple]").count() == 0
