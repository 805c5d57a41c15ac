"""A session as last time in a real browser: few taps, nothing copied that must be answered, nothing sent twice."""

import re
import sys
import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import keep_picture
from tests.browser.room import discard, open_new

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
ALIKE = (
    "text=As last time",
    "[data-usual=safety]",
    "[data-fill=needles_in][data-value='2']",
    "[data-fill='twitch familiar_pain']",
    "[data-all-out]",
    "[data-usual=closing][data-says]",
    "text=Review and sign",
    "main form .action-bar .is-primary",
)
THREE = ("splenius_capitis", "trapezius_upper", "levator_scapulae")
SIX = [(muscle, side) for muscle in THREE for side in ("left", "right")]
FIRST = (
    *(f"#ledger-chart [data-muscle={muscle}][data-side={side}]" for muscle, side in SIX),
    "[data-usual-needles]",
    "[data-usual=safety]",
    "[data-fill=needles_in][data-value='2']",
    "[data-fill='twitch familiar_pain']",
    "[data-all-out]",
    "[data-usual=closing][data-says]",
    "text=Review and sign",
    "main form .action-bar .is-primary",
)
MARKED = re.compile(r"\[data-muscle=(\w+)\]")
# In this tab, over all of its pages: what a hand did.
COUNT_THE_HAND = """for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => {
  const hand = JSON.parse(sessionStorage.getItem("hand") ?? "{}");
  sessionStorage.setItem("hand", JSON.stringify({ ...hand, [kind]: (hand[kind] ?? 0) + 1 }));
}, true);"""
SHOWS = {ALIKE[0]: "[data-copied]"}  # a hand waits for the page that its tap leads to
# A hand taps what it sees: the place has come to rest since the page was scrolled to it.
STILL = """(one) => new Promise((done) => {
  let [last, same] = ["", 0];
  const look = () => {
    const { x, y } = one.getBoundingClientRect();
    same = last === `${x} ${y}` ? same + 1 : 0;
    last = `${x} ${y}`;
    if (same > 5) done(); else requestAnimationFrame(look);
  };
  look();
})"""
SLOW = {"offline": False, "latency": 150, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def new_session(open_page):
    """A new session of somebody who may be needled; what becomes a draft is discarded."""
    page = open_page("therapist@harbor.example", size="tablet")
    page.add_init_script(COUNT_THE_HAND)
    open_new(page, "Gia")
    yield page
    opener = page.get_by_role("button", name="Discard").first
    if opener.is_visible():
        discard(page)


@dataclass(frozen=True)
class Played:
    """What a hand did on the device until the note was signed, as the browser counted it, and in how many seconds."""

    taps: int
    keys: int
    seconds: float


def signed(page, way) -> Played:
    """By a finger, at the latency of a treatment room; where it is asked which muscle it meant, it says so."""
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.evaluate("sessionStorage.setItem('hand', '{}')")
    begun = time.monotonic()
    for place in way:
        target = page.locator(place).first
        target.scroll_into_view_if_needed()
        target.evaluate(STILL)
        target.tap()
        if (muscle := MARKED.search(place)) and (
            asked := page.locator(f".body-which [data-which={muscle[1]}]")
        ).count():
            asked.tap()
        if place in SHOWS:
            expect(page.locator(SHOWS[place]).first).to_be_visible()
    expect(page.locator(".page-lead").get_by_text("Signed")).to_be_visible()
    seconds = time.monotonic() - begun
    hand = page.evaluate("JSON.parse(sessionStorage.getItem('hand'))")
    played = Played(hand.get("pointerdown", 0), hand.get("keydown", 0), seconds)
    sys.stdout.write(f"\n{played.taps} taps, {played.keys} keystrokes, {played.seconds:.1f} s on the device\n")
    return played


def test_a_session_as_last_time_is_signed_in_eight_taps_and_twenty_seconds(new_session):
    played = signed(new_session, ALIKE)
    assert (len(ALIKE) <= played.taps <= 8, played.keys) == (True, 0)
    assert played.seconds <= 20
    expect(new_session.get_by_text(re.compile(r"([1-9]\d*) in · \1 out"))).to_be_visible()


def test_a_first_session_with_six_muscles_is_signed_in_fifteen_taps_and_a_minute(new_session):
    played = signed(new_session, FIRST)
    assert (len(FIRST) <= played.taps <= 15, played.keys) == (True, 0)
    assert played.seconds <= 60
    expect(new_session.get_by_text("12 in · 12 out")).to_be_visible()


def test_one_tap_for_all_of_safety_changes_no_other_answer(new_session):
    page = new_session
    page.locator("label:has([name=changes][value=true])").click()
    page.locator("[data-usual=safety]").click()
    expect(page.locator("[name=changes][value=true]")).to_be_checked()
    page.fill("[name=response]", "Dizzy for a minute.")
    page.locator("label:has([name=events_answer][value=listed])").click()
    page.locator("[data-usual=closing]").first.click()
    expect(page.locator("[name=response]")).to_have_value("Dizzy for a minute.")
    expect(page.locator("[name=events_answer][value=listed]")).to_be_checked()


def test_all_as_usual_finds_nothing_and_says_nothing_of_needles_that_are_not_counted_out(new_session):
    page = new_session
    page.locator("text=As last time").first.click()
    page.locator("[data-fill=needles_in][data-value='2']").click()
    page.locator("[data-usual=closing]").first.click()
    expect(page.locator("#toasts")).to_contain_text("Set: alcohol, gloves, aftercare sheet, nothing injected.")
    expect(page.locator("#toasts")).to_contain_text("The needles are not accounted for")
    expect(page.locator("[name=response]")).to_have_value("")
    expect(page.locator("[name=sharps_disposed]")).not_to_be_checked()
    expect(page.locator("[name=events_answer][value=none]")).not_to_be_checked()
    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator("[name=gloves]")).not_to_be_checked()
    page.locator("[data-all-out]").click()
    page.locator("[data-usual=closing]").first.click()
    expect(page.locator("[name=sharps_disposed]")).to_be_checked()
    expect(page.locator("[name=response]")).to_have_value("")
    says = page.locator("[data-usual=closing][data-says]")
    says.click()
    expect(page.locator("[name=response]")).to_have_value(says.get_attribute("data-says"))
    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator("[name=response]")).to_have_value("")


