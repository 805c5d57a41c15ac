"""What stands before the first needle: why none goes in yet, and the next step; the rule is that of the signature."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from practice.models import Clinic, Credential
from sessions.rules.signing import needling_stops, signing_blockers
from sessions.selectors.facts import signing_facts
from sessions.selectors.sessions import with_parts
from tests.factories import patients
from tests.factories.sessions import TARGET, adverse_event, draft_session, treatable_episode


def new_page(as_page, episode):
    return as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/")


def locked_episode(cast):
    episode = treatable_episode(cast)
    adverse_event(cast, episode, "pneumothorax", grade="severe", occurred_at=timezone.now() - timedelta(days=2))
    return episode


def of_lapsed_authority(cast):
    Credential.objects.filter(kind=Credential.Kind.NEEDLING).update(expires_on=date(2026, 1, 1))
    return treatable_episode(cast)


def in_a_state_that_forbids_it(cast):
    Clinic.objects.update(jurisdiction="CA")
    Credential.objects.update(jurisdiction="CA")
    return treatable_episode(cast)


def test_a_patient_who_may_be_needled_has_no_stop(cast, as_page):
    assert "Do not needle yet" not in new_page(as_page, treatable_episode(cast)).content.decode()


@pytest.mark.parametrize(
    ("made", "words", "way"),
    [
        (locked_episode, "Needling is locked: pneumothorax", "clearances/new/"),
        (patients.episode, "Screen the patient before needling.", "screening/new/"),
        (patients.episode, "There is no written consent", "consent/new/"),
        (of_lapsed_authority, "The clinician has no valid licence and needling authority", "/clinic/"),
        (in_a_state_that_forbids_it, "California does not let physical therapists needle", "/clinic/"),
    ],
)
def test_what_stops_needling_stands_before_the_form_with_its_next_step(cast, as_page, made, words, way):
    episode = made(cast)
    page = new_page(as_page, episode).content.decode()
    stop = page[page.index("data-stops") : page.index('id="session-form"')]
    assert words in stop
    assert (way if way.startswith("/") else f"/episodes/{episode.pk}/{way}") in stop
    assert f"/episodes/{episode.pk}/visits/new/" in stop


@pytest.mark.parametrize("made", [locked_episode, of_lapsed_authority])
def test_the_tablet_keeps_the_same_stops_for_a_day_without_network(cast, as_page, api, made):
    episode = made(cast)
    told = api("ana").get(f"episodes/{episode.pk}/next-session/").json()["stops"]
    assert [stop["message"] for stop in told] == [
        stop["message"] for stop in new_page(as_page, episode).context["stops"]
    ]
    assert told


def test_the_stops_are_blockers_of_the_signature_and_leave_with_the_first_needle(cast, as_page):
    episode = locked_episode(cast)
    draft = draft_session(cast, episode)
    facts = signing_facts(with_parts(draft))
    assert needling_stops(facts)
    assert set(needling_stops(facts)) <= set(signing_blockers(facts))
    assert "Do not needle yet" in as_page("ana").get(f"/sessions/{draft.pk}/").content.decode()
    begun = draft_session(cast, episode, targets=[TARGET])
    assert "Do not needle yet" not in as_page("ana").get(f"/sessions/{begun.pk}/").content.decode()
