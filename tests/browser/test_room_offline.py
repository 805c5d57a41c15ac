"""The treatment room without network: Today and its patients' sessions, from what the device keeps until midnight."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture, sign_in
from tests.browser.room import (
    ASK,
    OFFLINE,
    SIGNED_OUT,
    choose_muscle,
    complaints,
    discard,
    drafts,
    open_new,
    ready,
    saved,
    says,
    sign_in_again,
    stored,
)
from tests.browser.room_offline import (
    A_DAY_AHEAD,
    A_DAY_BEHIND,
    NAMES,
    THERAPIST,
    WRITE,
    kept_day,
    online,
    open_offline,
    untouched,
)
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
SIX = (
    ("splenius_capitis", "left"), ("splenius_capitis", "right"), ("trapezius_upper", "left"),
    ("trapezius_upper", "right"), ("levator_scapulae", "left"), ("levator_scapulae", "right"),
)  # fmt: skip


@pytest.fixture
def page(open_page):
    return open_page(THERAPIST, size="tablet")


def test_a_session_that_was_never_opened_is_logged_without_network_and_stored_once(page):
    name, episode = untouched(kept_day(page))
    before, answers = len(drafts(page, episode)), []
    page.context.on("response", lambda got: answers.append(got.status) if got.request.method == "POST" else None)
    page.context.set_offline(True)
    page.goto("/")
    expect(page.get_by_text("No connection to the clinic")).to_be_visible()
    expect(page.locator("[data-as-of]")).to_contain_text(re.compile(r"As of \d\d:\d\d today"))
    expect(page.locator("[data-as-of]")).to_contain_text("co-signing")
    assert complaints(page) == []
    keep_picture(page, "room-offline-today")
    page.get_by_role("link", name=name).first.click()
    ready(page)
    expect(page.locator("[data-banner]")).to_contain_text(name)
    for row, (muscle, side) in enumerate(SIX):
        choose_muscle(page, muscle, side, row)
    page.locator("[data-fill=needles_in][data-value='2']").click()
    page.fill("[name=note]", "Without a network")
    says(page, OFFLINE)
    keep_picture(page, "room-offline-session")
    page.get_by_role("button", name="Review and sign").click()
    expect(page.get_by_text("Signing needs the clinic's server")).to_be_visible()
    page.reload()
    ready(page)
    expect(page.locator("[name=targets-5-needles_in]")).to_have_value("2")
    assert answers == []
    online(page)
    found = saved(page)
    assert [(row["muscle"], row["side"], row["needles_in"]) for row in found["targets"]] == [(*one, 2) for one in SIX]
    assert (found["note"], found["episode"], found["state"]) == ("Without a network", episode, "draft")
    assert datetime.fromisoformat(found["occurred_at"]) < datetime.fromisoformat(found["created_at"])
    assert (len(drafts(page, episode)), answers) == (before + 1, [201])
    discard(page)


def with_pain(route):
    """The last session as the server has it, and the pain before it was 4."""
    answer = route.fetch()
    told = answer.json()
    if told["last"]:
        told["last"]["measurements"] = [{"measure": "nprs_current", "phase": "before", "value": 4}]
    route.fulfill(response=answer, json=told)


def test_as_last_time_without_network_says_from_when_and_copies_no_count(page):
    page.context.route("**/next-session/", with_pain)
    told = kept_day(page)
    known = {one["id"]: page.evaluate(ASK, f"episodes/{one['id']}/next-session/") for one in told["episodes"]}
    begun = {one["episode"] for one in told["drafts"]}
    episode, last = next((key, one) for key, one in known.items() if one["prefill"]["targets"] and key not in begun)
    page.context.unroute_all()
    page.context.set_offline(True)
    page.goto(f"/episodes/{episode}/sessions/new/")
    ready(page)
    expect(page.locator("#session-side")).to_contain_text("Last time")
    lasting = page.locator(".field", has=page.locator("[name=pain_before]"))
    expect(lasting).to_contain_text(re.compile(r"Last: 4 on \d+ \w+"))
    expect(lasting.locator(".slider-last")).to_be_visible()
    expect(lasting.get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile("last 4 on"))
    first, row = last["prefill"]["targets"][0], page.locator("[data-target]:visible").first
    choose_muscle(page, first["muscle"], {"bilateral": "right"}.get(first["side"], first["side"]))
    expect(page.locator("[name=targets-0-copied_from]")).to_have_value(first["copied_from"])
    expect(row.locator("[data-copied]")).to_contain_text(re.compile(r"From \d+ \w+"))
    page.get_by_role("button", name="Discard what is here").click()
    page.get_by_role("button", name="Discard what I entered").click()
    page.wait_for_url(re.compile(r"//[^/]+/$"))
    page.goto(f"/episodes/{episode}/sessions/new/")
    ready(page)
    page.get_by_role("link", name="As last time").click()
    ready(page)
    expect(page.locator("[name=targets-0-muscle]")).to_have_value(first["muscle"])
    expect(page.locator("[name=targets-0-copied_from]")).to_have_value(first["copied_from"])
    expect(page.locator("[name=targets-0-needles_in]")).to_have_value("")
    expect(row.locator("[data-copied]")).to_contain_text(re.compile(r"From \d+ \w+"))
    expect(row.locator(".field.is-prefilled").first).to_be_attached()
    minutes = page.locator("[name=minutes]")
    expect(minutes).to_have_value(str(last["planned"]["minutes"]))
    expect(page.locator(".field.is-prefilled", has=minutes)).to_be_attached()
    assert complaints(page) == []
    page.fill("[name=minutes]", "33")
    expect(page.locator("#saved-state[data-kept=yes]")).to_be_visible()
    says(page, "Saved here")
    page.reload()
    ready(page)
    expect(page.locator("[name=minutes]")).to_have_value("33")
    expect(row.locator("[data-copied]")).to_contain_text(re.compile(r"From \d+ \w+"))
    expect(row.locator(".field.is-prefilled").first).to_be_attached()
    page.fill("[name=targets-0-needles_in]", "1")
    page.keyboard.press("Tab")
    expect(row.locator("[data-copied], .field.is-prefilled")).to_have_count(0)
    online(page)
    assert saved(page)["targets"][0]["copied_from"] == first["copied_from"]
    discard(page)


@pytest.fixture
def draft(page):
    """A draft that this device has never opened, and its patient's name."""
    _, episode = untouched(kept_day(page))
    now = datetime.now().astimezone() - timedelta(minutes=5)
    made = page.evaluate(WRITE, ["sessions/", "POST", {
        "episode": episode, "occurred_at": now.isoformat(), "minutes": 25, "note": "Begun elsewhere",
        "targets": [{"muscle": "splenius_capitis", "side": "left", "needles_in": 2}],
    }])  # fmt: skip
    kept_day(page)
    return made


