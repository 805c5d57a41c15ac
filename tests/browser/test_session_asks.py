"""What the session asks before it goes on: timers that still run, needles that are too long, a count that differs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture
from tests.browser.room import ASK, choose_muscle, discard, open_new, saved

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
FIRST, SECOND = ("infraspinatus", "left"), ("teres_minor", "right")  # of no session that was signed
DEEP = "rectus_capitis_posterior_major"
NEVER = "rectus_capitis_posterior_minor"


@pytest.fixture
def new_session(open_page):
    """A new session of somebody who may be needled; what becomes a draft is discarded."""
    page = open_page("therapist@harbor.example", size="tablet")
    page.clock.install()
    open_new(page, "Gia")
    yield page
    page.go_back() if page.url.endswith("/sign/") else None
    opener = page.get_by_role("button", name="Discard").first
    if opener.is_visible():
        discard(page)


def row(page, at):
    return page.locator("#targets [data-rows] > [data-target]").nth(at)


def choose_mark(page, muscle, side):
    """By the keyboard, where marks lie close together."""
    page.locator(f"#ledger-chart [data-muscle={muscle}][data-side={side}]").first.press("Enter")


def with_two_timers(page):
    choose_muscle(page, *FIRST)
    choose_muscle(page, *SECOND, row=1)
    page.get_by_role("button", name="Start a timer for each").click()
    page.clock.run_for(7 * 60_000)
    page.get_by_role("button", name="Review and sign").click()
    expect(page.get_by_role("heading", name="2 timers are still running")).to_be_visible()


def test_signing_with_timers_asks_and_writes_the_minutes(new_session):
    page = new_session
    with_two_timers(page)
    keep_picture(page, "timers-before-signing")
    page.get_by_role("button", name="Stop them and write the minutes").click()
    page.wait_for_url(re.compile("/sign/$"))
    expect(page.get_by_text(", 7 min")).to_have_count(2)


def test_signing_without_the_minutes_is_said_and_not_silent(new_session):
    page = new_session
    with_two_timers(page)
    page.get_by_role("button", name="Back to the session").click()
    expect(row(page, 0).get_by_role("timer")).to_be_visible()
    page.get_by_role("button", name="Review and sign").click()
    page.get_by_role("button", name="Sign without the minutes").click()
    page.wait_for_url(re.compile("/sign/$"))
    expect(page.get_by_text(", 7 min")).to_have_count(0)


def choose(page, at, name, value):
    row(page, at).locator(f"label:has([name$='-{name}'][value='{value}'])").click()


def test_a_high_risk_muscle_lends_no_needle_and_asks_about_a_long_one(new_session):
    page = new_session
    choose_muscle(page, *FIRST)
    for name, value in (("diameter_mm", "0.25"), ("length_mm", "40"), ("technique", "pistoning")):
        choose(page, 0, name, value)
    choose_muscle(page, *SECOND, row=1)
    expect(row(page, 1).locator("[name$='-length_mm'][value='40']")).to_be_checked()
    choose_mark(page, DEEP, "right")
    expect(page.locator("[name=targets-2-muscle]")).to_have_value(DEEP)
    expect(row(page, 2).locator("[data-how]")).to_have_attribute("open", "")
    for name in ("diameter_mm", "length_mm", "technique"):
        expect(row(page, 2).locator(f"[name$='-{name}']:checked:not([value=''])")).to_have_count(0)
    row(page, 2).locator("[name$=risk_confirmed]").check()
    choose(page, 2, "length_mm", "40")
    expect(row(page, 2).get_by_text("longer than the 39 mm")).to_be_visible()
    expect(row(page, 2).locator("[name$=risk_confirmed]")).not_to_be_checked()
    choose(page, 2, "length_mm", "30")
    expect(row(page, 2).get_by_text("longer than the 39 mm")).to_be_hidden()
    saved(page)


def settings(page, at):
    """What the row says of needle and technique, and what of today."""
    shown = {}
    for name in ("diameter_mm", "length_mm", "technique", "twitch", "familiar_pain"):
        found = row(page, at).locator(f"[name$='-{name}']:checked:not([value=''])")
        shown[name] = found.get_attribute("value") if found.count() else None
    for name in ("safeguard", "depth_mm", "dwell_minutes", "copied_from", "needles_in", "needles_out"):
        shown[name] = row(page, at).locator(f"[name$='-{name}']").input_value()
    return shown


def as_last(target):
    told = {name: "" if target[name] is None else str(target[name]) for name in ("safeguard", "depth_mm")}
    told |= {"dwell_minutes": "", "copied_from": target["copied_from"]}
    told |= {"diameter_mm": f"{float(target['diameter_mm']):.2f}", "length_mm": str(target["length_mm"])}
    return told | {
        "technique": target["technique"], "needles_in": "", "needles_out": "", "twitch": None, "familiar_pain": None,
    }  # fmt: skip


def test_a_muscle_of_last_time_brings_its_settings_and_looks_prefilled_until_it_is_counted(new_session):
    page = new_session
    episode = re.search("/episodes/([0-9a-f-]+)/", page.url)[1]
    one, other = page.evaluate(ASK, f"episodes/{episode}/next-session/")["prefill"]["targets"][:2]
    choose_mark(page, *SECOND)
    choose(page, 0, "length_mm", "25")
    choose_mark(page, one["muscle"], one["side"])
    assert settings(page, 1) == as_last(one)
    copied = row(page, 1).locator("[data-copied]")
    expect(copied).to_contain_text(re.compile(r"From \d+ \w{3}$"))
    expect(row(page, 1).locator(".field.is-prefilled").first).to_be_attached()
    page.get_by_role("button", name="Add a muscle").click()
    row(page, 2).get_by_role("combobox").fill("Temporalis")
    page.keyboard.press("Enter")
    row(page, 2).locator(f"label:has([name$='-side'][value={other['side']}])").click()
    assert settings(page, 2)["technique"] == one["technique"]  # by the row above
    expect(row(page, 2).locator("[data-copied]")).to_have_count(0)
    name = page.locator(f"[name=targets-2-muscle] option[value={other['muscle']}]").text_content()
    row(page, 2).get_by_role("combobox").fill(name.strip())
    page.keyboard.press("Enter")
    assert settings(page, 2) == as_last(other)
    row(page, 1).locator("[name$='-needles_in']").fill("2")
    page.keyboard.press("Tab")
    expect(copied).to_have_count(0)
    expect(row(page, 1).locator(".field.is-prefilled")).to_have_count(0)
    page.clock.run_for(3000)
    assert [told["copied_from"] for told in saved(page)["targets"]] == [None, one["copied_from"], other["copied_from"]]
    page.reload()
    expect(row(page, 1).locator("[data-copied]")).to_have_count(0)
    expect(row(page, 2).locator("[data-copied]")).to_contain_text(re.compile(r"From \d+ \w{3}"))


@pytest.mark.parametrize("width", [1180, 820, 390])
def test_the_whole_name_stands_above_the_row_and_what_a_tap_did_above_the_figure(new_session, width):
    page, said = new_session, new_session.locator("[data-chart-said]")
    page.set_viewport_size({"width": width, "height": 820})
    choose_mark(page, DEEP, "right")
    heading = row(page, 0).get_by_role("heading", name="Rectus capitis posterior major, right")
    assert heading.evaluate("one => one.scrollWidth <= one.clientWidth")
    choose_mark(page, NEVER, "right")
    expect(said).to_contain_text("Nothing was added")
    expect(said).to_be_in_viewport()
    tops = page.locator("#ledger-chart .body-view").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().top)"
    )
    assert len(set(tops)) == (1 if width == 390 else 2)
    keep_picture(page, f"session-chart-{width}")
    saved(page)


def test_a_count_that_differs_leads_to_the_record_of_its_incident(new_session):
    page = new_session
    choose_muscle(page, *FIRST)
    row(page, 0).locator("[name$=needles_in]").fill("2")
    row(page, 0).locator("[name$=needles_out]").fill("1")
    saved(page)
    page.get_by_role("link", name="Record the incident").click()
    expect(page.locator("[name=events-0-kind]")).to_have_value("retained_needle")
    expect(page.locator("[name=events-0-description]")).to_be_focused()
    told = saved(page)
    assert [event["key"] for event in told["adverse_events"]] == ["retained_needle"]
    page.locator("label:has([name=events_answer][value=none])").click()
    expect(page.locator("#saved-state[data-state=saved]")).to_be_visible()
    assert saved(page)["adverse_events"] == []


def test_enter_saves_the_draft_and_the_code_follows_the_needles(new_session):
    page = new_session
    choose_muscle(page, *FIRST)
    page.clock.run_for(3000)
    saved(page)
    page.reload()
    expect(page.locator("[data-room-code]")).to_contain_text("No code")
    for name in ("needles_in", "needles_out"):
        row(page, 0).locator(f"[name$='-{name}']").fill("4")
    page.clock.run_for(3000)
    expect(page.locator("[data-room-code]")).to_contain_text("20560 · 1 muscle")
    page.get_by_label("Needled for").press("Enter")
    saved(page)
    assert not page.url.endswith("/hold/")
    expect(page.locator("#session-form")).to_be_visible()


def test_the_page_of_the_signature_leads_to_the_incident_with_its_kind_chosen(new_session):
    page = new_session
    choose_muscle(page, "temporalis", "left")
    page.fill("[name=targets-0-needles_in]", "2")
    page.fill("[name=targets-0-needles_out]", "1")
    page.locator("text=Review and sign").click()
    page.get_by_role("link", name="Record the incident").first.click()
    expect(page.locator("[name=events_answer][value=listed]")).to_be_checked()
    expect(page.locator("[name=events-0-kind]")).to_have_value("retained_needle")
    expect(page.locator("[name=events-0-description]")).to_be_focused()
    assert [event["key"] for event in saved(page)["adverse_events"]] == ["retained_needle"]
    page.locator("label:has([name=events_answer][value=none])").click()
    expect(page.locator("#saved-state[data-state=saved]")).to_be_visible()
    assert saved(page)["adverse_events"] == []
