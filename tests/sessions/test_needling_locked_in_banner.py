"""The banner of a patient while a suspected or confirmed serious event locks needling.

Rules: sessions.rules.adverse_events.as_grave.
"""

import re

from django.utils import timezone

from sessions import services
from sessions.models import AdverseEvent
from tests.factories import patients
from tests.factories.sessions import adverse_event


def banner_says(as_page, path):
    page = as_page("ana").get(path).text
    found = re.findall(r'class="banner-alert state is-(\w+)"[^>]*>(.*?)</(?:a|span)>', page, re.S)
    return [(tone, re.sub(r"<[^>]+>", "", words).strip()) for tone, words in found]


def test_the_banner_tells_the_lock_first_and_no_clear_screen_beside_it(cast, as_page, alarm):
    path = f"/patients/{cast.pia.pk}/"
    told = banner_says(as_page, path)
    assert told[0] == ("stop", "Needling locked: suspected pneumothorax")
    assert "Screening clear" not in [words for _, words in told]
    assert "Needling locked" not in as_page("rui").get(path).text
    event = AdverseEvent.objects.get()
    services.follow_up_adverse_event(
        actor=cast.actor("ana"), event=event, now=timezone.now(), state="ruled_out", description="X-ray is normal."
    )
    assert "Screening clear" in [words for _, words in banner_says(as_page, path)]


def test_the_banner_is_free_again_once_it_is_cleared_in_writing(cast, as_page, alarm):
    event = AdverseEvent.objects.get()
    patients.clearance(cast, event.episode, event.kind)
    assert "Screening clear" in [words for _, words in banner_says(as_page, f"/patients/{cast.pia.pk}/")]


def test_a_confirmed_serious_event_locks_and_a_mild_one_does_not(cast, as_page, session):
    path, episode = f"/patients/{cast.pia.pk}/", session.visit.episode
    adverse_event(cast, episode, "bruising")
    assert "Screening clear" in [words for _, words in banner_says(as_page, path)]
    adverse_event(cast, episode, "pneumothorax")
    assert banner_says(as_page, path)[0][1].startswith("Needling locked: pneumothorax")
