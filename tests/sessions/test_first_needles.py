"""The first session with needles is the first, whatever else was done before."""

from datetime import timedelta

from django.utils import timezone

from tests.factories.sessions import record_visit, signable_session

FIRST = "first_session"


def notices(page, session):
    return [notice["code"] for notice in page.get(f"/sessions/{session.pk}/sign/").context["notices"]]


def test_the_first_session_with_needles_is_the_first_whatever_was_done_before(cast, as_page, episode):
    page = as_page("ana")
    record_visit(cast, episode, occurred_at=timezone.now() - timedelta(days=3))
    first = signable_session(cast, episode, occurred_at=timezone.now() - timedelta(days=2))
    assert FIRST in notices(page, first)
    assert FIRST not in notices(page, signable_session(cast, episode))


def test_a_session_in_which_nothing_was_needled_is_not_the_first(cast, as_page, episode):
    planned = [{"muscle": "temporalis", "side": "left", "needles_in": 0, "needles_out": 0}]
    signable_session(cast, episode, targets=planned, occurred_at=timezone.now() - timedelta(days=2))
    assert FIRST in notices(as_page("ana"), signable_session(cast, episode))
