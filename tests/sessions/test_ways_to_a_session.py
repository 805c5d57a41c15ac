"""How a session is begun: from its appointment and from Today, after the draft of today, never in a closed episode."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients import services
from tests.factories import appointments, patients
from tests.factories.sessions import draft_session, signed_session, supervisor, treatable_episode


@pytest.fixture
def episode(cast):
    return treatable_episode(cast)


def new(episode):
    return f"/episodes/{episode.pk}/sessions/new/"


@pytest.mark.parametrize(("who", "offered"), [("ana", True), ("rui", False), ("ida", False)])
def test_who_may_log_a_session_does_so_from_its_appointment(cast, as_page, episode, who, offered):
    row = appointments.begun(cast, episode=episode)
    page = as_page(who).get(f"/appointments/{row.pk}/").content.decode()
    assert (f'href="{new(episode)}"' in page) is offered


def test_an_appointment_for_something_else_leads_to_no_session(cast, as_page, episode):
    row = appointments.begun(cast, episode=episode, kind="reevaluation")
    assert new(episode) not in as_page("ana").get(f"/appointments/{row.pk}/").content.decode()


def test_an_appointment_of_another_day_has_no_session_yet(cast, as_page, episode):
    page = as_page("ana").get(f"/appointments/{appointments.booked(cast, episode=episode).pk}/").content.decode()
    assert new(episode) not in page


def test_the_appointment_says_what_must_be_known_before_a_needle(cast, as_page):
    row = appointments.begun(cast, episode=patients.episode(cast))
    alerts = as_page("ana").get(f"/appointments/{row.pk}/").context["banner"]["alerts"]
    assert {"No consent yet", "No screening yet"} <= {alert["label"] for alert in alerts}
    seen = as_page("rui").get(f"/appointments/{row.pk}/").context["banner"]["alerts"]
    assert {alert["kind"] for alert in seen} == {"consent"}


def test_today_leads_to_the_session_of_who_has_come(cast, as_page, episode):
    row = appointments.begun(cast, episode=episode)
    assert new(episode) not in as_page("ana").get("/").content.decode()
    services.mark_started(actor=cast.actor("ana"), appointment=row, now=timezone.now())
    assert new(episode) in as_page("ana").get("/").content.decode()


def test_a_draft_of_today_is_offered_before_a_second_one(cast, as_page, episode):
    assert "data-begun" not in as_page("ana").get(new(episode)).content.decode()
    draft = draft_session(cast, episode)
    page = as_page("ana").get(new(episode)).content.decode()
    begun = page[page.index("data-begun") : page.index('id="session-form"')]
    assert f'href="/sessions/{draft.pk}/"' in begun


def test_no_draft_of_a_colleague_or_another_day_is_offered_and_no_signed_note(cast, as_page, episode):
    cast.members["noa"] = supervisor(cast)
    signed_session(cast, episode)
    draft_session(cast, episode, occurred_at=timezone.now() - timedelta(days=1))
    assert "data-begun" not in as_page("ana").get(new(episode)).content.decode()
    draft_session(cast, episode)
    shown = [as_page(who).get(new(episode)).content.decode() for who in ("ana", "noa")]
    assert ["data-begun" in page for page in shown] == [True, False]


def test_a_discharged_episode_says_so_before_anything_is_written_in_the_words_of_the_rule(cast, api, as_page):
    ended = patients.discharged_episode(cast)
    refused = api("ana").post("sessions/", {"episode": str(ended.pk), "occurred_at": timezone.now()})
    [blocker] = refused.json()["blockers"]
    answer = as_page("ana").get(new(ended))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert (blocker["code"], blocker["message"] in page) == ("episode_closed", True)
    assert f"/episodes/{ended.pk}/reopen/" in page
    assert "session-form" not in page
