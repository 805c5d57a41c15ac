"""Care that was referred out: nobody is needled in it until it is taken up again, and what was needled stays."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from patients import services
from patients.models import EpisodeOfCare
from tests.factories import patients
from tests.factories.sessions import signable_session

OUT = "care_referred_out"


def refer(cast, episode, ago=timedelta()):
    now = timezone.now() - ago
    return services.refer_out(actor=cast.actor("ana"), episode=episode, reason="To Dr Roe (synthetic).", now=now)


def test_no_session_after_it_is_begun_or_signed(cast, api, as_page, episode):
    refer(cast, episode, ago=timedelta(hours=3))
    stops = api("ana").get(f"episodes/{episode.pk}/next-session/").json()["stops"]
    assert OUT in {stop["code"] for stop in stops}
    page = as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/").content.decode()
    assert "Care was referred out on" in page
    session = signable_session(cast, episode)
    answer = api("ana").post(f"sessions/{session.pk}/sign/")
    assert (answer.status_code, [row["code"] for row in answer.json()["blockers"]]) == (409, [OUT])


def test_what_was_needled_before_it_is_signed(cast, api, episode):
    session = signable_session(cast, episode)
    refer(cast, episode)
    assert api("ana").post(f"sessions/{session.pk}/sign/").status_code == 200


def test_the_discharge_that_follows_lets_nothing_through(cast, api, episode):
    refer(cast, episode, ago=timedelta(hours=3))
    session, day = signable_session(cast, episode), patients.today(cast)
    told = {"outcome": "referred", "discharge_summary": "Gone.", "reason": "Dr Roe (synthetic)."}
    services.discharge(actor=cast.actor("ana"), episode=episode, discharged_on=day, today=day, **told)
    answer = api("ana").post(f"sessions/{session.pk}/sign/")
    assert (answer.status_code, [row["field"] for row in answer.json()["blockers"]]) == (409, ["episode"])


def stop_of(api, episode):
    """Where the referral is settled; None where it stops nothing."""
    stops = api("ana").get(f"episodes/{episode.pk}/next-session/").json()["stops"]
    return next((stop["field"] for stop in stops if stop["code"] == OUT), None)


def test_care_that_is_taken_up_again_waits_for_a_new_screening(cast, api, episode):
    refer(cast, episode, ago=timedelta(hours=1))
    assert stop_of(api, episode) == "episode"
    services.resume_episode(actor=cast.actor("ana"), episode=episode, today=patients.today(cast))
    assert stop_of(api, episode) == "screening"
    patients.screening(cast, episode, answered_at=timezone.now() - timedelta(hours=2))
    assert stop_of(api, episode) == "screening"
    patients.screening(cast, episode, answered_at=timezone.now())
    assert stop_of(api, episode) is None


def test_care_that_stood_referred_out_before_moments_were_kept_is_stopped_too(cast, api, episode):
    refer(cast, episode, ago=timedelta(hours=3))
    EpisodeOfCare.objects.filter(pk=episode.pk).update(referred_out_at=None)
    assert stop_of(api, episode) is None
    step = import_module("patients.migrations.0033_look_when_care_was_referred_out")
    step.keep(apps, None)
    assert stop_of(api, episode) == "episode"


def test_needles_that_were_recorded_after_it_are_asked_about(cast, api, episode):
    session = signable_session(cast, episode, occurred_at=timezone.now() - timedelta(hours=2))
    refer(cast, episode, ago=timedelta(hours=1))
    notices = api("ana").get(f"sessions/{session.pk}/").json()["notices"]
    assert "needled_before_referral" in {notice["code"] for notice in notices}
    assert api("ana").post(f"sessions/{session.pk}/sign/").status_code == 200


@pytest.mark.parametrize("name", ["rui", "pia"])
def test_who_may_not_refer_moves_nothing(cast, api, episode, name):
    answer = api(name).post(f"episodes/{episode.pk}/refer-out/", {"reason": "To Dr Roe (synthetic)."})
    assert answer.status_code in (403, 404)
