"""Two sessions of one day: the second is not called the first, and it is said before a note is written twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import patients
from tests.factories.sessions import signable_session, signed_session, treatable_episode

SECOND = "second_session_today"


@pytest.fixture
def earlier(cast, episode):
    """A signed session of today, earlier than `lately`."""
    today = patients.midday(cast, patients.today(cast)) - timedelta(hours=12)
    return signed_session(cast, episode, occurred_at=today + (patients.lately() - today) / 2, minutes=1)


def codes(api, session):
    return {notice["code"] for notice in api("ana").get(f"sessions/{session.pk}/").json()["notices"]}


def test_the_second_is_not_the_first_and_says_that_there_is_another(cast, api, as_page, episode, earlier):
    second = signable_session(cast, episode)
    assert codes(api, second) & {SECOND, "first_session"} == {SECOND}
    sheet = as_page("ana").get(f"/sessions/{second.pk}/sign/")
    [told] = [notice for notice in sheet.context["notices"] if notice["code"] == SECOND]
    at = earlier.visit.occurred_at.astimezone(patients.midday(cast, patients.today(cast)).tzinfo)
    assert (told["grave"], f"({at:%H:%M})" in told["message"]) == (True, True)


def test_the_page_of_a_new_session_says_that_today_has_one(cast, as_page, episode, earlier):
    page = as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/").content.decode()
    assert "Needled today already" in page


def test_a_session_of_the_patients_other_care_counts_too(cast, api, earlier):
    assert SECOND in codes(api, signable_session(cast, treatable_episode(cast)))


def test_neither_an_earlier_day_nor_a_muscle_that_was_planned_makes_it_the_second(cast, api, as_page, episode):
    signed_session(cast, episode, occurred_at=timezone.now() - timedelta(days=2))
    planned = [{"muscle": "temporalis", "side": "left", "needles_in": 0, "needles_out": 0}]
    signable_session(cast, episode, targets=planned)
    assert SECOND not in codes(api, signable_session(cast, episode))
    page = as_page("ana").get(f"/episodes/{episode.pk}/sessions/new/").content.decode()
    assert "Needled today already" not in page
