"""How a session is begun: from its appointment and from Today, after the draft of today, never in a closed episode."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients import services
from patients.models import Visit
from practice.selectors import actor_of
from sessions.services import record_session
from tests.factories import appointments, patients
from tests.factories.sessions import draft_session, signed_session, supervisor, treatable_episode


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


def test_no_draft_of_another_day_is_offered_and_no_signed_note(cast, as_page, episode):
    signed_session(cast, episode)
    draft_session(cast, episode, occurred_at=timezone.now() - timedelta(days=1))
    assert "data-begun" not in as_page("ana").get(new(episode)).content.decode()


@pytest.mark.parametrize("same_episode", [True, False])
def test_a_draft_of_a_colleague_for_the_patient_is_offered_too(cast, as_page, episode, same_episode):
    draft = draft_session(cast, episode if same_episode else treatable_episode(cast))
    cast.members["noa"] = supervisor(cast)
    page = as_page("noa").get(new(episode)).text
    begun = page[page.index("data-begun") : page.index('id="session-form"')]
    assert ("A draft by Ana (synthetic) of" in begun, f'href="/sessions/{draft.pk}/"' in begun) == (True, True)


def test_the_own_draft_of_today_comes_before_a_colleagues_and_an_old_one_is_none(cast, as_page, episode):
    cast.members["noa"] = noa = supervisor(cast)
    own = record_session(actor=actor_of(noa), episode=episode, occurred_at=patients.lately(), now=timezone.now())
    draft_session(cast, episode)
    page = as_page("noa").get(new(episode)).text
    begun = page[page.index("data-begun") : page.index('id="session-form"')]
    assert ("Your draft of" in begun, f'href="/sessions/{own.pk}/"' in begun) == (True, True)
    Visit.objects.filter(signed_at=None).update(occurred_on=patients.today(cast) - timedelta(days=1))
    assert "data-begun" not in as_page("noa").get(new(episode)).text


@pytest.mark.parametrize(("place", "form"), [
    ("sessions/new/", "session-form"), ("visits/new/", "visit-form"), ("assessment/new/", "assessment-form"),
])  # fmt: skip
def test_a_discharged_episode_says_so_before_anything_is_written(cast, api, as_page, place, form):
    ended = patients.discharged_episode(cast)
    refused = api("ana").post("sessions/", {"episode": str(ended.pk), "occurred_at": timezone.now()})
    [blocker] = refused.json()["blockers"]
    answer = as_page("ana").get(f"/episodes/{ended.pk}/{place}")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert (blocker["code"], blocker["message"] in page) == ("episode_closed", True)
    assert f"/episodes/{ended.pk}/reopen/" in page
    assert form not in page


def test_an_assessment_that_was_begun_is_offered_before_a_second_one(cast, as_page, episode):
    place = f"/episodes/{episode.pk}/assessment/new/"
    assert "data-begun" not in as_page("ana").get(place).text
    draft = patients.assessment(cast, episode)
    page = as_page("ana").get(place).text
    assert f'href="/assessments/{draft.pk}/"' in page[page.index("data-begun") : page.index('id="assessment-form"')]
