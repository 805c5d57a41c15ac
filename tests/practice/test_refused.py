"""Who asks for a patient's record without the right to is refused, and the trail keeps it."""

import pytest
from django.test import Client

from practice.audit import AuditEvent
from tests.factories import patients, sessions


def refusals():
    return AuditEvent.objects.filter(verb="chart.refused")


@pytest.fixture
def session(cast):
    return sessions.signed_session(cast, sessions.treatable_episode(cast))


def test_a_refused_page_is_in_the_trail(cast, as_page, session):
    assert as_page("rui").get(f"/sessions/{session.pk}/").status_code == 403
    event = refusals().get()
    assert (event.membership_id, event.patient_id) == (cast.members["rui"].pk, cast.pia.pk)
    assert (event.target_type, event.target_id) == ("needling.needlingsession", session.pk)
    assert event.request_id


def test_a_refused_answer_of_the_api_is_too(cast, api, session):
    assert api("rui").get(f"sessions/{session.pk}/").status_code == 403
    assert api("ida").post(f"sessions/{session.pk}/sign/").status_code == 403
    assert [event.membership_id for event in refusals().order_by("pk")] == [
        cast.members["rui"].pk,
        cast.members["ida"].pk,
    ]


def test_what_was_written_before_the_refusal_is_taken_back_and_the_refusal_stays(cast, as_page, session):
    episode = session.visit.episode
    answer = as_page("ida").post(f"/episodes/{episode.pk}/discharge/", {"outcome": "goals_met"})
    assert (answer.status_code, refusals().get().target_id) == (403, episode.pk)


def test_the_own_record_and_pages_about_nobody_are_no_refusals_of_a_record(cast, as_page, session):
    assert as_page("pia").get(f"/sessions/{session.pk}/").status_code == 403
    assert as_page("rui").get("/clinic/trail/").status_code == 403
    assert as_page("rui").get(f"/clinic/people/{cast.members['ana'].pk}/").status_code == 403
    assert refusals().count() == 0


def test_a_patient_who_asks_for_another_ones_record_is(cast, as_page, session):
    other = patients.patient(cast, given_name="Noor")
    assert as_page("pia").get(f"/patients/{other.pk}/").status_code == 403
    assert refusals().get().patient_id == other.pk


def test_another_clinics_record_does_not_exist_and_says_nothing(cast, as_page, session):
    assert as_page("eva").get(f"/sessions/{session.pk}/").status_code == 404
    assert refusals().count() == 0


def test_a_form_without_its_token_is_no_refusal_of_a_record(cast, session):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.user("ana"))
    assert browser.post(f"/sessions/{session.pk}/", {}).status_code == 403
    assert refusals().count() == 0


@pytest.mark.parametrize("debug", [False, True])
def test_a_wrong_address_shows_our_own_page_in_development_too(cast, as_page, api, settings, debug):
    settings.DEBUG = debug
    unknown = "/patients/01900000-0000-7000-8000-000000000000/"
    asked = [
        (Client(), "/nope/"),
        (Client(), "/request/nowhere/"),
        (as_page("rui"), "/nope/x"),
        (as_page("ana"), unknown),
    ]
    for browser, path in asked:
        answer = browser.get(path)
        assert (answer.status_code, "This page is not here" in answer.text) == (404, True)
        assert "urlconf" not in answer.text.lower()
    for path in ("nope/", "patients/01900000-0000-7000-8000-000000000000/"):
        answer = api("ana").get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_refusal_says_whose_part_it_is_and_leads_back(as_page, api, cast):
    episode = patients.ready_episode(cast)
    came_from = f"/patients/{cast.pia.pk}/"
    refused = as_page("ida").get(
        f"/episodes/{episode.pk}/sessions/new/", headers={"referer": f"http://testserver{came_from}"}
    )
    words = "Your role does not allow you to record a needling session. A therapist can do it."
    assert (refused.status_code, words in refused.content.decode()) == (403, True)
    assert f'href="{came_from}">Back to where you were' in refused.content.decode()
    assert api("ida").post("sessions/", {"episode": str(episode.pk)}).json()["detail"] == words
