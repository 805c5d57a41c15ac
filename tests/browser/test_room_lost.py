"""Tab, network or sign-in end while a session is logged: what was entered comes back, and is stored once."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.room import (
    HERE,
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
    session_of,
    sign_in_again,
    sign_out,
    stored,
)
from tests.browser.room_offline import WRITE
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
THERAPIST = "therapist@harbor.example"
SESSIONS = "**/api/v1/sessions/**"
KEPT = """async () => {
  const request = indexedDB.open("myoplan");
  const database = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const names = ["members", "work"];
  const all = await Promise.all(names.map((name) => new Promise((resolve) => {
    const asked = database.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => resolve(asked.result);
  })));
  database.close();
  const text = all[1].map(({ sealed }) => new TextDecoder("latin1").decode(sealed)).join("");
  const open = all[0].some(({ key }) => key.extractable);
  return { members: all[0].length, work: all[1].length, readable: text.includes("Offline"), open };
}"""

AN_ENTRY = """async () => {
  const { openStore } = await import("/static/js/device/store.js");
  const { Queue } = await import("/static/js/device/queue.js");
  const { create } = await import("/static/js/device/asking.js");
  const { ownerHere } = await import("/static/js/device/people.js");
  const queue = new Queue(await openStore(ownerHere()));
  const request = create("diary-days/", { on: "2026-11-23" });
  await queue.add({ about: "diary:2026-11-23", words: "Monday: no headache", request });
}"""


@pytest.fixture
def page(open_page):
    return open_page(THERAPIST, size="tablet")


def test_a_tab_that_is_closed_without_network_loses_nothing(page):
    context, episode = page.context, open_new(page)
    before = len(drafts(page, episode))
    context.set_offline(True)
    page.fill("[name=minutes]", "25")
    page.fill("[name=note]", "Offline words")
    choose_muscle(page, "splenius_capitis", "left")
    page.fill("[name=targets-0-needles_in]", "3")
    says(page, OFFLINE)
    assert page.evaluate(KEPT) == {"members": 1, "work": 1, "readable": False, "open": False}
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/episodes/{episode}/sessions/new/")
    found = saved(page)
    assert (found["minutes"], found["note"], found["targets"][0]["needles_in"]) == (25, "Offline words", 3)
    assert page.input_value("[name=note]") == "Offline words"
    assert len(drafts(page, episode)) == before + 1
    assert page.evaluate(KEPT)["work"] == 0
    discard(page)


def test_any_page_sends_what_was_left(page):
    context, episode = page.context, open_new(page)
    before = len(drafts(page, episode))
    page.route("**/api/v1/sessions/**", lambda route: route.abort())
    page.fill("[name=note]", "Left behind")
    says(page, OFFLINE)
    page.close()
    page = context.new_page()
    page.goto("/work/")
    expect(page.get_by_text("Sent: the session of Ada")).to_be_visible()
    assert len(drafts(page, episode)) == before + 1
    page.goto(f"/sessions/{drafts(page, episode)[0]['id']}/")
    ready(page)
    assert stored(page)["note"] == "Left behind"
    discard(page)


def test_what_is_sent_late_is_not_called_unsent_any_more(page):
    context, episode = page.context, open_new(page)
    before = len(drafts(page, episode))
    context.route(SESSIONS, lambda route: route.abort())
    page.fill("[name=note]", "Sent late")
    says(page, OFFLINE)
    page.close()
    page = context.new_page()
    page.goto("/work/")
    expect(page.locator("[data-left-here]")).to_contain_text("not sent yet")
    context.unroute(SESSIONS)
    expect(page.get_by_text("Sent: the session of Ada")).to_be_visible()
    expect(page.locator("[data-left-here]")).to_have_count(0)
    assert (page.evaluate(KEPT)["work"], len(drafts(page, episode))) == (0, before + 1)
    page.goto(f"/sessions/{drafts(page, episode)[0]['id']}/")
    ready(page)
    discard(page)


def test_a_draft_that_was_discarded_elsewhere_is_kept_as_one_new_one_although_the_answer_is_lost(page, open_page):
    context, episode = page.context, open_new(page)
    page.fill("[name=note]", "Base")
    saved(page)
    session = session_of(page)
    context.route(SESSIONS, lambda route: route.abort())
    page.fill("[name=note]", "Wanted still")
    says(page, OFFLINE)
    page.close()
    elsewhere = open_page(THERAPIST, size="desk")
    elsewhere.goto(f"/sessions/{session}/")
    ready(elsewhere)
    discard(elsewhere)
    before = len(drafts(elsewhere, episode))
    context.unroute(SESSIONS)
    page = context.new_page()
    page.goto("/work/")
    page.get_by_role("button", name="Look at it").click()
    made = []

    def lose(route):
        made.append(route.fetch().status) if route.request.method == "POST" and not made else None
        route.abort()

    context.route(SESSIONS, lose)
    page.get_by_role("button", name="Keep it as a new draft").click()
    wait_until(lambda: page.evaluate("made => made", made) == [201], "the clinic has it, and this device does not know")
    page.goto("/work/")
    expect(page.locator("[data-left-here]")).to_contain_text("Open it")
    context.unroute(SESSIONS)
    expect(page.get_by_text("Sent: the session of Ada")).to_be_visible()
    assert drafts(page, episode)[0]["note"] == "Wanted still"
    assert (len(drafts(page, episode)), page.evaluate(KEPT)["work"]) == (before + 1, 0)
    page.goto(f"/sessions/{drafts(page, episode)[0]['id']}/")
    ready(page)
    discard(page)


def test_an_answer_that_is_lost_makes_no_second_session(page):
    episode = open_new(page)
    before = len(drafts(page, episode))

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/api/v1/sessions/**", lose)
    page.fill("[name=note]", "Once")
    says(page, OFFLINE)
    page.fill("[name=note]", "Once, and changed since")
    page.unroute("**/api/v1/sessions/**")
    assert saved(page)["note"] == "Once, and changed since"
    assert len(drafts(page, episode)) == before + 1
    page.route("**/api/v1/sessions/**", lose)
    page.fill("[name=minutes]", "35")
    says(page, OFFLINE)
    page.fill("[name=minutes]", "40")
    page.unroute("**/api/v1/sessions/**")
    assert saved(page)["minutes"] == 40
    expect(page.locator("dialog[open]")).to_have_count(0)
    discard(page)


def test_a_sign_in_that_ended_asks_and_goes_on(page):
    open_new(page)
    page.fill("[name=note]", "Before")
    saved(page)
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=note]", "After the sign-in ended")
    says(page, SIGNED_OUT)
    page.get_by_role("link", name="Sign in again").click()
    sign_in_again(page)
    assert saved(page)["note"] == "After the sign-in ended"
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=note]", "Signed in in another tab")
    says(page, SIGNED_OUT)
    other = page.context.new_page()
    sign_in(other, THERAPIST)
    page.bring_to_front()
    assert saved(page)["note"] == "Signed in in another tab"
    discard(page)


def test_signing_out_asks_before_anything_is_lost_and_then_wipes_the_device(page):
    episode = open_new(page)
    before = len(drafts(page, episode))
    page.route("**/api/v1/sessions/**", lambda route: route.abort())
    page.fill("[name=note]", "Not sent")
    says(page, HERE)
    sign_out(page)
    expect(page.get_by_role("dialog")).to_contain_text("1 session is not sent yet")
    expect(page.get_by_role("dialog")).to_contain_text("Ada Testcase")
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.locator("[name=note]")).to_have_value("Not sent")
    sign_out(page)
    page.get_by_role("button", name="Discard and sign out").click()
    page.wait_for_url(lambda url: "/sessions/" not in url)
    page.goto("/accounts/login/")
    assert page.evaluate(KEPT) == {"members": 0, "work": 0, "readable": False, "open": False}
    page.unroute("**/api/v1/sessions/**")
    sign_in(page, THERAPIST)
    assert len(drafts(page, episode)) == before


def test_one_question_names_entries_and_sessions_alike(page):
    open_new(page)
    page.route("**/api/v1/**", lambda route: route.abort())
    page.fill("[name=note]", "Not sent")
    says(page, HERE)
    page.evaluate(AN_ENTRY)
    sign_out(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 entry and 1 session are not sent yet")
    for words in ("Monday: no headache", "Ada Testcase"):
        expect(dialog.get_by_role("listitem").filter(has_text=words)).to_have_count(1)
    assert complaints(page) == []
    dialog.get_by_role("button", name="Discard and sign out").click()
    page.wait_for_url(lambda url: "/sessions/" not in url)
    page.goto("/accounts/login/")
    assert page.evaluate(KEPT)["work"] == 0


def test_signing_out_sends_what_can_be_sent(page):
    episode = open_new(page)
    page.fill("[name=note]", "Sent on the way out")
    sign_out(page)
    page.wait_for_url(lambda url: "/sessions/" not in url)
    sign_in(page, THERAPIST)
    assert drafts(page, episode)[0]["note"] == "Sent on the way out"
    page.goto(f"/sessions/{drafts(page, episode)[0]['id']}/")
    ready(page)
    discard(page)


def test_nothing_is_discarded_in_the_name_of_who_signed_in_since(page):
    open_new(page)
    page.fill("[name=note]", "Mine to discard")
    saved(page)
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    sign_in(other, "assistant@harbor.example")
    page.bring_to_front()
    page.get_by_role("button", name="Discard").first.click()
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_text("You are signed out. Sign in again, then discard the draft.")).to_be_visible()
    page.keyboard.press("Escape")
    page.context.clear_cookies(name="sessionid")
    sign_in(other, THERAPIST)
    page.bring_to_front()
    assert stored(page)["note"] == "Mine to discard"
    other.evaluate(WRITE, [f"sessions/{session_of(page)}/", "PATCH", {"minutes": 25}])
    page.get_by_role("button", name="Discard").first.click()
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_text("Someone changed this draft meanwhile")).to_be_visible()
    expect(page.locator("[name=minutes]")).to_have_value("25")
    with page.expect_response("**/api/v1/sessions/*/discard/") as asked:
        discard(page)
    assert asked.value.status == 204


def test_nobody_else_at_the_same_device_sees_it_and_its_author_does(page):
    episode = open_new(page)
    page.route("**/api/v1/sessions/**", lambda route: route.abort())
    page.fill("[name=note]", "Mine alone")
    says(page, OFFLINE)
    context = page.context
    context.clear_cookies(name="sessionid")
    page.close()
    page = context.new_page()
    for somebody in ("assistant@harbor.example", "therapist@summit.example"):
        sign_in(page, somebody)
        page.goto("/work/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Mine alone")).to_have_count(0)
        expect(page.locator("[data-left-here]")).to_have_count(0)
        context.clear_cookies(name="sessionid")
    kept = page.evaluate(KEPT)
    assert (kept["work"], kept["readable"], kept["open"]) == (1, False, False)
    sign_in(page, THERAPIST)
    wait_until(lambda: page.evaluate(KEPT)["work"] == 0, "it was sent as soon as its author was back")
    page.goto(f"/sessions/{drafts(page, episode)[0]['id']}/")
    ready(page)
    assert stored(page)["note"] == "Mine alone"
    discard(page)