def test_a_draft_that_was_never_opened_here_goes_on_without_network(page, draft):
    page.context.set_offline(True)
    page.goto(f"/sessions/{draft['id']}/")
    ready(page)
    expect(page.locator("[name=note]")).to_have_value("Begun elsewhere")
    expect(page.locator("[name=targets-0-needles_in]")).to_have_value("2")
    expect(page.locator("#blockers")).to_contain_text("things to settle before signing")
    says(page, "No answer from the clinic's server; what you enter is kept here")
    page.fill("[name=targets-0-needles_out]", "2")
    says(page, "Saved here")
    page.get_by_role("button", name="Discard").first.click()
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_text("Discarding needs the clinic's server")).to_be_visible()
    page.keyboard.press("Escape")
    page.goto(f"/sessions/{draft['id']}/sign/")
    expect(page.get_by_text("Signing needs the clinic's server")).to_be_visible()
    page.goto(f"/sessions/{draft['id']}/")
    ready(page)
    expect(page.locator("[name=targets-0-needles_out]")).to_have_value("2")
    online(page)
    found = saved(page)
    assert (found["targets"][0]["needles_out"], found["minutes"], found["note"]) == (2, 25, "Begun elsewhere")
    discard(page)
    gone = f"draft-session:{draft['id']}"
    wait_until(lambda: gone not in page.evaluate(NAMES, "read"), "a draft that is discarded is not kept any more")


