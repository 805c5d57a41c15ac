"""What is open and grave about a person stands in the banner, before a new session, and first in what is due."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sessions.rules.check_ins import alert_for
from sessions.rules.open_matters import Weight, gravest_first, of_answer, of_event
from tests.factories import patients
from tests.factories.sessions import adverse_event, check_in, signed_session, treatable_episode

NEEDLE = "Open incident: needle not found, forgotten or left in. Follow up"
SIGN = "Warning signs after needling: a clinician must call today."
SUSPECTED = "Suspected haematoma: a clinician grades it"


@pytest.fixture
def former(cast):
    """An earlier course of care of Pia's, in which a needle was not found and a warning sign was told."""
    episode = treatable_episode(cast)
    session = signed_session(cast, episode)
    adverse_event(cast, episode, "retained_needle", session=session, description="Not found.")
    check_in(cast, session, warning_signs=["swelling"])
    return episode


@pytest.fixture
def later(cast, former):
    return treatable_episode(cast, of=former.patient)


def labels(page):
    return [matter["label"] for matter in page.context["banner"]["matters"]]


@pytest.mark.parametrize(
    ("kind", "label", "grade", "state", "weight", "words"),
    [
        ("retained_needle", "Needle count differs: needle not found", "moderate", "confirmed", Weight.NEEDLE,
         "Open incident: needle not found. Follow up"),
        ("haematoma", "Haematoma", "moderate", "suspected", Weight.SUSPECTED, SUSPECTED),
        ("pneumothorax", "Pneumothorax (suspected or proven)", "severe", "confirmed", Weight.SEVERE,
         "Pneumothorax (severe) without an end: follow up"),
        ("syncope", "Fainting (vasovagal)", "moderate", "confirmed", Weight.MODERATE,
         "Fainting (moderate) without an end: follow up"),
        ("bruising", "Bruise", "mild", "confirmed", Weight.MILD, "Bruise (mild) without an end: follow up"),
    ],
)  # fmt: skip
def test_an_open_event_weighs_and_is_said(kind, label, grade, state, weight, words):
    matter = of_event(kind, label, grade, state)
    assert (matter.weight, matter.words) == (weight, words)
    assert matter.grave is (weight != Weight.MILD)


def test_a_needle_comes_before_a_warning_sign_and_that_before_a_grade():
    needle = of_event("needle_bent_broken", "Bent needle", "mild", "confirmed")
    told = [of_event("syncope", "Fainting", "moderate", "confirmed"), of_answer(alert_for(24, 2, ["swelling"])), needle]
    ordered = [matter.words for matter, _ in gravest_first((matter, None) for matter in told)]
    assert ordered == [needle.words, SIGN, "Fainting (moderate) without an end: follow up"]
    assert not of_answer(alert_for(72, 5, [])).grave


def test_every_episode_of_the_person_says_it_with_the_way_to_close_it(cast, as_page, former, later):
    page = as_page("ana").get(f"/episodes/{later.pk}/")
    assert labels(page) == [NEEDLE, SIGN, SUSPECTED]
    alerts = page.context["banner"]["alerts"]
    assert [alert["label"] for alert in alerts[:3]] == [NEEDLE, SIGN, SUSPECTED]
    shown = page.content.decode()
    matters = shown[shown.index("data-matters") : shown.index("Not enough data yet")]
    assert "/follow-up/" in matters
    assert "/adverse-events/" in matters


def test_a_new_session_begins_with_it_also_on_the_tablet(cast, as_page, api, former, later):
    page = as_page("ana").get(f"/episodes/{later.pk}/sessions/new/").content.decode()
    assert NEEDLE in page[page.index("data-matters") : page.index('id="session-form"')]
    told = api("ana").get(f"episodes/{later.pk}/next-session/").json()["known"]
    assert [matter["words"] for matter in told["matters"]] == [NEEDLE, SIGN, SUSPECTED]
    assert {"kind": "adverse", "tone": "stop", "words": NEEDLE} in told["alerts"]


def test_it_is_the_first_of_what_is_due_and_the_work_list_says_the_same(cast, as_page, api, former, later):
    due = as_page("ana").get(f"/patients/{cast.pia.pk}/").context["due"]
    assert [item.due.text for item in due[:3]] == [NEEDLE, SIGN, SUSPECTED]
    work = [item["text"] for item in api("ana").get("worklist/").json()["results"]]
    assert {NEEDLE, SIGN, SUSPECTED} <= set(work)


def test_what_is_closed_or_mild_is_silent(cast, as_page):
    episode = treatable_episode(cast)
    adverse_event(cast, episode, "bruising")
    assert labels(as_page("ana").get(f"/episodes/{episode.pk}/")) == []
    assert labels(as_page("ana").get(f"/episodes/{patients.episode(cast).pk}/")) == []


def test_the_event_that_locks_needling_is_said_once_in_the_banner(cast, as_page):
    episode = treatable_episode(cast)
    adverse_event(cast, episode, "pneumothorax", occurred_at=timezone.now() - timedelta(days=1))
    page = as_page("ana").get(f"/episodes/{episode.pk}/")
    adverse = [alert["label"] for alert in page.context["banner"]["alerts"] if alert["kind"] == "adverse"]
    assert adverse == ["Needling locked: pneumothorax"]
    assert labels(page) == ["Pneumothorax (severe) without an end: follow up"]
