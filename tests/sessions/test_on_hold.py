"""Care on hold: no session of a later day is signed until it goes on, by page and program alike."""

import html
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from patients import services as patients_services
from patients.models import EpisodeOfCare
from sessions import services
from tests.factories import patients, sessions

STATE = EpisodeOfCare.State


@pytest.fixture
def episode(cast):
    return sessions.treatable_episode(cast)


def hold(cast, episode, day):
    held = patients_services.hold_episode(
        actor=cast.actor("ana"), episode=episode, reason="The patient's wish.", today=day
    )
    assert (held.state, held.held_on) == (STATE.ON_HOLD, day)
    episode.refresh_from_db()


def codes(program, session):
    return [blocker["code"] for blocker in program.get(f"sessions/{session.pk}/").json()["blockers"]]


def sign(program, session):
    path = f"sessions/{session.pk}/"
    return program.post(f"{path}sign/", {}, HTTP_IF_MATCH=program.get(path)["ETag"])


def test_a_session_after_the_hold_is_not_signed_until_care_goes_on(cast, api, as_page, episode):
    session, program = sessions.signable_session(cast, episode), api("ana")
    hold(cast, episode, session.visit.occurred_on - timedelta(days=1))
    refused = sign(program, session)
    assert (refused.status_code, [b["code"] for b in refused.json()["blockers"]]) == (409, ["care_on_hold"])
    assert codes(program, session) == ["care_on_hold"]
    message = refused.json()["blockers"][0]["message"]
    assert message.startswith("Care is on hold since")
    assert message in as_page("ana").get(f"/sessions/{session.pk}/").content.decode()
    assert program.post(f"episodes/{episode.pk}/resume/").json()["held_on"] is None
    assert sign(program, session).status_code == 200


@pytest.mark.parametrize("later", [0, 1])
def test_what_was_done_up_to_the_day_of_the_hold_is_signed(cast, api, episode, later):
    session = sessions.signable_session(cast, episode)
    hold(cast, episode, session.visit.occurred_on + timedelta(days=later))
    assert sign(api("ana"), session).status_code == 200


def test_seeing_without_needling_goes_on(cast, episode):
    visit = sessions.record_visit(cast, episode)
    hold(cast, episode, visit.visit.occurred_on - timedelta(days=1))
    assert services.sign_visit(actor=cast.actor("ana"), visit_note=visit, now=timezone.now()).visit.is_signed


@pytest.mark.parametrize("suspected", [False, True])
def test_care_does_not_go_on_before_a_serious_event_is_cleared(cast, api, as_page, episode, suspected):
    happened = patients.today(cast) - timedelta(days=1)
    session = sessions.signed_session(cast, episode, occurred_at=patients.midday(cast, happened))
    if suspected:
        sessions.check_in(cast, session, hours_after=2, warning_signs=["breathless"])
        hold(cast, episode, patients.today(cast))
    else:
        sessions.adverse_event(cast, episode, "pneumothorax", session=session)
        episode.refresh_from_db()
    refused = api("ana").post(f"episodes/{episode.pk}/resume/")
    [blocker] = refused.json()["blockers"]
    assert (refused.status_code, blocker["code"]) == (409, "needling_locked")
    page = as_page("ana").post(f"/episodes/{episode.pk}/resume/", {"version": episode.version}).content.decode()
    assert blocker["message"] in html.unescape(page)
    assert EpisodeOfCare.objects.get(pk=episode.pk).state == STATE.ON_HOLD
    patients.clearance(cast, episode, "pneumothorax")
    assert api("ana").post(f"episodes/{episode.pk}/resume/").json()["state"] == "plan_active"


def test_an_event_of_another_episode_holds_this_one_too(cast, api, episode):
    other = sessions.treatable_episode(cast, of=episode.patient)
    sessions.adverse_event(cast, other, "pneumothorax")
    hold(cast, episode, patients.today(cast))
    refused = api("ana").post(f"episodes/{episode.pk}/resume/")
    assert [blocker["code"] for blocker in refused.json()["blockers"]] == ["needling_locked"]
    patients.clearance(cast, other, "pneumothorax")
    assert api("ana").post(f"episodes/{episode.pk}/resume/").status_code == 200


def test_a_red_flag_holds_care_from_its_own_day_on(cast, episode):
    day = patients.today(cast) - timedelta(days=1)
    patients.screening(cast, episode, red_flags=["neuro"], answered_at=patients.midday(cast, day))
    assert (episode.state, episode.held_on) == (STATE.ON_HOLD, day)


def test_the_banner_says_it_before_a_needle(cast, as_page, episode):
    hold(cast, episode, patients.today(cast) - timedelta(days=1))
    for path in (f"/episodes/{episode.pk}/", f"/episodes/{episode.pk}/screening/new/"):
        assert "no needling" in as_page("ana").get(path).content.decode()
    patients_services.resume_episode(actor=cast.actor("ana"), episode=episode, today=patients.today(cast))
    assert "On hold since" not in as_page("ana").get(f"/episodes/{episode.pk}/").content.decode()


@pytest.mark.parametrize(("state", "held"), [(STATE.ON_HOLD, False), (STATE.ACTIVE, True)])
def test_the_database_knows_no_hold_without_a_day(cast, episode, state, held):
    day = patients.today(cast) if held else None
    with pytest.raises(IntegrityError, match="on_hold_since_a_day"), transaction.atomic():
        EpisodeOfCare.objects.filter(pk=episode.pk).update(state=state, held_on=day)
