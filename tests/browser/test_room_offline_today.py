"""The shell of the treatment room while it looks for the clinic: what stands still, what runs on, what is not kept."""

import pytest
from playwright.sync_api import expect

from tests.browser.room import choose_muscle, ready, says
from tests.browser.room_offline import kept_day, open_offline, untouched
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
THERAPIST = "therapist@harbor.example"
COUNT_LOOKS = """() => {
  const all = IDBIndex.prototype.getAll;
  window.looks = 0;
  IDBIndex.prototype.getAll = function (...given) {
    if (this.objectStore.name === "work") window.looks += 1;
    return all.apply(this, given);
  };
}"""


@pytest.fixture
def page(open_page):
    return open_page(THERAPIST, size="tablet")


def test_looking_again_takes_no_focus_away(page):
    kept_day(page)
    page.context.set_offline(True)
    page.clock.install()
    page.add_init_script(f"({COUNT_LOOKS})()")
    page.goto("/")
    link = page.locator("[data-view] a.row-link").first
    link.focus()
    for _ in range(3):
        before = page.evaluate("window.looks")
        page.clock.run_for(16_000)
        wait_until(lambda before=before: page.evaluate("window.looks") > before, "the shell has looked again")
    expect(link).to_be_focused()


def test_timers_run_without_network_and_through_a_reload(page):
    name, _ = untouched(kept_day(page))
    open_offline(page, name)
    choose_muscle(page, "splenius_capitis", "left")
    timer = page.locator("[data-target]:visible [data-timer]").first
    timer.get_by_role("button", name="Start the timer").click()
    says(page, "No answer")
    page.reload()
    ready(page)
    expect(timer.get_by_role("timer")).to_be_visible()
    timer.get_by_role("button", name="Stop the timer").click()
    expect(page.locator("[name=targets-0-dwell_minutes]")).to_have_value("1")


def test_a_page_that_the_device_does_not_keep_says_so(page):
    kept_day(page)
    page.context.set_offline(True)
    for path, words in (
        ("/patients/", "This page needs the clinic's server"),
        ("/episodes/01900000-0000-7000-8000-000000000000/sessions/new/", "This one is not kept on this device"),
        ("/sessions/01900000-0000-7000-8000-000000000000/", "This one is not kept on this device"),
    ):
        page.goto(path)
        expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("link", name="To the patients of today").click()
    expect(page.get_by_role("heading", name="Appointments")).to_be_visible()


def test_no_record_lies_in_a_cache(page):
    told = kept_day(page)
    kept = page.evaluate("""async () => {
      const texts = [];
      for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys())
        texts.push(await (await (await caches.open(name)).match(request)).text());
      return texts.join(" ");
    }""")
    assert "No connection to the clinic" in kept
    secrets = [value for one in told["episodes"] for value in (one["name"], one["id"])]
    for secret in (*secrets, THERAPIST, "Harbor", 'csrfmiddlewaretoken" value'):
        assert secret not in kept, secret
