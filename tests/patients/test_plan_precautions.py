"""Writing what is done about each reason for precautions: by program and on the page, at the item's own field."""

import pytest
from django.utils import timezone

from patients.models import Screening
from patients.rules.flags import SERIOUS_REACTION
from patients.rules.precautions import asks_for_plan, field_of
from tests.factories import patients as make
from tests.patients.test_rules_precautions import WORDS

BOTH = {"diabetes": "Look at the skin.", "epilepsy": "Bright room, nobody alone."}


def sent(episode, **answers):
    return {"episode": str(episode.pk), "answered_at": timezone.now().isoformat(), **answers}


def whole(page, address, **answers):
    """A full screen as the page sends it, everything else answered no."""
    groups = {f"none_{group['key']}": "on" for group in page.get(address).context["form"].groups()}
    return page.post(address, {"answered_at": make.lately().strftime("%Y-%m-%d %H:%M"), **groups, **answers})


def test_each_item_is_kept_with_its_plan_beside_the_remark(api, cast):
    told = sent(make.episode(cast), positive=[*BOTH], precaution_plans=BOTH, precautions="Came with her daughter.")
    made = api("ana").post("screenings/", told).json()
    assert (made["precaution_plans"], made["precautions"]) == (BOTH, "Came with her daughter.")
    assert made["candidacy"] == "proceed_with_precautions"


@pytest.mark.parametrize("left_out", BOTH)
def test_an_item_without_a_plan_is_named_at_its_own_field(api, cast, left_out):
    plans = {key: words for key, words in BOTH.items() if key != left_out}
    told = sent(make.episode(cast), positive=[*BOTH], precaution_plans=plans, precautions="Short session.")
    errors = api("ana").post("screenings/", told).json()["errors"]
    assert errors == {f"precaution_plans.{left_out}": [asks_for_plan(WORDS[left_out])]}
    assert not Screening.objects.exists()


def test_a_program_that_knows_the_text_alone_writes_one_item_and_not_two(api, cast):
    program, episode = api("ana"), make.episode(cast)
    two = program.post("screenings/", sent(episode, positive=[*BOTH], precautions="Short session."))
    assert (two.status_code, [*two.json()["errors"]]) == (400, [field_of(key) for key in BOTH])
    one = program.post("screenings/", sent(episode, positive=["diabetes"], precautions="Short session."))
    assert (one.status_code, one.json()["precaution_plans"]) == (201, {"diabetes": "Short session."})


def test_the_page_asks_at_the_item_and_keeps_what_was_typed(as_page, cast):
    page, episode = as_page("ana"), make.episode(cast)
    address = f"/episodes/{episode.pk}/screening/new/"
    refused = whole(page, address, diabetes="yes", epilepsy="yes", plan_diabetes=BOTH["diabetes"])
    form, text = refused.context["form"], refused.content.decode()
    assert (refused.status_code, form.errors) == (400, {"plan_epilepsy": [asks_for_plan(WORDS["epilepsy"])]})
    assert form["plan_diabetes"].value() == BOTH["diabetes"]
    row = text.partition('data-plan="epilepsy"')[2].partition("</tr>")[0]
    assert f'for="id_plan_epilepsy">What you do about it: {WORDS["epilepsy"]}' in row
    assert asks_for_plan(WORDS["epilepsy"]) in row
    plans = {f"plan_{key}": words for key, words in BOTH.items()}
    assert whole(page, address, diabetes="yes", epilepsy="yes", **plans).status_code == 302
    assert Screening.objects.get().precaution_plans == BOTH


def test_a_remark_is_no_plan_on_the_page(as_page, cast):
    page, episode = as_page("ana"), make.episode(cast)
    refused = whole(page, f"/episodes/{episode.pk}/screening/new/", diabetes="yes", precautions="Short session.")
    assert [*refused.context["form"].errors] == ["plan_diabetes"]


def test_what_is_asked_again_starts_from_the_plan_that_stood(as_page, cast):
    page, episode = as_page("ana"), make.cautious_episode(cast)
    address = f"/episodes/{episode.pk}/screening/again/?ask=diabetes&ask=epilepsy"
    form = page.get(address).context["form"]
    said = episode.screenings.get().precaution_plans["diabetes"]
    assert (form["plan_diabetes"].value(), form["plan_epilepsy"].value()) == (said, "")
    assert form["precautions"].value() == ""
    refused = whole(page, address, diabetes="yes", plan_diabetes=said, epilepsy="yes")
    assert [*refused.context["form"].errors] == ["plan_epilepsy"]


def test_what_is_not_asked_again_keeps_its_plan_and_shows_it(api, as_page, cast):
    page, episode = as_page("ana"), make.cautious_episode(cast)
    said = episode.screenings.get().precaution_plans["diabetes"]
    address = f"/episodes/{episode.pk}/screening/again/?ask=epilepsy"
    assert said in page.get(address).content.decode()
    made = whole(page, address, epilepsy="yes", plan_epilepsy=BOTH["epilepsy"])
    newest = episode.screenings.latest("answered_at")
    assert newest.precaution_plans == {"diabetes": said, "epilepsy": BOTH["epilepsy"]}
    shown = page.get(made["Location"]).content.decode()
    assert shown.count("What is done about it: ") == 2
    assert all(words in shown for words in newest.precaution_plans.values())


def test_an_item_that_is_not_asked_again_and_has_no_plan_gets_a_field(as_page, cast):
    page, episode = as_page("ana"), make.episode(cast)
    make.screening(cast, episode, positive=["diabetes", SERIOUS_REACTION])
    make.clearance(cast, episode, SERIOUS_REACTION)
    address = f"/episodes/{episode.pk}/screening/again/?ask=frail"
    refused = whole(page, address)
    assert refused.context["form"].errors == {"plan_diabetes": [asks_for_plan(WORDS["diabetes"])]}
    assert whole(page, address, plan_diabetes=BOTH["diabetes"]).status_code == 302
    assert episode.screenings.latest("answered_at").precaution_plans == {"diabetes": BOTH["diabetes"]}


def test_an_older_screen_says_that_its_text_is_for_all_and_hands_it_on_to_each(as_page, api, cast):
    page, episode = as_page("ana"), make.episode(cast)
    older = make.older_screening(cast, episode, positive=[*BOTH], precautions="Short session.")
    assert "Written for all of them together." in page.get(f"/screenings/{older.pk}/").content.decode()
    assert api("ana").get(f"screenings/{older.pk}/").json()["precaution_plans"] is None
    made = api("ana").post("screenings/", sent(episode, asked=["frail"], positive=[])).json()
    assert made["precaution_plans"] == dict.fromkeys(BOTH, "Short session.")
