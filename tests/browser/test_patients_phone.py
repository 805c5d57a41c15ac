"""The patient's phone: without network, closed and opened again, signed out, wrong about the time, full."""

import re
import sys
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from plans.rules.precautions import ASK_FIRST
from tests.browser.conftest import keep_picture, sign_in
from tests.browser.phone import (
    OTHER,
    PATIENT,
    answer_check_in,
    ask,
    day_of,
    deaf,
    given_up,
    go,
    never_answered,
    offline,
    online,
    open_again,
    ready,
    rows_of,
    says_what_to_do,
    sign_out,
    strip,
    tap_no_headache,
)
from tests.waiting import wait_until

KEPT = """async () => {
  const { openStore, lastOwner } = await import("/static/js/device/store.js");
  const day = await lastOwner() && await (await openStore(await lastOwner())).recall("day");
  return day ? day.value.exercises.map((one) => one.ask_first) : [];
}"""
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


def test_the_day_stands_on_a_phone_without_network(phone):
    told = day_of(phone)
    name = told["exercises"][0]["name"]
    offline(phone)
    for path, words in (
        ("/me/", name), ("/me/diary/", "How strong was it"), ("/me/exercises/", name),
        ("/me/progress/", told["progress"]["sentences"][0]), ("/me/kept/", "Nothing waits on this phone"),
    ):  # fmt: skip
        phone.goto(path)
        expect(phone.locator("[data-view]")).to_contain_text(words)
        keep_picture(phone, f"phone-offline{path.replace('/', '-')}")
        found = [one["id"] for one in Axe().run(phone).response["violations"]]
        assert found == [], path
    phone.goto("/me/")
    booked, zone = told["appointments"][0], ZoneInfo(told["clinic"]["timezone"])
    begin = datetime.fromisoformat(booked["starts_at"]).astimezone(zone)
    row = phone.locator("section", has=phone.get_by_role("heading", name="Your appointments")).locator("li").first
    expect(row).to_contain_text(f"{begin:%A} {begin.day} {begin:%B}, {begin:%H:%M}")
    expect(row).to_contain_text(f"With {booked['therapist_name']}, {booked['minutes']} minutes")
    phone.goto("/me/exercises/")
    phone.get_by_text("How to do it").first.click()
    expect(phone.locator("[data-view] ol li").first).to_have_text(told["exercises"][0]["instructions"][0])


def test_without_network_too_the_phone_says_to_ask_before_an_exercise_that_is_being_checked(phone):
    told = day_of(phone)
    first, *_ = told["exercises"]
    first["ask_first"] = ASK_FIRST
    phone.route("**/api/v1/my-day/", lambda route: route.fulfill(json=told))
    phone.goto("/me/")
    wait_until(lambda: phone.evaluate(KEPT).count(ASK_FIRST) == 1, "the phone keeps the sentence")
    offline(phone)
    for path in ("/me/", "/me/exercises/"):
        phone.goto(path)
        expect(phone.locator("[data-view]").get_by_text(ASK_FIRST)).to_have_count(1)
        entry = phone.locator("[data-view] li, [data-view] section.my-exercise", has_text=first["name"]).first
        expect(entry).to_contain_text(ASK_FIRST)


def test_what_was_saved_is_told_where_one_is_by_the_clinic_s_clock(phone):
    go(phone, "/me/diary/")
    phone.locator("input[name=intensity][value='4']").check(force=True)
    phone.get_by_role("button", name="Save the headache").click()
    expect(strip(phone)).to_contain_text("headache, 4 of 10")
    expect(strip(phone)).to_be_in_viewport()
    zone = phone.evaluate("fetch('/api/v1/my-day/').then((got) => got.json()).then((day) => day.clinic.timezone)")
    minutes = [(datetime.now(ZoneInfo(zone)) - timedelta(minutes=ago)).strftime("%H:%M") for ago in (0, 1)]
    expect(strip(phone)).to_contain_text(re.compile("|".join(minutes)))