def test_a_draft_that_was_changed_elsewhere_meanwhile_is_put_together(page, draft):
    page.context.set_offline(True)
    page.goto(f"/sessions/{draft['id']}/")
    ready(page)
    page.fill("[name=minutes]", "40")
    says(page, "Saved here")
    other = page.context.browser.new_context(base_url=page.url.split("/sessions")[0])
    try:
        elsewhere = other.new_page()
        sign_in(elsewhere, THERAPIST)
        changed = elsewhere.evaluate(WRITE, [f"sessions/{draft['id']}/", "PATCH", {"note": "Changed elsewhere"}])
        assert changed["note"] == "Changed elsewhere"
    finally:
        other.close()
    online(page)
    found = saved(page)
    assert (found["minutes"], found["note"]) == (40, "Changed elsewhere")
    discard(page)


@pytest.mark.parametrize(("way", "clock"), [("ahead", A_DAY_AHEAD), ("behind", A_DAY_BEHIND)], ids=["ahead", "behind"])
def test_a_clock_that_is_a_day_off_changes_neither_the_day_nor_the_time(page, way, clock):
    page.add_init_script(clock)
    name, _ = untouched(kept_day(page))
    open_offline(page, name)
    shown = page.input_value("[name=occurred_at]")
    page.fill("[name=note]", "By the clinic's clock")
    says(page, OFFLINE)
    online(page)
    says(page, f"The clock of this device is 1 day {way}")
    found = saved(page)
    assert found["note"] == "By the clinic's clock"
    assert page.input_value("[name=occurred_at]") == shown
    late = datetime.fromisoformat(found["created_at"]) - datetime.fromisoformat(found["occurred_at"])
    assert timedelta(0) <= late < timedelta(minutes=5)
    discard(page)


FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value) {
    if (this.name === "work") throw new DOMException("full", "QuotaExceededError");
    return put.call(this, value);
  };
}"""


def test_a_full_device_without_network_says_to_stay_and_nothing_is_lost(page):
    name, _ = untouched(kept_day(page))
    page.add_init_script(f"({FULL})()")
    open_offline(page, name)
    page.fill("[name=note]", "No room here")
    says(page, "This device is full: stay on this page until it says saved.")
    page.context.set_offline(False)
    assert saved(page)["note"] == "No room here"
    online(page)
    assert stored(page)["note"] == "No room here"
    discard(page)


def test_a_sign_in_that_ended_meanwhile_asks_and_goes_on(page):
    name, episode = untouched(kept_day(page))
    before = len(drafts(page, episode))
    open_offline(page, name)
    page.fill("[name=note]", "The sign-in ended")
    says(page, OFFLINE)
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)
    says(page, SIGNED_OUT)
    page.get_by_role("link", name="Sign in again").click()
    sign_in_again(page)
    wait_until(lambda: len(drafts(page, episode)) == before + 1, "what was entered reached the clinic")
    page.goto(f"/sessions/{drafts(page, episode)[0]['id']}/")
    ready(page)
    assert stored(page)["note"] == "The sign-in ended"
    discard(page)


def test_who_must_not_be_needled_yet_is_said_without_network_too(page):
    episode = open_new(page, "Eve")
    page.fill("[name=note]", "Begun")
    draft = f"/sessions/{saved(page)['id']}/"
    kept_day(page)
    page.context.set_offline(True)
    page.goto(f"/episodes/{episode}/sessions/new/")
    ready(page)
    expect(page.locator("[data-stops]")).to_contain_text("Red flag not cleared")
    keep_picture(page, "room-offline-stops")
    page.context.set_offline(False)
    page.goto(draft)
    ready(page)
    expect(page.locator("[data-stops]").get_by_role("link", name=re.compile("Red flag not cleared"))).to_be_visible()
    discard(page)
