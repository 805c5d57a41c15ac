"""What the moments of a day say against a note: a screen after the needles, an end that is still to come."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from patients.models import Visit
from patients.rules.freshness import Answered, screened_after
from sessions.models import NeedlingSession
from sessions.services import change_session
from tests.factories import patients, plans
from tests.factories.sessions import TARGET, signable_session

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SCREENS = st.lists(st.tuples(st.integers(-600, 600), st.booleans()), max_size=4)


def codes(api, session):
    return {notice["code"] for notice in api("ana").get(f"sessions/{session.pk}/").json()["notices"]}


@given(screens=SCREENS, order=st.randoms())
def test_only_a_screen_that_held_before_the_first_needle_needs_no_word(screens, order):
    told = [Answered(NOON + timedelta(minutes=after), holds) for after, holds in order.sample(screens, len(screens))]
    held_before = any(after <= 0 and holds for after, holds in screens)
    assert screened_after(told, NOON) is (bool(screens) and not held_before)


def test_the_minute_in_which_a_session_begins_is_before_it():
    assert not screened_after([Answered(NOON + timedelta(seconds=59))], NOON)
    assert screened_after([Answered(NOON + timedelta(seconds=60))], NOON)


@pytest.mark.parametrize("before", [True, False])
def test_a_screen_that_was_answered_after_the_needles_is_said(cast, api, before):
    episode = patients.episode(cast, icd10=["G44.229"])
    patients.consent(cast, episode)
    session = signable_session(cast, episode)
    hour_ago = timezone.now() - timedelta(hours=1)
    NeedlingSession.objects.filter(pk=session.pk).update(needles_recorded_at=hour_ago)
    Visit.objects.filter(pk=session.pk).update(occurred_at=hour_ago)
    if before:
        patients.screening(cast, episode, answered_at=timezone.now() - timedelta(days=3))
    patients.screening(cast, episode, answered_at=timezone.now())
    assert ("screening_after_needles" in codes(api, session)) is not before


def test_a_screen_between_the_start_of_the_draft_and_its_needles_is_in_time(cast, api):
    episode = patients.episode(cast, icd10=["G44.229"])
    patients.consent(cast, episode)
    session = signable_session(cast, episode, occurred_at=timezone.now() - timedelta(minutes=30), targets=[])
    patients.screening(cast, episode, answered_at=timezone.now() - timedelta(minutes=10))
    change_session(actor=cast.actor("ana"), session=session, now=timezone.now(), targets=[TARGET])
    assert "screening_after_needles" not in codes(api, session)


@pytest.mark.parametrize(("minutes", "told"), [(600, True), (1, False)])
def test_a_session_that_still_lasts_by_its_own_time_is_said(cast, api, episode, minutes, told):
    assert ("session_not_over" in codes(api, signable_session(cast, episode, minutes=minutes))) is told


@pytest.mark.parametrize(("types", "told"), [(["exercise"], True), (["exercise", "needling"], False)])
def test_needling_that_the_plan_does_not_name_is_said(cast, api, types, told):
    episode = patients.ready_episode(cast)
    plans.signed_plan(cast, episode, treatment_types=types, interventions="")
    session = signable_session(cast, episode)
    assert ("needling_not_in_plan" in codes(api, session)) is told


def test_of_many_sessions_of_a_day_some_are_named(cast, api, episode):
    for minutes in range(1, 6):
        signable_session(cast, episode, occurred_at=timezone.now() - timedelta(minutes=minutes))
    told = api("ana").get(f"sessions/{signable_session(cast, episode).pk}/").json()["notices"]
    [notice] = [one for one in told if one["code"] == "second_session_today"]
    assert notice["message"].count(":") == 3
