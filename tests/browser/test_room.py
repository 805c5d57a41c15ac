"""The session's screen saves by itself, says truthfully how far it is, and names what it needs a person for."""

import pytest
from playwright.sync_api import expect

from tests.browser.room import choose_muscle, complaints, discard, open_new, ready, saved, says, stored

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value) {
    if (this.name === "work") throw new DOMException("full", "QuotaExceededError");
    return put.call(this, value);
  };
}"""
CHOOSE = """select => {
  select.value = select.options[1].value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}"""
A_DAY_AHEAD = """() => { const now = Date.now; Date.now = () => now() + 24 * 3600 * 1000; }"""
TWO_BACK = A_DAY_AHEAD.replace("+ 24", "- 48")


@pytest.fixture
def page(open_page):
    page = open_page("therapist@harbor.example", size="tablet")
    yield page
    discard(page)


def test_what_is_entered_is_stored_without_a_button(page):
    open_new(page)
    says(page, "Not saved yet")
    page.locator("[aria-label='Usual: Minutes'] >> text=30").click()
    choose_muscle(page, "splenius_capitis", "left")
    page.fill("[name=targets-0-needles_in]", "2")
    page.locator("label:has([name=targets-0-twitch][value=yes])").click()
    page.fill("[name=pain_before]", "6")
    page.fill("[name=note]", "Prone, head turned.")
    page.locator("#hygiene label:has([name=gloves])").click()
    found = saved(page)
    assert (found["minutes"], found["note"], found["gloves"]) == (30, "Prone, head turned.", True)
    [target] = found["targets"]
    assert (target["muscle"], target["side"], target["needles_in"], target["twitch"]) == (
        "splenius_capitis", "left", 2, "yes",
    )  # fmt: skip
    assert [(row["measure"], row["phase"], row["value"]) for row in found["measurements"]] == [
        ("nprs_current", "before", 6)
    ]
    expect(page.locator("#blockers")).to_contain_text("The count differs for splenius capitis, left: 2 in")
    page.locator("#blockers").get_by_role("link", name="The count differs").click()
    expect(page.locator("[name=targets-0-needles_out]")).to_be_focused()


def test_only_what_changed_is_sent(page):
    open_new(page)
    page.fill("[name=minutes]", "20")
    saved(page)
    with page.expect_request(lambda request: request.method == "PATCH") as sent:
        page.fill("[name=note]", "Side lying.")
    assert sent.value.post_data_json == {"note": "Side lying."}
    assert sent.value.headers["if-match"] == '"1"'
    saved(page)


def test_every_kind_of_answer_comes_back_after_a_reload(page):
    open_new(page)
    page.locator("label:has([name=changes][value=true])").click()
    page.fill("[name=change_note]", "New tablets")
    page.locator("[data-changes] [name=positive]").first.check()
    page.locator("label:has([name=risk_explained][value=bruising])").click()
    page.locator("#closing summary").nth(0).click()
    page.locator("label:has([name=estim_used])").click()
    page.fill("[name=estim_leads]", "splenius, left\nsplenius, right")
    page.fill("[name=estim_frequency_hz]", "2")
    page.locator("label:has([name=events_answer][value=listed])").click()
    page.locator("select[name=events-0-kind]").evaluate(CHOOSE)
    page.locator("#closing summary").nth(1).click()
    page.locator("[data-number] [name^=treat_]").first.fill("10")
    found = saved(page)
    assert found["rescreen"]["changes"] is True
    assert found["rescreen"]["note"] == "New tablets"
    assert len(found["rescreen"]["positive"]) == 1
    assert found["risk_explained"] == ["bruising"]
    assert (found["estim"]["frequency_hz"], found["estim"]["leads"]) == (2, ["splenius, left", "splenius, right"])
    assert len(found["adverse_events"]) == 1
    assert found["interventions"][0]["minutes"] == 10
    sent = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "PATCH" else None)
    page.reload()
    ready(page)
    page.fill("[name=note]", "Only this.")
    again = saved(page)
    assert sent == ["PATCH"]
    kept = ("rescreen", "risk_explained", "estim", "interventions")
    assert {name: again[name] for name in kept} == {name: found[name] for name in kept}
    page.locator("label:has([name=events_answer][value=none])").click()
    saved(page)


def test_half_a_row_waits_and_the_rest_is_stored(page):
    open_new(page)
    page.fill("[name=targets-0-needles_in]", "2")
    page.fill("[name=note]", "The rest")
    says(page, "Needs you: Choose the muscle and the side")
    page.reload()
    says(page, "Needs you: Choose the muscle and the side")
    assert stored(page)["note"] == "The rest"
    expect(page.locator("[data-target]:visible [name$=-needles_in]")).to_have_value("2")
    page.locator("#ledger-chart [data-muscle=splenius_capitis][data-side=left]").first.click()
    page.locator("[data-target]:visible [data-remove-row]").first.click()
    saved(page)


def test_what_the_server_cannot_store_is_named_and_the_rest_is_stored(page):
    open_new(page)
    choose_muscle(page, "splenius_capitis", "left")
    choose_muscle(page, "splenius_capitis", "right", 1)
    page.fill("[name=targets-0-needles_in]", "2")
    page.fill("[name=targets-1-needles_in]", "50")
    page.fill("[name=note]", "The rest")
    says(page, "Splenius capitis, right: needles in. Enter a count from 0 to 40.")
    refused = page.locator(".field.has-error")
    expect(refused).to_contain_text("Enter a count from 0 to 40.")
    expect(refused.locator("[name=targets-1-needles_in]")).to_have_attribute("aria-invalid", "true")
    assert stored(page)["note"] == "The rest"
    assert [row["needles_in"] for row in stored(page)["targets"]] == [2]
    assert complaints(page) == []
    page.fill("[name=targets-1-needles_in]", "5")
    assert [row["needles_in"] for row in saved(page)["targets"]] == [2, 5]
    expect(refused).to_have_count(0)


def test_a_full_device_is_told_and_everything_goes_on(page):
    page.add_init_script(f"({FULL})()")
    open_new(page)
    page.fill("[name=note]", "No room here")
    says(page, "This device is full")
    assert saved(page)["note"] == "No room here"


def test_a_clock_that_is_a_day_ahead_or_behind_is_told_and_the_clinics_time_holds(page):
    page.add_init_script(f"({A_DAY_AHEAD})()")
    open_new(page)
    shown = page.input_value("[name=occurred_at]")
    page.fill("[name=note]", "Whatever the tablet says")
    says(page, "The clock of this device is 1 day ahead")
    assert saved(page)["note"] == "Whatever the tablet says"
    page.evaluate(TWO_BACK)
    page.fill("[name=note]", "Whatever it says now")
    says(page, "The clock of this device is 1 day behind")
    assert saved(page)["note"] == "Whatever it says now"
    assert page.input_value("[name=occurred_at]") == shown


def test_a_time_that_cannot_be_is_said_and_nothing_is_lost(page):
    open_new(page)
    page.fill("[name=occurred_at]", "2031-01-01 10:00")
    page.fill("[name=note]", "Kept")
    says(page, "Needs you")
    page.fill("[name=occurred_at]", "soon")
    says(page, "Enter the time as")
    page.fill("[name=occurred_at]", "2026-11-20 10:00")
    found = saved(page)
    assert (found["note"], found["occurred_at"]) == ("Kept", "2026-11-20T18:00:00Z")


def test_days_are_typed_as_the_product_shows_them(page):
    open_new(page)
    expiry = page.locator("[name=needle_expiry]")
    expiry.evaluate("(one) => one.closest('details')?.setAttribute('open', '')")
    expiry.fill("6 Oct 2027")
    page.fill("[name=occurred_at]", "20 Nov 2026, 10:00")
    found = saved(page)
    assert (found["needle_expiry"], found["occurred_at"]) == ("2027-10-06", "2026-11-20T18:00:00Z")
    expect(expiry).to_have_value("6 Oct 2027")
    expiry.fill("Oct 31, 2027")
    assert saved(page)["needle_expiry"] == "2027-10-31"
    expiry.fill("31 Feb 2027")
    says(page, "Needs you")
