"""The patient's phone where a network is there in name only, and what it says on the next day."""

import re
import time
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture
from tests.browser.phone import (
    AT_ONCE,
    answer_check_in,
    ask,
    day_of,
    deaf,
    go,
    never_answered,
    offline,
    online,
    rows_of,
    says_what_to_do,
    strip,
    tap_no_headache,
)
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
ENTRIES = """async () => {
  const { openStore, lastOwner } = await import("/static/js/device/store.js");
  const { Queue } = await import("/static/js/device/queue.js");
  return new Queue(await openStore(await lastOwner())).entries();
}"""


def open_check_in(phone) -> None:
    """A check-in with hours that nobody has answered yet: of the session that was answered first."""
    phone.goto(f"/me/check-in/{ask(phone, 'GET', 'check-ins/')['results'][-1]['session']}/")
    phone.wait_for_load_state("networkidle")  # the page has read the day anew


def test_what_is_dangerous_is_said_before_any_answer(phone):
    open_check_in(phone)
    answer_check_in(phone, soreness=6, breathless=True)
    never_answered(phone)
    phone.get_by_role("button", name="Send to the clinic").click()
    says_what_to_do(phone)
    assert phone.evaluate("document.activeElement.matches('[role=alert]')")
    keep_picture(phone, "phone-emergency-weak-network")
    assert [one["id"] for one in Axe().run(phone).response["violations"]] == []
    phone.reload()
    says_what_to_do(phone)


def test_a_tick_says_what_to_do_and_is_enough_to_send(phone):
    """Before anything is sent, with nothing else answered; a tick that is taken back takes its words along."""
    open_check_in(phone)
    sign, alert = phone.locator("label:has([name=warning_signs])").first, phone.get_by_role("alert")
    sign.click()
    expect(alert).to_contain_text("Call 911 now", timeout=AT_ONCE)
    expect(alert.get_by_role("link", name="Call 911", exact=True)).to_be_in_viewport()
    keep_picture(phone, "phone-emergency-ticked")
    assert [one["id"] for one in Axe().run(phone).response["violations"]] == []
    sign.click()
    expect(alert).to_have_count(0)
    sign.click()
    never_answered(phone)
    phone.get_by_role("button", name="Send to the clinic").click()
    says_what_to_do(phone)
    [entry] = phone.evaluate(ENTRIES)
    assert entry["request"]["body"]["soreness"] is None
    assert "soreness not asked" in entry["words"]


def test_what_is_dangerous_stands_on_the_phone_until_it_is_discarded(phone):
    open_check_in(phone)
    phone.context.set_offline(True)
    phone.locator("label:has([name=warning_signs])").nth(2).click()
    phone.get_by_role("button", name="Send to the clinic").click()
    says_what_to_do(phone)
    phone.goto("/me/")
    says_what_to_do(phone)
    expect(phone.get_by_role("alert")).to_contain_text("not with the clinic yet")
    keep_picture(phone, "phone-emergency-stands")
    phone.clock.install(time=time.time() + 86400)
    phone.goto("/me/")
    expect(phone.get_by_role("alert")).to_contain_text("Call 911 now")
    expect(phone.get_by_role("alert").get_by_role("link", name="Call the clinic")).to_have_attribute(
        "href", re.compile("tel:.")
    )
    phone.goto("/me/kept/")
    phone.get_by_role("button", name="Discard it").click()
    expect(phone.get_by_role("button", name="Discard it")).to_have_count(0)
    expect(phone.get_by_text("not with the clinic yet")).to_have_count(0)
    phone.goto("/me/")
    expect(strip(phone)).not_to_contain_text("1 entry is")
    expect(phone.get_by_text("not with the clinic yet")).to_have_count(0)


def test_what_the_clinic_has_followed_up_goes_from_the_phone(phone):
    """The demo's patient told of a swelling; nobody has followed it up."""
    offline(phone)
    standing = phone.locator("[data-warned]")
    expect(standing).to_contain_text("Your answer was sent at")
    expect(standing).to_contain_text("until the clinic has followed it up")
    online(phone)

    def followed_up(route):
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "warned": None})

    phone.route(re.compile("/api/v1/my-day/"), followed_up)
    phone.goto("/me/")
    wait_until(lambda: not phone.evaluate(KEEPS_WARNED), "the phone has read that it was followed up")
    offline(phone)
    expect(standing).to_have_count(0)