def test_an_answer_for_all_is_taken_back_and_spares_what_was_answered(new_session):
    new_session.locator("text=As last time").first.click()
    new_session.fill("[name=targets-0-needles_in]", "3")
    new_session.locator("[data-fill=needles_in][data-value='1']").click()
    counts = [new_session.locator(f"[name=targets-{row}-needles_in]") for row in (0, 1)]
    expect(counts[0]).to_have_value("3")
    expect(counts[1]).to_have_value("1")
    new_session.get_by_role("button", name="Undo").click()
    expect(counts[1]).to_have_value("")


def test_a_draft_that_is_saved_with_two_quick_taps_is_saved_once(new_session):
    page, sent = new_session, []
    page.on("request", lambda request: sent.append(request.url) if request.method in ("POST", "PATCH") else None)
    page.get_by_role("button", name="Save draft").dblclick()
    page.wait_for_url(re.compile("/sessions/[0-9a-f-]+/$"))
    expect(page.locator("#saved-state[data-state=saved]")).to_be_visible()
    page.fill("[name=minutes]", "25")
    page.get_by_role("button", name="Save draft").dblclick()
    expect(page.locator("#saved-state[data-state=saved]")).to_be_visible()
    expect(page.locator(".error-summary")).to_have_count(0)
    assert len(sent) == 2


