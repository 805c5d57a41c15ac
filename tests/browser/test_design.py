"""The design system's page in a real browser: no accessibility violation, and every behaviour by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import include, path
from pytest_django.live_server_helper import LiveServer

from practice import views

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
urlpatterns = [path("design/", views.design), path("", include("practice.urls"))]


@pytest.fixture(scope="module")
def server(chromium, django_db_setup, django_db_blocker):
    """A server in a thread. The page writes nothing, so no table is emptied between two tests."""
    with django_db_blocker.unblock():
        running = LiveServer("127.0.0.1")
        yield running
        running.stop()


@pytest.fixture
def design_page(chromium, server, settings):
    """Opens the page that only a developer's server has."""
    settings.ROOT_URLCONF = __name__
    opened = []

    def open_page(viewport=DESK, scheme="light"):
        context = chromium.new_context(viewport=viewport, color_scheme=scheme)
        opened.append(context)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda said: said.type == "error" and page.problems.append(said.text))
        page.goto(f"{server.url}/design/", wait_until="networkidle")
        return page

    yield open_page
    for context in opened:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_on_it_is_hard_to_reach_or_to_read(design_page, viewport, scheme):
    page = design_page(viewport, scheme)
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.problems == []


def test_a_long_list_is_searched_and_chosen_from_by_keyboard(design_page):
    page = design_page()
    muscle = page.get_by_role("combobox", name="Muscle").first
    muscle.fill("subocc")
    muscle.press("Enter")
    assert muscle.input_value() == "Suboccipital group"
    assert page.locator("select[name=muscle]").first.input_value() == "suboccipitals"


def test_an_emptied_list_takes_its_choice_back(design_page):
    page = design_page()
    muscle = page.get_by_role("combobox", name="Muscle").first
    muscle.fill("temp")
    muscle.press("Enter")
    muscle.fill("")
    muscle.press("Tab")
    assert page.locator("select[name=muscle]").first.input_value() == ""


def test_a_stepper_moves_the_number_and_the_slider_with_it(design_page):
    page = design_page()
    page.get_by_label("More: Pain now").first.click()
    assert page.locator("#id_pain").input_value() == "5"
    assert page.get_by_role("slider", name="Pain now").first.input_value() == "5"


def test_an_added_row_is_counted_and_has_the_focus(design_page):
    page = design_page()
    page.get_by_role("button", name="Add a target").click()
    assert page.locator("[name=form-TOTAL_FORMS]").input_value() == "3"
    assert page.evaluate("document.activeElement.id") == "id_form-2-muscle"


def test_a_removed_row_can_be_brought_back(design_page):
    page = design_page()
    page.get_by_role("button", name="Remove target").first.click()
    assert page.locator("[name=form-0-DELETE]").is_checked()
    page.get_by_role("button", name="Undo").click()
    assert not page.locator("[name=form-0-DELETE]").is_checked()


def test_a_question_begins_at_the_harmless_answer_and_gives_the_focus_back(design_page):
    page = design_page()
    page.get_by_role("button", name="Ask before").click()
    assert page.evaluate("document.activeElement.textContent") == "Keep it as it is"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Ask before"


def test_what_scripts_say_stands_there_and_what_they_ask_opens(design_page):
    page = design_page()
    states = page.locator("[data-bars] [data-state]").evaluate_all("(bars) => bars.map((one) => one.dataset.state)")
    assert set(states) == {"new", "here", "saving", "saved", "later", "sign-in", "needs"}
    limited = page.locator("#design-choosing .is-limited").evaluate_all(
        "(marks) => marks.map((one) => one.dataset.muscle)"
    )
    assert set(limited) == {"trapezius_upper"}
    for opener, title in (
        ("Which muscle was meant", "Which one?"), ("Changed in two places", "Changed in two places"),
        ("What is left here", "The draft is not there any more"), ("Not sent at a sign-out", "not sent yet"),
    ):  # fmt: skip
        page.get_by_role("button", name=opener).click()
        asked = page.get_by_role("dialog")
        assert title in asked.get_by_role("heading").text_content()
        page.keyboard.press("Escape")
        asked.wait_for(state="hidden")
    assert page.problems == []