def test_two_entries_wait_through_closing_and_are_sent_once(phone):
    context = phone.context
    [exercise, *_] = day_of(phone)["exercises"]
    before = ask(phone, "GET", f"adherence/?prescription={exercise['prescription']}")["results"]
    offline(phone)
    tap_no_headache(phone)
    expect(strip(phone)).to_contain_text("1 entry is on this phone")
    expect(phone.locator("[data-view]")).to_contain_text("Today: no headache")
    phone.goto("/me/exercises/")
    card = phone.locator(f"#exercise-{exercise['prescription']}")
    card.get_by_role("button", name="Partly" if (exercise["reported"] or {}).get("done") == "done" else "Done").click()
    expect(card.get_by_text("Saved on this phone")).to_be_visible()
    phone.reload()
    expect(strip(phone)).to_contain_text("2 entries are on this phone")
    phone.close()
    again = context.new_page()
    sent: list[str] = []
    context.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    again.goto("/me/")
    expect(strip(again)).to_contain_text("2 entries are on this phone")
    context.set_offline(False)
    expect(strip(again)).to_contain_text("Saved", use_inner_text=True)
    expect(strip(again)).not_to_contain_text("on this phone")
    writes = [one for one in sent if "/api/v1/" in one and not one.startswith("GET")]
    assert len(writes) == 2
    today = day_of(again)["today"]
    assert [row["headache"] for row in rows_of(again, today)] == [False]
    after = ask(again, "GET", f"adherence/?prescription={exercise['prescription']}")["results"]
    assert len([row for row in after if row["on"] == today]) == 1
    assert len(after) - len(before) == (0 if exercise["reported"] else 1)


def test_a_sign_out_asks_before_anything_is_lost(phone):
    offline(phone)
    tap_no_headache(phone)
    expect(strip(phone)).to_contain_text("1 entry is on this phone")
    deaf(phone, on=True)
    online(phone)
    go(phone, "/me/progress/")
    sign_out(phone)
    dialog = phone.get_by_role("dialog")
    expect(dialog).to_contain_text("1 entry is not sent yet")
    dialog.get_by_role("button", name="Stay signed in").click()
    phone.goto("/me/")
    expect(strip(phone)).to_contain_text("1 entry is on this phone")
    sign_out(phone)
    dialog.get_by_role("button", name="Discard and sign out").click()
    phone.wait_for_url(re.compile("/accounts/login/"))
    left = phone.evaluate("""async () => {
      const request = indexedDB.open("myoplan");
      const database = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
      const counts = {};
      for (const name of ["members", "read", "work"]) {
        const asked = database.transaction(name).objectStore(name).count();
        counts[name] = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
      }
      return counts;
    }""")
    assert left == {"members": 0, "read": 0, "work": 0}


def test_what_waits_is_sent_before_a_sign_out(phone):
    offline(phone)
    tap_no_headache(phone)
    expect(strip(phone)).to_contain_text("1 entry is on this phone")
    deaf(phone, on=True)
    online(phone)
    phone.goto("/me/progress/")
    expect(strip(phone)).to_contain_text("1 entry is on this phone")
    deaf(phone, on=False)
    sign_out(phone)
    phone.wait_for_url(re.compile("/accounts/login/"))
    sign_in(phone, PATIENT)
    assert [row["headache"] for row in rows_of(phone, phone.today)] == [False]


def test_a_sign_in_that_ran_out_keeps_entries_and_nobody_else_sends_them(phone):
    offline(phone)
    tap_no_headache(phone)
    expect(strip(phone)).to_contain_text("1 entry is on this phone")
    phone.context.clear_cookies(name="sessionid")
    online(phone)
    phone.wait_for_url(re.compile("/accounts/login/"))
    expect(phone.locator("[data-device-waiting]")).to_contain_text("1 entry waits on this device")
    sign_in(phone, OTHER)
    phone.goto("/me/kept/")
    expect(phone.locator("[data-view]")).to_contain_text("Nothing waits on this phone")
    offline(phone)
    expect(phone.locator("[data-view]")).to_contain_text("Headache diary")
    expect(phone.locator("[data-view]")).not_to_contain_text("no headache")
    online(phone)
    phone.context.clear_cookies(name="sessionid")
    sign_in(phone, PATIENT)
    expect(strip(phone)).to_contain_text("Today: no headache")
    wait_until(lambda: rows_of(phone, phone.today), "the entry reached the clinic under its author")


def test_a_day_that_the_clinic_wrote_meanwhile_shows_both_values(phone):
    offline(phone)
    phone.goto("/me/diary/")
    phone.locator("[name=intensity][value='7']").check(force=True)
    phone.get_by_role("button", name="Save the headache").click()
    expect(strip(phone)).to_contain_text("1 entry is on this phone")
    ask(phone, "POST", "diary-days/", {"on": phone.today, "headache": True, "intensity": 3})
    online(phone)
    expect(strip(phone)).to_contain_text("1 entry needs you")
    strip(phone).get_by_role("link").click()
    card = phone.locator("[data-view] section").first
    expect(card).to_contain_text("is recorded already")
    expect(card).to_contain_text("headache, 7 of 10")
    expect(card).to_contain_text("headache, 3 of 10")
    keep_picture(phone, "phone-needs-you")
    assert [one["id"] for one in Axe().run(phone).response["violations"]] == []
    card.get_by_role("button", name="Take mine").click()
    wait_until(lambda: rows_of(phone, phone.today)[0]["intensity"] == 7, "mine took the place of theirs")
    expect(strip(phone)).not_to_contain_text("needs you")