UNCOVERED = """(one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  const bar = one.closest(".action-bar");
  return [0.02, 0.5, 0.98].every((at) => bar.contains(document.elementFromPoint(x + at * width, y + height / 2)));
}"""
TAPPED_AND_SEEN = """(marks) => marks.map((place) => {
  const mark = document.querySelector(place);
  const { x, y, width, height } = mark.querySelector(".body-hit").getBoundingClientRect();
  const at = { clientX: x + width / 2, clientY: y + height / 2 };
  mark.dispatchEvent(new MouseEvent("click", { bubbles: true, ...at }));
  const row = [...document.querySelectorAll("#targets [data-rows] > [data-target]")].at(-1);
  const muscle = row.querySelector("[name$=-muscle]");
  const side = row.querySelector("[name$=-side]:checked");
  const number = mark.querySelector(".body-number");
  return [muscle.name, muscle.value, side.value, number.textContent, row.querySelector("[data-timer]").hidden];
})"""


def test_a_tap_on_the_chart_shows_row_number_and_timer_before_anything_is_painted(new_session):
    marks = [f"#ledger-chart [data-muscle={muscle}][data-side={side}]" for muscle, side in SIX]
    seen = new_session.evaluate(TAPPED_AND_SEEN, marks)
    assert seen == [
        [f"targets-{row}-muscle", muscle, side, str(row + 1), False] for row, (muscle, side) in enumerate(SIX)
    ]
    expect(new_session.locator("[name=targets-TOTAL_FORMS]")).to_have_value("6")
    expect(new_session.locator("#saved-state[data-state=saved]")).to_be_visible()
    new_session.fill("[name=targets-5-needles_in]", "3")
    counted = new_session.locator(".action-bar [data-counts]")
    for width, height in ((1180, 820), (1024, 768), (820, 1180), (390, 844)):
        new_session.set_viewport_size({"width": width, "height": height})
        for place in ("[name=targets-5-needles_out]", "#hygiene h2", "#when h2"):
            new_session.locator(place).evaluate("one => one.scrollIntoView({ block: 'center' })")
            expect(counted).to_have_text(re.compile("3 in · 0 out"))
            assert counted.evaluate(UNCOVERED), (width, place)
        keep_picture(new_session, f"session-count-{width}")
        assert new_session.locator(".action-bar").bounding_box()["height"] < (150 if width == 390 else 80)


def test_a_list_that_hangs_out_of_its_row_lies_above_the_next_one(new_session):
    page, rows = new_session, new_session.locator("#targets [data-rows] > [data-target]")
    for row in (0, 1):
        page.get_by_role("button", name="Add a muscle").click()
        rows.nth(row).locator("[data-how] summary").click()
    rows.first.get_by_role("combobox").click()
    options = rows.first.get_by_role("listbox")
    options.scroll_into_view_if_needed()
    shown, row = options.bounding_box(), rows.first.bounding_box()
    assert shown["y"] + shown["height"] > row["y"] + row["height"] + 40
    page.mouse.click(shown["x"] + 40, shown["y"] + shown["height"] - 20)
    expect(page.locator("[name=targets-0-muscle]")).not_to_have_value("")


def test_the_chart_adds_a_muscle_and_takes_it_away_until_it_is_answered(new_session):
    page, said = new_session, new_session.locator("[data-chart-said]")
    rows = page.locator("#targets [data-rows] > [data-target]:visible")
    mark = page.locator("#ledger-chart [data-muscle=splenius_capitis][data-side=left]").first
    mark.click()
    expect(page.locator("[name=targets-0-muscle]")).to_have_value("splenius_capitis")
    expect(page.locator("[name=targets-0-side][value=left]")).to_be_checked()
    expect(mark).to_have_attribute("aria-pressed", "true")
    mark.focus()
    page.keyboard.press("Enter")
    expect(mark).to_have_attribute("aria-pressed", "false")
    expect(rows).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(mark).to_have_attribute("aria-pressed", "true")
    page.fill("[name=targets-0-needles_in]", "2")
    mark.click()
    expect(said).to_contain_text("answered already")
    expect(rows).to_have_count(1)
    page.locator("#ledger-chart .is-never").first.click()
    expect(said).to_contain_text("Nothing was added")
    expect(rows).to_have_count(1)
