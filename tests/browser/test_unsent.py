"""The sign-in ends while a form is half filled: what was typed comes back to its author, and to nobody else."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, sign_in
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
CHOOSE = """select => {
  select.value = [...select.options].find((option) => option.value).value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return select.value;
}"""
BACK = "What you typed is back"


@pytest.fixture
def page(open_page):
    """A therapist's page that knows the first patient in treatment."""
    page = open_page("therapist@harbor.example")
    page.goto("/patients/?status=plan_active")
    page.locator("main a[href^='/patients/0']").first.click()
    page.wait_for_url(re.compile("/patients/0"))
    page.episode = re.search(r"/episodes/([0-9a-f-]+)/", page.content())[1]
    return page


def end_the_sign_in(page) -> None:
    """As after twelve hours: the server no longer knows the browser."""
    page.context.clear_cookies(name="sessionid")


def sign_in_again(page, email: str = "therapist@harbor.example") -> None:
    page.wait_for_url(re.compile("/accounts/login/"))
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def kept(page) -> dict:
    return page.evaluate(
        "Object.fromEntries([...Object.entries(sessionStorage), ...Object.entries(localStorage)]"
        ".filter(([name]) => name.startsWith('kept:')))"
    )


def open_form(page, path: str) -> None:
    page.goto(f"/episodes/{page.episode}/{path}")


def test_an_assessment_comes_back_with_its_rows(page):
    open_form(page, "assessment/new/")
    page.fill("[name=complaint]", "Band around the head")
    page.fill("[name=history]", "Two years, worse at the desk")
    page.get_by_role("button", name=re.compile("Add a ")).first.click()
    row = page.locator("[data-formset] [data-rows] > [data-row]").last
    chosen = row.locator("select").first.evaluate(CHOOSE)
    end_the_sign_in(page)
    page.locator(".action-bar button").first.click()
    sign_in_again(page)
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator("[name=complaint]")).to_have_value("Band around the head")
    expect(page.locator("[name=history]")).to_have_value("Two years, worse at the desk")
    values = page.locator("[data-formset] [data-rows] select").evaluate_all("found => found.map((s) => s.value)")
    assert chosen in values


def test_the_last_word_before_the_button_comes_back_too(page):
    open_form(page, "assessment/new/")
    end_the_sign_in(page)
    page.evaluate("""() => {
      const field = document.querySelector("[name=complaint]");
      field.value = "Band around the head";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      document.querySelector(".action-bar button").click(); // faster than typing is looked at
    }""")
    sign_in_again(page)
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator("[name=complaint]")).to_have_value("Band around the head")


def test_what_was_typed_into_a_long_form_survives_a_closed_tab_until_it_is_saved(page):
    open_form(page, "assessment/new/")
    expect(page.locator("[data-unsaved]")).to_have_text("Not saved yet")
    page.fill("[name=complaint]", "Band around the head")
    wait_until(lambda: kept(page), "what was typed is kept")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(f"/episodes/{page.episode}/assessment/new/")
    expect(again.get_by_text(BACK)).to_be_visible()
    expect(again.locator("[name=complaint]")).to_have_value("Band around the head")
    again.get_by_role("button", name="Save draft").click()
    again.wait_for_url(re.compile("/assessments/"))
    assert kept(again) == {}
    assert "Draft, saved" in again.locator("[data-unsaved]").inner_text()
    again.fill("[name=history]", "Two years")
    expect(again.locator("[data-unsaved]")).to_have_text("Changed, not saved yet")
    wait_until(lambda: kept(again), "what was typed is kept")
    again.reload()
    expect(again.locator("[name=history]")).to_have_value("Two years")
    again.get_by_role("button", name="Save draft").click()
    again.wait_for_load_state()
    expect(again.locator("[name=history]")).to_have_value("Two years")
    expect(again.get_by_text(BACK)).to_have_count(0)
    assert kept(again) == {}


def test_what_was_refused_does_not_come_back_twice(page):
    open_form(page, "assessment/new/")
    page.fill("[name=complaint]", "Band around the head")
    page.fill("[name=minutes]", "100000")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=complaint]")).to_have_value("Band around the head")
    expect(page.get_by_text(BACK)).to_have_count(0)
    open_form(page, "assessment/new/")
    expect(page.get_by_text(BACK)).to_be_visible()
    page.get_by_role("button", name="Discard what I typed").click()
    expect(page.locator("[name=complaint]")).to_have_value("")
    assert kept(page) == {}


def test_a_screening_comes_back_and_can_be_sent(page):
    open_form(page, "screening/new/")
    names = page.locator("form.form input[type=radio][value='no']").evaluate_all(
        "all => [...new Set(all.map((i) => i.name))]"
    )
    for name in names:
        page.locator(f"input[name='{name}'][value='no']").check(force=True)
    end_the_sign_in(page)
    page.locator(".action-bar button").first.click()
    sign_in_again(page)
    expect(page.get_by_text(BACK)).to_be_visible()
    assert page.locator("form.form input[type=radio][value='no']:checked").count() == len(names)
    page.locator(".action-bar button").first.click()
    page.wait_for_url(re.compile("/screenings/"))
    assert kept(page) == {}


def test_a_plan_comes_back_and_can_be_dropped(page):
    open_form(page, "plan/")
    page.get_by_role("button", name="Revise the plan").click()
    page.wait_for_url(re.compile("/plan/edit/"))
    page.fill("[name=note]", "Ask about sleep")
    end_the_sign_in(page)
    page.get_by_role("button", name="Save the draft").click()
    sign_in_again(page)
    expect(page.locator("[name=note]")).to_have_value("Ask about sleep")
    page.get_by_role("button", name="Discard what I typed").click()
    expect(page.locator("[name=note]")).not_to_have_value("Ask about sleep")
    assert kept(page) == {}


def typed(page) -> None:
    open_form(page, "assessment/new/")
    page.fill("[name=complaint]", "Band around the head")
    wait_until(lambda: kept(page), "what was typed is kept")


def test_what_is_kept_cannot_be_read(page):
    typed(page)
    (text,) = kept(page).values()
    assert "Band" not in text
    assert set(json.loads(text)) == {"owner", "page", "version", "sent", "at", "iv", "sealed"}


def test_nobody_else_at_the_same_device_sees_it(page):
    typed(page)
    end_the_sign_in(page)
    page.locator(".action-bar button").first.click()
    sign_in_again(page, "assistant@harbor.example")
    assert kept(page) == {}
    end_the_sign_in(page)
    sign_in(page, "therapist@harbor.example")
    open_form(page, "assessment/new/")
    expect(page.locator("[name=complaint]")).to_have_value("")


def test_signing_out_wipes_it_in_every_tab(page):
    typed(page)
    other = page.context.new_page()
    other.goto("/")
    other.locator("details.menu summary").click()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url(re.compile("/accounts/login"))
    assert kept(other) == {}
    page.wait_for_url(re.compile("/accounts/login"))
    assert kept(page) == {}


def test_a_form_that_was_open_too_long_leads_back(page):
    typed(page)
    page.context.clear_cookies(name="csrftoken")
    page.locator(".action-bar button").first.click()
    page.get_by_role("link", name="Back to what I typed").click()
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator("[name=complaint]")).to_have_value("Band around the head")


def test_what_was_sent_does_not_come_back(page):
    typed(page)
    page.locator(".action-bar button").first.click()
    page.wait_for_url(re.compile("/assessments/"))
    open_form(page, "assessment/new/")
    expect(page.get_by_text(BACK)).to_have_count(0)
    assert kept(page) == {}