def test_a_clock_that_is_a_day_ahead_is_told_and_nothing_is_lost(phone):
    offline(phone)
    phone.clock.install(time=time.time() + 86400)
    phone.goto("/me/")
    expect(phone.locator("[data-view]")).to_contain_text("Nothing is kept on this phone")
    phone.goto("/me/diary/")
    tap_no_headache(phone)
    expect(strip(phone)).to_contain_text("1 entry is on this phone")
    online(phone)
    phone.goto("/me/kept/")
    expect(phone.locator("[data-view]")).to_contain_text("This day lies in the future. Write it when it has come.")
    tomorrow = date.fromisoformat(phone.today) + timedelta(days=1)
    assert rows_of(phone, f"{tomorrow}") == []
    phone.get_by_role("button", name="Discard it").click()
    expect(phone.locator("[data-view]")).to_contain_text("Nothing waits on this phone")


def test_a_full_phone_says_that_nothing_was_saved(phone):
    offline(phone)
    phone.evaluate("""() => {
      IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
    }""")
    tap_no_headache(phone)
    expect(phone.get_by_role("alert")).to_contain_text("your entry is NOT saved")
    phone.reload()
    expect(strip(phone)).to_be_hidden()


def test_no_record_lies_in_a_cache(phone):
    for path in ("/me/", "/me/diary/", "/me/exercises/", "/me/progress/"):
        answer = phone.goto(path)
        assert "no-store" in answer.headers["cache-control"], path
    told = day_of(phone)
    kept = phone.evaluate("""async () => {
      const texts = [];
      for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys())
        texts.push(await (await (await caches.open(name)).match(request)).text());
      return texts.join(" ");
    }""")
    assert "Nothing is kept on this phone" in kept
    for secret in (told["name"], told["clinic"]["name"], told["exercises"][0]["prescription"], PATIENT):
        assert secret not in kept


def warning_signs_say_what_to_do_without_an_answer(phone):
    """Without a network, and with one that never answers. The demo's check-in stays open: what was entered goes."""
    [check_in, *_] = day_of(phone)["check_ins"]
    offline(phone)
    sent = []
    for there in (False, True):
        phone.goto(f"/me/check-in/{check_in['session']}/")
        answer_check_in(phone, soreness=6, breathless=True)
        if there:
            sent = never_answered(phone)
            phone.context.set_offline(False)
        phone.get_by_role("button", name="Send to the clinic").click()
        says_what_to_do(phone)
        keep_picture(phone, "phone-emergency")
        phone.get_by_role("button", name="Discard it").click()
        expect(strip(phone)).to_be_hidden()
    given_up(phone, sent)


def test_warning_signs_without_a_network_then_taps_and_seconds(phone, capsys):
    """A warning sign says at once what to do. A headache-free day is one tap, a headache and a check-in are three.

    Each is done in less than ten seconds.
    """
    warning_signs_say_what_to_do_without_an_answer(phone)
    online(phone)
    session = phone.context.new_cdp_session(phone)
    slow = {"offline": False, "latency": 150, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", slow)
    ways = {
        "headache-free day": (["text=No headache today"], re.compile("Today(:| is saved:) no headache")),
        "headache": (["text=I had a headache", "label:has([name=intensity][value='6'])", "text=Save the headache"],
                     re.compile("Today(:| is saved:) headache, 6 of 10")),
        "check-in": (["text=Answer the check-in", "label:has([name=soreness][value='2'])", "text=Send to the clinic"],
                     "Thank you"),
    }  # fmt: skip
    for name, (taps, words) in ways.items():
        open_again(phone, phone.today)
        phone.goto("/me/")
        began = time.monotonic()
        for tap in taps:
            phone.locator(tap).first.click()
        expect(phone.locator("main")).to_contain_text(words, timeout=10_000)
        seconds = time.monotonic() - began
        with capsys.disabled():
            sys.stdout.write(f"\n{name}: {len(taps)} taps, {seconds:.1f} s with 150 ms latency")
        assert len(taps) == (1 if name == "headache-free day" else 3)
        assert seconds < 10


def test_one_tap_is_undone(phone):
    tap_no_headache(phone)
    expect(strip(phone)).to_contain_text("Today: no headache")
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_role("button", name="No headache today")).to_be_visible()
    expect(phone.locator("main")).not_to_contain_text("Today: no headache")
    assert rows_of(phone, phone.today) == []
    ready(phone)
    offline(phone)
    tap_no_headache(phone)
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_role("button", name="No headache today")).to_be_visible()
    expect(strip(phone)).not_to_contain_text("on this phone")