KEEPS_WARNED = """async () => {
  const { openStore, lastOwner } = await import("/static/js/device/store.js");
  return Boolean(await (await openStore(await lastOwner())).recall("warned"));
}"""


def test_a_second_tap_makes_no_second_entry(phone):
    open_check_in(phone)
    answer_check_in(phone, soreness=2, breathless=False)
    sent = never_answered(phone)
    phone.get_by_role("button", name="Send to the clinic").dblclick()
    expect(strip(phone)).to_contain_text("1 entry is on this phone")
    phone.evaluate("""() => {
      const form = document.querySelector("form[data-entry]");
      delete form.dataset.sent; // as after eight seconds
      form.requestSubmit();
    }""")
    wait_until(lambda: phone.evaluate("true") and sent, "it is on its way")  # asking the page lets its requests come in
    assert [entry["state"] for entry in phone.evaluate(ENTRIES)] == ["waiting"]
    assert len(sent) == 1


def test_the_day_of_an_entry_is_named_on_the_next_day(phone):
    offline(phone)
    tap_no_headache(phone)
    expect(strip(phone)).to_contain_text("1 entry is on this phone")
    phone.goto("/me/kept/")
    card = phone.locator("[data-view] section").first
    expect(card).to_contain_text("Today: no headache")
    phone.clock.install(time=time.time() + 86400)
    phone.goto("/me/kept/")
    day = date.fromisoformat(phone.today)
    expect(card).to_contain_text(f"{day:%A} {day.day} {day:%B}: no headache")
    expect(card).not_to_contain_text("Today")
    expect(card).to_contain_text(re.compile(r"Entered \w+ \d+ \w+, \d\d:\d\d"))


def test_undo_gives_the_clinics_entry_back(phone):
    ask(phone, "POST", "diary-days/", {"on": phone.today, "headache": True, "intensity": 3, "note": "At the desk"})
    phone.reload()
    expect(phone.get_by_role("button", name="Undo")).to_be_visible()
    wait_until(lambda: phone.evaluate(KNOWS_TODAY), "the phone knows what the clinic has")
    offline(phone)
    phone.goto("/me/diary/")
    deaf(phone, on=True)
    phone.context.set_offline(False)
    tap_no_headache(phone)
    wait_until(lambda: any(entry["tried"] for entry in phone.evaluate(ENTRIES)), "it may have left")
    offline(phone)
    expect(phone.locator("[data-view]")).to_contain_text("Today: no headache")
    phone.get_by_role("button", name="Undo").click()
    expect(phone.locator("[data-view]")).to_contain_text("Today: headache, 3 of 10")
    deaf(phone, on=False)
    online(phone)
    wait_until(lambda: all(entry["state"] == "saved" for entry in phone.evaluate(ENTRIES)), "all of it was sent")
    [row] = rows_of(phone, phone.today)
    assert (row["headache"], row["intensity"], row["note"]) == (True, 3, "At the desk")


KNOWS_TODAY = """async () => {
  const { openStore, lastOwner } = await import("/static/js/device/store.js");
  const { value } = (await (await openStore(await lastOwner())).recall("day")) ?? { value: { diary: [] } };
  return value.diary.some((row) => row.on === value.today);
}"""


def test_a_checklist_keeps_its_order(phone):
    [habit, *_] = [item for item in day_of(phone)["exercises"] if len(item["checklist"]) > 1]
    offline(phone)
    phone.goto("/me/exercises/")
    lines = phone.locator(f"#exercise-{habit['prescription']} [data-checklist] label")
    expect(lines).to_have_text([item["text"] for item in habit["checklist"]])


def test_looking_again_moves_nothing(phone):
    """What is kept is looked at every few seconds: where nothing changed, nothing is drawn, and the focus stays."""
    problem = {"status": 409, "detail": "Recorded already.", "title": "Conflict", "errors": {}}
    phone.route(re.compile("/api/v1/diary-days/"), lambda route: route.fulfill(status=409, json=problem))
    tap_no_headache(phone)
    go(phone, "/me/kept/")
    expect(phone.locator("[data-view]")).to_contain_text("Needs you")
    discard = phone.get_by_role("button", name="Discard it")
    discard.focus()
    for _ in range(4):
        with phone.expect_response("**/api/v1/my-day/"):
            phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(discard).to_be_focused()
    link = phone.locator("[data-device-strip] a")
    assert link.count() == 0
    discard.click()
    expect(phone.locator("[data-view]")).to_contain_text("Nothing waits on this phone")
    expect(phone.locator("#main")).to_be_focused()
