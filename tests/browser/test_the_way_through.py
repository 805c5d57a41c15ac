"""The therapist's way through, in a real browser with a real worker: from today to the printed progress report."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
WITHIN = 30_000


def test_from_consent_to_the_printed_report(open_page):
    page = open_page("therapist@harbor.example", size="tablet")
    page.get_by_role("link", name="Patients").first.click()
    page.goto("/patients/?q=newcomer")
    page.get_by_role("link", name=re.compile("Noor Newcomer")).first.click()
    agree(page)
    assess(page)
    plan(page)
    log_a_session_that_cannot_be_signed(page)
    mend_and_sign(page)
    see_progress(page)
    read_the_report(page)


def follow(page, name: str) -> None:
    """A link of the patient's page, whose address is kept."""
    page.goto(page.chart)
    page.get_by_role("link", name=name).first.click()


def pick(page, name: str, value: str) -> None:
    """A chip, as a finger does."""
    page.locator(f"label:has(input[name='{name}'][value='{value}'])").first.click()


def agree(page) -> None:
    page.chart = page.url
    follow(page, "New consent")
    pick(page, "signed_how", "drawn")
    draw_a_signature(page)
    page.fill("[name=signed_name]", "Noor Newcomer (synthetic)")
    page.check("[name=copy_given]", force=True)
    page.get_by_role("button", name="Record the consent").click()
    expect(page.locator(".banner, header").get_by_text("Consent").first).to_be_visible()


def draw_a_signature(page) -> None:
    """One stroke over the field, as a finger draws it."""
    field = page.locator("canvas.signature-field")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 90)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 30 + 25 * step, box["y"] + 60 + 40 * (step % 2))
    page.mouse.up()
    expect(page.locator("[data-signing-state]")).to_have_text("Signed.")
    keep_picture(page, "journey-consent")


def assess(page) -> None:
    follow(page, "New assessment")
    page.fill("[name=complaint]", "Headache on most days, both temples")
    page.fill("[name=headaches-0-name]", "Band around the head")
    page.fill("[name=headaches-0-days_per_month]", "12")
    for question, answer in (("where", "both"), ("quality", "pressing")):
        pick(page, f"headaches-0-{question}", answer)
    page.fill("[name=history]", "For two years, worse at the desk.")
    values = {"headache_days_28": 12, "nprs_current": 6, "nprs_best": 3, "nprs_worst": 8, "ndi_raw": 18, "hit6": 64}
    for measure, value in values.items():
        field = page.locator(f"[name=m_{measure}]")
        for closed in page.locator(f"details:not([open]):has([name=m_{measure}]) > summary").all():
            closed.click()
        field.fill(str(value))
    page.locator("#palpation-chart [data-muscle=trapezius_upper][data-side=right]").first.click()
    expect(page.locator("[data-formset=findings] [data-row]")).to_have_count(1)
    pick(page, "icd10", "G44.219")
    page.fill("[name=impression]", "Frequent episodic tension-type headache.")
    page.get_by_role("button", name=re.compile("sign", re.I)).last.click()
    keep_picture(page, "journey-assessment-sign")
    page.get_by_role("button", name=re.compile("^Sign")).last.click()
    expect(page.locator("main").get_by_text("Signed").first).to_be_visible()


def plan(page) -> None:
    follow(page, "Plan of care")
    page.get_by_role("link", name="Write the plan").click()
    keep_picture(page, "journey-plan")
    page.fill("[name=duration_weeks]", "8")
    page.fill("[name=visits_per_week]", "1")
    page.fill("[name=interventions]", "Dry needling, exercise and posture habits.")
    search(page, "goals-0-measure", "Headache days")
    page.fill("[name=goals-0-target]", "6")
    page.get_by_role("button", name=re.compile("sign|save", re.I)).last.click()
    page.get_by_role("button", name=re.compile("^Sign")).last.click()
    expect(page.locator("main").get_by_text("Signed").first).to_be_visible()


def search(page, name: str, words: str) -> None:
    """Type into a searchable list and take its first answer."""
    box = page.locator(f"select[name='{name}']").locator("xpath=..").locator("input[role=combobox]")
    box.click()
    box.fill(words)
    page.get_by_role("option", name=re.compile(words, re.I)).first.click()


def log_a_session_that_cannot_be_signed(page) -> None:
    page.goto(page.chart)
    page.get_by_role("link", name="Log a session").first.click()
    pick(page, "position", "prone")
    search(page, "targets-0-muscle", "Upper trapezius")
    pick(page, "targets-0-side", "right")
    page.fill("[name=targets-0-needles_in]", "2")
    page.fill("[name=targets-0-needles_out]", "1")
    page.fill("[name=pain_before]", "6")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The count differs for upper trapezius, right: 2 in, 1 out").first).to_be_visible()
    keep_picture(page, "journey-session-blocked")


def mend_and_sign(page) -> None:
    pick(page, "changes", "false")
    page.check("[name=consent_confirmed]", force=True)
    for risk in ("bruising", "pneumothorax"):
        pick(page, "risk_explained", risk)
    page.fill("[name=targets-0-needles_out]", "2")
    choices = (("diameter_mm", "0.25"), ("length_mm", "40"), ("technique", "pistoning"), ("twitch", "yes"))
    for field, value in (*choices, ("familiar_pain", "true")):
        pick(page, f"targets-0-{field}", value)
    page.fill("[name=minutes]", "20")
    page.fill("[name=needle_lot]", "SYN-LOT-0042")
    page.fill("[name=pain_after]", "3")
    page.fill("[name=response]", "Looser at once, mild ache.")
    pick(page, "events_answer", "none")
    pick(page, "skin_prep", "alcohol")
    for box in ("gloves", "sharps_disposed", "no_injection"):
        page.check(f"[name={box}]", force=True)
    pick(page, "education", "aftercare sheet")
    page.get_by_role("button", name="Review and sign").click()
    keep_picture(page, "journey-session-sign")
    page.get_by_role("button", name=re.compile("^Sign")).last.click()
    expect(page.locator("main").get_by_text("Signed").first).to_be_visible()
    expect(page.get_by_text("SYN-LOT-0042")).to_be_visible()


def see_progress(page) -> None:
    follow(page, "Progress")
    expect(page.get_by_role("heading", name="Measures")).to_be_visible()
    expect(page.locator("svg").first).to_be_visible()


def read_the_report(page) -> None:
    page.get_by_role("link", name="Request progress report").click()
    page.locator("main form button").last.click()
    ready = page.get_by_role("link", name=re.compile("Open the report", re.I))
    expect(ready).to_be_visible(timeout=WITHIN)
    answer = page.context.request.get(ready.get_attribute("href"))
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.body())).pages)
    for said in ("Noor Newcomer (synthetic)", "Upper trapezius", "Harbor Physical Therapy"):
        assert said in text
