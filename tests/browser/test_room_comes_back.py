"""The way back from the shell to the clinic's pages, and whose day a shell shows."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.room import COMPLETE, OFFLINE, complaints, discard, open_new, ready, saved, says, session_of
from tests.browser.room_offline import NAMES, THERAPIST, WRITE, kept_day, open_offline, shell_ends, untouched
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


@pytest.fixture
def page(open_page):
    return open_page(THERAPIST, size="tablet")


def looked_again(page) -> None:
    """The shell has seen twice that the server answers, long after the last key."""
    for _ in range(2):
        with page.expect_response("**/api/v1/me/"):
            page.clock.run_for(40_000)


def test_the_shell_stays_while_a_question_is_open(page):
    name, _ = untouched(kept_day(page))
    page.clock.install()
    open_offline(page, name)
    page.fill("[name=note]", "Discard it, or not")
    says(page, OFFLINE)
    page.get_by_role("button", name="Discard what is here").click()
    expect(page.get_by_role("dialog")).to_contain_text("Discard this session?")
    page.context.set_offline(False)
    looked_again(page)
    expect(page.get_by_role("dialog")).to_contain_text("Discard this session?")
    expect(page.locator("[data-room-shell]")).to_have_count(1)
    page.get_by_role("button", name="Keep it as it is").click()
    page.clock.run_for(40_000)
    shell_ends(page)
    assert saved(page)["note"] == "Discard it, or not"
    discard(page)


CLOSES_LATE = """async (lock) => {
  const asked = async () => (await navigator.locks.query()).pending.some(({ name }) => name === lock);
  await navigator.locks.request(lock, async () => {
    while (!(await asked())) await new Promise((again) => setTimeout(again, 50));
    await new Promise((later) => setTimeout(later, 1500));
  });
}"""


def test_what_was_entered_comes_back_although_the_page_before_closes_late(page):
    """On a busy device the browser gives the lock of a page that is loaded anew free long after the new one asks."""
    other = page.context.new_page()
    other.goto("/accounts/2fa/")
    open_new(page)
    page.context.route("**/api/v1/sessions/", lambda route: route.abort())
    page.fill("[name=note]", "Entered before the reload")
    says(page, OFFLINE)
    lock = "room:" + page.evaluate("sessionStorage.getItem('room:record')")
    other.evaluate(f"void ({CLOSES_LATE})({json.dumps(lock)})")
    page.reload()
    ready(page)
    expect(page.locator("[name=note]")).to_have_value("Entered before the reload")
    page.context.unroute_all()
    assert saved(page)["note"] == "Entered before the reload"
    discard(page)


def test_an_open_shell_ends_as_soon_as_somebody_else_arrives(page):
    told, context = kept_day(page), page.context
    page.goto("/kept/")
    expect(page.get_by_text(told["episodes"][0]["name"]).first).to_be_visible()
    context.clear_cookies(name="sessionid")
    other = context.new_page()
    sign_in(other, "assistant@harbor.example")
    expect(page.get_by_role("heading", name="Not allowed")).to_be_visible(timeout=30_000)
    assert not [one for one in told["episodes"] if one["id"] in page.content()]


def test_a_draft_that_was_signed_is_readable_on_the_device_no_more(page):
    open_new(page, "Gia", "?from=last")
    for place in COMPLETE:
        page.locator(place).first.click()
    saved(page)
    session = session_of(page)
    kept = f"draft-session:{session}"
    wait_until(lambda: kept in page.evaluate(NAMES, "read"), "the device keeps the draft")
    page.context.route("**/api/v1/treatment-day/", lambda route: route.abort())  # the day is not read again
    assert page.evaluate(WRITE, [f"sessions/{session}/sign/", "POST", {}])["state"] == "signed"
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(".page-lead").get_by_text("Signed")).to_be_visible()
    wait_until(lambda: kept not in page.evaluate(NAMES, "read"), "the signed note is not kept")


LOOKS = """async () => {
  const { Shelf } = await import("/static/js/room/shelf.js");
  const { ownerHere } = await import("/static/js/device/people.js");
  window.shelf = await Shelf.open(ownerHere(), { arrive: false });
  return (await window.shelf.takeOver(() => true))?.words ?? null;
}"""
LEAVES = """async () => {
  const { openStore } = await import("/static/js/device/store.js");
  const { newId } = await import("/static/js/device/asking.js");
  const { ownerHere } = await import("/static/js/device/people.js");
  await (await openStore(ownerHere())).put({ id: newId(), state: "draft", at: Date.now(), words: "Left behind" });
}"""


def test_of_two_pages_that_find_one_record_one_has_it(page):
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto("/accounts/2fa/")
        tab.wait_for_load_state("networkidle")
    page.evaluate(LEAVES)
    assert [tab.evaluate(LOOKS) for tab in (page, other)] == ["Left behind", None]
    page.close()
    assert other.evaluate(LOOKS) == "Left behind"
    other.evaluate("window.shelf.drop()")


def test_a_page_that_sends_leaves_a_record_alone_once_another_page_has_it(page):
    context = page.context
    open_new(page)
    page.fill("[name=note]", "Base")
    saved(page)
    session = session_of(page)
    context.route("**/api/v1/sessions/**", lambda route: route.abort())
    page.fill("[name=note]", "Left behind")
    says(page, OFFLINE)
    page.goto("/work/")
    expect(page.locator("[data-left-here]")).to_contain_text("not sent yet")
    other = context.new_page()
    other.goto(f"/sessions/{session}/")
    ready(other)
    expect(other.locator("[name=note]")).to_have_value("Left behind")
    expect(page.locator("[data-left-here]")).to_have_count(0)
    assert complaints(other) == []
    context.unroute("**/api/v1/sessions/**")
    assert saved(other)["note"] == "Left behind"
    discard(other)
