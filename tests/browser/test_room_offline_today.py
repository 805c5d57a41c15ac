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
