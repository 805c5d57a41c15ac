"""A patient is asked after the needles, whether or not the note is signed yet."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sessions.models import CheckIn
from tests.factories.sessions import TARGET, draft_session, signable_session, signed_session


@pytest.fixture
def earlier():
    return timezone.now() - timedelta(hours=20)


def asked(api):
    return [(row["session"], row["hours_after"]) for row in api("pia").get("my-day/").json()["check_ins"]]


def test_a_draft_with_counted_needles_is_asked_about_and_answered(cast, api, as_page, earlier):
    session = signable_session(cast, occurred_at=earlier)
    assert asked(api) == [(str(session.pk), 24)]
    sent = as_page("pia").post(f"/me/check-in/{session.pk}/", {"hours_after": "24", "soreness": "3"})
    assert (sent.status_code, CheckIn.objects.get().soreness, asked(api)) == (200, 3, [])
    kept = api("ana").post(f"sessions/{session.pk}/discard/", {})
    assert [blocker["code"] for blocker in kept.json()["blockers"]] == ["has_check_ins"]


@pytest.mark.parametrize("targets", [[], [{**TARGET, "needles_in": 0, "needles_out": 0}],
                                     [{**TARGET, "needles_in": None, "needles_out": None}]])  # fmt: skip
def test_a_draft_without_a_counted_needle_asks_nothing(cast, api, earlier, targets):
    draft_session(cast, occurred_at=earlier, targets=targets)
    assert asked(api) == []


def test_a_signed_session_is_asked_about_once(cast, api, earlier):
    session = signed_session(cast, occurred_at=earlier)
    assert asked(api) == [(str(session.pk), 24)]
