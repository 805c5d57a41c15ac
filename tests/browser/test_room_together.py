"""One draft on two tablets, and a draft that ends elsewhere: field by field, and nothing is lost unseen."""

import pytest
from playwright.sync_api import expect

from tests.browser.room import (
    COMPLETE,
    choose_muscle,
    complaints,
    discard,
    open_new,
    ready,
    saved,
    says,
    session_of,
    stored,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
THERAPIST = "therapist@harbor.example"
ELSEWHERE = """async ([path, method, body]) => {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": document.cookie.match(/csrftoken=([^;]+)/)[1] };
  const now = await fetch(`/api/v1/sessions/${path.split("/")[0]}/`);
  headers["If-Match"] = now.headers.get("ETag");
  return (await fetch(`/api/v1/sessions/${path}`, { method, headers, body: JSON.stringify(body) })).status;
}"""


@pytest.fixture
def tablets(open_page):
    """Two tablets of one therapist with the same draft open: two muscles, nothing else."""
    first, second = open_page(THERAPIST), open_page(THERAPIST)
    open_new(first)
    choose_muscle(first, "splenius_capitis", "left")
    choose_muscle(first, "trapezius_upper", "right", 1)
    saved(first)
    second.goto(f"/sessions/{session_of(first)}/")
    ready(second)
    saved(second)
    return first, second


def test_changes_of_different_fields_come_together_unasked(tablets):
    first, second = tablets
    first.fill("[name=note]", "From the first")
    first.fill("[name=targets-0-needles_in]", "2")
    choose_muscle(first, "levator_scapulae", "left", 2)
    saved(first)
    second.fill("[name=minutes]", "45")
    second.fill("[name=targets-0-needles_out]", "2")
    second.fill("[name=targets-1-needles_in]", "1")
    found = saved(second)
    assert (found["note"], found["minutes"]) == ("From the first", 45)
    rows = {row["muscle"]: (row["needles_in"], row["needles_out"]) for row in found["targets"]}
    assert rows == {"splenius_capitis": (2, 2), "trapezius_upper": (1, None), "levator_scapulae": (None, None)}
    expect(second.locator("[name=note]")).to_have_value("From the first")
    expect(second.locator("[name=targets-0-needles_in]")).to_have_value("2")
    expect(second.locator("[name=targets-2-muscle]")).to_have_value("levator_scapulae")
    expect(second.locator("dialog[open]")).to_have_count(0)
    discard(second)


def test_the_same_field_on_both_is_asked_with_both_values(tablets):
    first, second = tablets
    for page, note, needles in ((first, "Side lying", "2"), (second, "Prone", "3")):
        page.fill("[name=note]", note)
        page.fill("[name=targets-0-needles_in]", needles)
        page.fill("[name=minutes]", "30")
        says(page, "saved" if page is first else "Needs you")
    assert (stored(second)["note"], stored(second)["minutes"]) == ("Side lying", 30)
    expect(second.locator("[name=note]")).to_have_value("Prone")
    second.get_by_role("button", name="Look at it").click()
    note, count = second.locator("[data-asked=note]"), second.locator("[data-asked*=needles_in]")
    expect(note).to_contain_text("Here: Prone")
    expect(note).to_contain_text("Elsewhere: Side lying")
    expect(count.locator("legend")).to_have_text("Splenius capitis, left: needles in")
    assert complaints(second) == []
    count.get_by_label("Elsewhere: 2").check()
    second.get_by_role("button", name="Keep what is chosen").click()
    found = saved(second)
    assert (found["note"], found["targets"][0]["needles_in"]) == ("Prone", 2)
    expect(second.locator("[name=targets-0-needles_in]")).to_have_value("2")
    discard(second)


def test_a_question_that_is_not_decided_survives_a_reload_and_other_pages(tablets):
    first, second = tablets
    session = session_of(second)
    first.fill("[name=note]", "Side lying")
    saved(first)
    second.fill("[name=note]", "Prone")
    says(second, "changed here and elsewhere")
    second.reload()
    ready(second)
    says(second, "changed here and elsewhere")
    second.goto("/work/")
    expect(second.locator("[data-left-here]")).to_be_visible()
    assert first.evaluate(ELSEWHERE, [f"{session}/", "PATCH", {"note": "Side lying, head turned"}]) == 200
    second.goto(f"/sessions/{session}/")
    ready(second)
    says(second, "changed here and elsewhere")
    assert stored(second)["note"] == "Side lying, head turned"
    second.get_by_role("button", name="Look at it").click()
    expect(second.locator("[data-asked=note]")).to_contain_text("Here: Prone")
    second.get_by_label("Elsewhere: Side lying, head turned").check()
    second.get_by_role("button", name="Keep what is chosen").click()
    assert saved(second)["note"] == "Side lying, head turned"
    expect(second.locator("[name=note]")).to_have_value("Side lying, head turned")
    discard(second)


def test_a_row_that_was_removed_here_and_counted_there_is_asked_as_a_whole(tablets):
    first, second = tablets
    first.fill("[name=targets-0-needles_in]", "2")
    saved(first)
    second.locator("[data-target] [data-remove-row]").first.click()
    says(second, "Needs you: Splenius capitis, left changed here and elsewhere")
    second.get_by_role("button", name="Look at it").click()
    second.get_by_label("Elsewhere: needles in 2").check()
    second.get_by_role("button", name="Keep what is chosen").click()
    assert {row["muscle"]: row["needles_in"] for row in saved(second)["targets"]} == {
        "splenius_capitis": 2, "trapezius_upper": None,
    }  # fmt: skip
    expect(second.locator("[data-target]:visible")).to_have_count(2)
    discard(second)


def test_a_draft_that_was_discarded_elsewhere_can_be_kept_as_a_new_one(tablets):
    first, second = tablets
    gone = session_of(first)
    discard(first)
    second.fill("[name=note]", "Still wanted")
    says(second, "the draft was discarded elsewhere")
    second.get_by_role("button", name="Look at it").click()
    expect(second.locator("[data-left]")).to_contain_text("Still wanted")
    second.get_by_role("button", name="Keep it as a new draft").click()
    found = saved(second)
    assert (found["note"], len(found["targets"])) == ("Still wanted", 2)
    assert found["id"] != gone
    discard(second)


def test_a_note_that_was_signed_elsewhere_shows_what_it_does_not_have(open_page):
    first, second = open_page(THERAPIST), open_page(THERAPIST)
    open_new(first, "Gia", "?from=last")
    for place in COMPLETE:
        first.locator(place).first.click()
    saved(first)
    second.goto(f"/sessions/{session_of(first)}/")
    ready(second)
    saved(second)
    assert first.evaluate(ELSEWHERE, [f"{session_of(first)}/sign/", "POST", {}]) == 200
    second.fill("[name=note]", "Too late")
    says(second, "this note was signed elsewhere meanwhile")
    second.get_by_role("button", name="Look at it").click()
    expect(second.locator("[data-left]")).to_contain_text("Too late")
    second.get_by_role("button", name="Open the signed note").click()
    expect(second.locator(".page-lead").get_by_text("Signed")).to_be_visible()
    second.get_by_role("button", name="Look at it").click()
    second.get_by_role("button", name="Discard what I entered").click()
    expect(second.locator("[data-left-here]")).to_have_count(0)
    first.reload()
    expect(first.locator(".page-lead").get_by_text("Signed")).to_be_visible()


def test_a_draft_that_is_open_elsewhere_follows_when_it_is_looked_at(tablets):
    first, second = tablets
    assert first.evaluate(ELSEWHERE, [f"{session_of(first)}/", "PATCH", {"minutes": 50}]) == 200
    second.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(second.locator("[name=minutes]")).to_have_value("50")
    discard(second)
