"""What became impossible since the draft began: each refusal has its words, and what was entered stays."""

import pytest
from playwright.sync_api import expect

from tests.browser.room import choose_muscle, discard, open_new, saved, says, stored

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
ANYWHERE = "**/api/v1/sessions/**"
ELSEWHERE = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def page(open_page):
    return open_page("therapist@harbor.example", size="tablet")


def sends(change):
    """What is sent reaches the server as if this had changed meanwhile."""

    def altered(route):
        body = route.request.post_data_json
        route.continue_(post_data=change(body)) if body else route.continue_()

    return altered


def test_a_muscle_that_left_the_catalogue_is_kept_back_alone(page):
    def gone(body):
        for target in body.get("targets", ()):
            if target["muscle"] == "splenius_capitis":
                target["muscle"] = "splenius_of_old"
        return body

    open_new(page)
    page.route(ANYWHERE, sends(gone))
    choose_muscle(page, "trapezius_upper", "right")
    choose_muscle(page, "splenius_capitis", "left", 1)
    page.fill("[name=targets-1-needles_in]", "2")
    page.fill("[name=note]", "Kept")
    says(page, "in the catalogue")
    assert stored(page)["note"] == "Kept"
    assert [row["muscle"] for row in stored(page)["targets"]] == ["trapezius_upper"]
    expect(page.locator("[name=targets-1-needles_in]")).to_have_value("2")
    page.unroute(ANYWHERE)
    page.fill("[name=targets-1-needles_in]", "3")
    assert [row["needles_in"] for row in saved(page)["targets"]] == [None, 3]
    discard(page)


def test_a_muscle_that_must_not_be_needled_any_more_blocks_the_signature_and_is_kept(page):
    open_new(page)
    page.locator("select[name=targets-0-muscle]").evaluate(
        "(select) => { select.value = 'longus_colli'; select.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    page.locator("label:has([name=targets-0-side][value=left])").click()
    page.fill("[name=targets-0-needles_in]", "1")
    assert saved(page)["targets"][0]["muscle"] == "longus_colli"
    expect(page.locator("#blockers")).to_contain_text("Do not needle longus colli")
    discard(page)


def test_a_press_that_leaves_the_field_and_lasts_is_heard(page):
    open_new(page)
    page.route(ANYWHERE, sends(lambda body: body | {"episode": ELSEWHERE}))
    page.fill("[name=note]", "Nobody has this yet")
    says(page, "the patient is not in this clinic any more")
    page.focus("[name=note]")
    page.keyboard.press("End")
    page.keyboard.type("!")
    box = page.get_by_role("button", name="Look at it").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")
    page.mouse.up()
    expect(page.locator("[data-left]")).to_contain_text("Nobody has this yet!")
    page.get_by_role("button", name="Decide later").click()
    page.unroute(ANYWHERE)
    page.reload()
    assert saved(page)["note"] == "Nobody has this yet!"
    discard(page)


def test_a_patient_who_left_the_clinic_is_said_and_what_was_entered_is_shown(page):
    open_new(page)
    page.route(ANYWHERE, sends(lambda body: body | {"episode": ELSEWHERE}))
    page.fill("[name=note]", "Nobody has this yet")
    says(page, "the patient is not in this clinic any more")
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("[data-left]")).to_contain_text("Nobody has this yet")
    page.get_by_role("button", name="Decide later").click()
    page.reload()
    expect(page.locator("[name=note]")).to_have_value("Nobody has this yet")
    page.unroute(ANYWHERE)
    page.reload()
    assert saved(page)["note"] == "Nobody has this yet"
    discard(page)
