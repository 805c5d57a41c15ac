"""Another therapist for care whose therapist has left: managers name one, and change nothing else of an episode."""

import pytest

from patients.models import EpisodeOfCare
from patients.rules.handovers import require_care_left_behind
from practice.audit import AuditEvent
from practice.errors import RuleViolation
from practice.models import Membership
from tests.factories import patients, sessions

EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")


@pytest.fixture
def left(cast, noa):
    """Ana's care of Pia, which Ana has left behind."""
    episode = sessions.treatable_episode(cast)
    Membership.objects.filter(pk=cast.members["ana"].pk).update(active=False)
    return episode


def lead(episode):
    return EpisodeOfCare.objects.get(pk=episode.pk).therapist_id


def codes(answer):
    return [blocker["code"] for blocker in answer.json()["blockers"]]


def test_the_manager_is_led_from_the_work_list_and_names_one(cast, as_page, left, noa):
    sessions.adverse_event(cast, left)
    browser, place = as_page("max"), f"/episodes/{left.pk}/therapist/"
    assert f'href="{place}"' in browser.get("/work/", {"whose": "mine"}).text
    assert f'href="{place}"' in browser.get(f"/patients/{cast.pia.pk}/").text
    shown = browser.get(place).text
    assert ("has left the clinic" in shown, noa.signature_name in shown) == (True, True)
    version = EpisodeOfCare.objects.get(pk=left.pk).version
    done = browser.post(place, {"therapist": noa.pk, "version": version})
    assert (done.url, lead(left)) == (f"/episodes/{left.pk}/", noa.pk)
    assert f'href="{place}"' not in browser.get("/work/", {"whose": "mine"}).text
    [event] = AuditEvent.objects.filter(verb="episode.handed_over")
    assert (event.target_id, event.patient_id) == (left.pk, cast.pia.pk)


def test_the_api_does_the_same(cast, api, left, noa):
    done = api("max").post(f"episodes/{left.pk}/therapist/", {"therapist": str(noa.pk)})
    assert (done.status_code, done.json()["therapist"]) == (200, str(noa.pk)), done.content
    again = api("max").post(f"episodes/{left.pk}/therapist/", {"therapist": str(noa.pk)})
    assert (again.status_code, codes(again)) == (409, ["still_here"])


def test_care_of_who_is_no_therapist_any_more_is_handed_over_too(cast, api, noa):
    episode = sessions.treatable_episode(cast)
    Membership.objects.filter(pk=cast.members["ana"].pk).update(roles=["assistant"])
    assert api("max").post(f"episodes/{episode.pk}/therapist/", {"therapist": str(noa.pk)}).status_code == 200
    assert lead(episode) == noa.pk


def test_care_of_who_works_here_stays_as_it_is(cast, api, as_page, noa):
    episode = sessions.treatable_episode(cast)
    refused = api("max").post(f"episodes/{episode.pk}/therapist/", {"therapist": str(noa.pk)})
    assert (refused.status_code, codes(refused)) == (409, ["still_here"])
    place = f"/episodes/{episode.pk}/therapist/"
    version = EpisodeOfCare.objects.get(pk=episode.pk).version
    page = as_page("max").post(place, {"therapist": noa.pk, "version": version})
    assert (page.status_code, "Nobody needs to be named" in page.text) == (400, True)
    assert "Nobody needs to be named" in as_page("max").get(place).text
    assert lead(episode) == cast.members["ana"].pk


def test_nobody_is_named_in_the_place_of_who_works_here():
    require_care_left_behind("Ana", "has left the clinic")
    with pytest.raises(RuleViolation, match="still_here"):
        require_care_left_behind("Ana", "")


@pytest.mark.parametrize("who", ["ana", "ida", "rui"])
def test_who_is_named_is_a_therapist_who_works_here(cast, api, left, who):
    refused = api("max").post(f"episodes/{left.pk}/therapist/", {"therapist": str(cast.members[who].pk)})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["therapist"])


def test_an_old_page_and_care_that_ended_change_nothing(cast, api, as_page, left, noa):
    place, typed = f"/episodes/{left.pk}/therapist/", {"therapist": noa.pk, "version": 0}
    assert as_page("max").post(place, typed).status_code == 409
    EpisodeOfCare.objects.filter(pk=left.pk).update(
        state="discharged", discharged_on=patients.today(cast), outcome="goals_met", discharge_summary="Well."
    )
    refused = api("max").post(f"episodes/{left.pk}/therapist/", {"therapist": str(noa.pk)})
    assert (refused.status_code, codes(refused)) == (409, ["episode_closed"])
    assert "Care has ended" in as_page("max").get(place).text
    assert lead(left) == cast.members["ana"].pk


def test_managers_and_therapists_may_and_managers_may_no_more_of_an_episode(cast, api, as_page):
    episode = sessions.treatable_episode(cast)
    page = {name: as_page(name).get(f"/episodes/{episode.pk}/therapist/").status_code for name in EVERYBODY}
    assert page == {"ana": 200, "rui": 403, "max": 200, "ida": 403, "pia": 403, "eva": 404}
    sent = {"therapist": str(cast.members["ana"].pk)}
    told = {name: api(name).post(f"episodes/{episode.pk}/therapist/", sent).status_code for name in EVERYBODY}
    assert told == {"ana": 409, "rui": 403, "max": 409, "ida": 403, "pia": 403, "eva": 404}
    assert as_page("max").get(f"/episodes/{episode.pk}/edit/").status_code == 403
