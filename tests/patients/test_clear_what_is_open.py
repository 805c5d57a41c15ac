"""A letter clears what is open: nothing ahead of time, nothing that no letter clears, nothing older than its cause."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from patients.models import Clearance, EpisodeOfCare
from patients.selectors.banner import locks_on
from practice import reference
from tests.factories import patients
from tests.factories.sessions import adverse_event, as_json, signed_session, treatable_episode

FOUND = {"changes": True, "positive": ["onset_sudden"]}


def clear(api, episode, item, on, *, program=None):
    told = {"given_by": "Dr. Ola (synthetic)", "given_on": str(on), "reason": "Seen."}
    return (program or api("ana")).post("clearances/", {"episode": str(episode.pk), "item": item, **told})


def blockers(api, session):
    return {blocker["code"] for blocker in api("ana").get(f"sessions/{session}/").json()["blockers"]}


def codes(answer):
    return [blocker["code"] for blocker in answer.json()["blockers"]]


@pytest.mark.parametrize("item", ["onset_sudden", "pneumothorax", "prior_serious_reaction", "soreness"])
def test_nothing_is_cleared_ahead_of_time(cast, api, as_page, item):
    episode = treatable_episode(cast)
    refused = clear(api, episode, item, patients.today(cast))
    assert (refused.status_code, codes(refused)) == (409, ["nothing_to_clear"])
    path, told = f"/episodes/{episode.pk}/clearances/new/", {"given_by": "Dr. Ola", "given_on": "2026-01-01"}
    page = as_page("ana").post(path, {**told, "item": item, "reason": "Seen."})
    assert page.context["form"].errors["item"] == [refused.json()["blockers"][0]["message"]]
    shown = as_page("ana").get(path).content.decode()
    assert ("Nothing to clear" in shown, 'name="given_by"' in shown) == (True, False)
    assert not Clearance.objects.exists()


def test_a_letter_of_the_morning_does_not_clear_the_flag_that_is_found_after_it(cast, api):
    episode, day = treatable_episode(cast), patients.today(cast)
    patients.screening(cast, episode, red_flags=["onset_sudden"], answered_at=timezone.now())
    session = api("ana").post("sessions/", as_json(episode)).json()["id"]
    assert clear(api, episode, "onset_sudden", day).status_code == 201
    assert blockers(api, session) == set()
    api("ana").patch(f"sessions/{session}/", {"rescreen": FOUND}, HTTP_IF_MATCH="*")
    assert blockers(api, session) == {"red_flag_open"}
    assert EpisodeOfCare.objects.get(pk=episode.pk).state == "on_hold"
    assert "red_flag_open" in api("ana").get(f"episodes/{episode.pk}/progress/").json()["alerts"]
    assert clear(api, episode, "onset_sudden", day).status_code == 201
    api("ana").patch(f"sessions/{session}/", {"note": "Seen by Dr. Ola.", "rescreen": FOUND}, HTTP_IF_MATCH="*")
    assert blockers(api, session) == set()


def test_a_letter_does_not_clear_the_event_that_is_recorded_after_it(cast, api):
    episode, day, now = treatable_episode(cast), patients.today(cast), timezone.now()
    adverse_event(cast, episode, "pneumothorax", occurred_at=now - timedelta(days=3))
    assert clear(api, episode, "pneumothorax", day).status_code == 201
    event = adverse_event(cast, episode, "pneumothorax", occurred_at=patients.lately())
    assert [alert["kind"] for alert in locks_on(episode, day)] == ["adverse"]
    assert EpisodeOfCare.objects.get(pk=episode.pk).state == "on_hold"
    session = api("ana").post("sessions/", as_json(episode, occurred_at=timezone.now())).json()["id"]
    assert "not_a_candidate" in blockers(api, session)
    told = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    assert (told["overall_status"], told["candidacy_latest"]) == ("urgent_referral", "do_not_needle")
    assert clear(api, episode, event.kind, day).status_code == 201
    assert blockers(api, session) == set()


@pytest.mark.parametrize("item", ["pneumothorax", "prior_serious_reaction"])
def test_a_letter_that_is_older_than_the_event_is_refused_with_its_day(cast, api, as_page, item):
    episode, day = treatable_episode(cast), patients.today(cast)
    signed_session(cast, episode)
    event = adverse_event(cast, episode, "pneumothorax")
    refused = clear(api, episode, item, day - timedelta(days=10))
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["given_on"])
    told = {"item": item, "given_by": "Dr. Ola", "given_on": day - timedelta(days=10), "reason": "Seen."}
    page = as_page("ana").post(f"/episodes/{episode.pk}/clearances/new/", told)
    assert page.context["form"].errors["given_on"] == refused.json()["errors"]["given_on"]
    assert clear(api, event.episode, item, day).status_code == 201


def test_no_letter_is_older_than_the_patient(cast, api):
    episode = patients.episode(cast)
    patients.screening(cast, episode, red_flags=["older"])
    born = episode.patient.date_of_birth
    refused = clear(api, episode, "older", born - timedelta(days=1))
    assert refused.json()["errors"]["given_on"] == ["The day lies before the patient was born. Check the date."]
    assert clear(api, episode, "older", date(1900, 1, 1)).status_code == 400
    assert clear(api, episode, "older", born).status_code == 201


NOT_CLEARABLE = [
    "needle_phobia", "over_implant", "diabetes", "no_consent", "license_or_endorsement", "minor", "red_flag_open",
]  # fmt: skip


@pytest.mark.parametrize("item", NOT_CLEARABLE)
def test_what_no_letter_clears_is_refused_with_what_to_do_instead(cast, api, as_page, item):
    episode, day = treatable_episode(cast), patients.today(cast)
    asked = {"positive": [item]} if item in ("needle_phobia", "diabetes") else {}
    patients.screening(cast, episode, precautions="Short session.", answered_at=timezone.now(), **asked)
    refused = clear(api, episode, item, day)
    assert (refused.status_code, codes(refused)) == (409, ["not_clearable"])
    said = refused.json()["blockers"][0]["message"]
    assert said.startswith("No letter clears this: ")
    page, path = as_page("ana"), f"/episodes/{episode.pk}/clearances/new/"
    assert f'value="{item}"' not in page.get(path).content.decode()
    told = {"item": item, "given_by": "Dr. Ola", "given_on": day, "reason": "Seen."}
    assert said in page.post(path, told).context["form"].errors["item"]


def test_a_serious_reaction_of_the_screen_is_cleared_by_a_letter(cast, api, as_page):
    episode, day = treatable_episode(cast), patients.today(cast)
    patients.screening(cast, episode, positive=["prior_serious_reaction"], answered_at=timezone.now())
    session = api("ana").post("sessions/", as_json(episode)).json()["id"]
    assert "not_a_candidate" in blockers(api, session)
    page = as_page("ana").get(f"/episodes/{episode.pk}/clearances/new/").content.decode()
    assert 'value="prior_serious_reaction"' in page
    assert clear(api, episode, "prior_serious_reaction", day).status_code == 201
    assert blockers(api, session) == set()


def test_page_and_api_offer_the_same_of_the_whole_catalogue(cast, api, as_page):
    episode, day = treatable_episode(cast), patients.today(cast)
    patients.screening(cast, episode, red_flags=["older"], positive=["needle_phobia"], answered_at=timezone.now())
    adverse_event(cast, episode, "pneumothorax")
    form = as_page("ana").get(f"/episodes/{episode.pk}/clearances/new/").context["form"]
    offered = {key for key, _ in form.fields["item"].choices if key}
    screening = reference.current("screening")
    keys = [row["key"] for part in ("contraindications", "red_flags") for row in screening[part]]
    program, kinds = api("ana"), list(reference.adverse_events())
    answers = {item: clear(api, episode, item, day, program=program).status_code for item in [*kinds, *keys]}
    assert offered == {"older", "pneumothorax", "prior_serious_reaction"}
    assert {item for item, status in answers.items() if status == 201} == {"older", "pneumothorax"}
    assert answers["prior_serious_reaction"] == 409, "the letter about the event has opened it already"
