"""Odd lives of check-ins: sessions taken back, answers twice or out of order, hours over a change of clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from practice import scoping
from practice.errors import RuleViolation
from sessions import services
from sessions.models import AdverseEvent, CheckIn, NeedlingSession
from sessions.rules.check_ins import hours_to_ask
from sessions.selectors.check_ins import check_in_alerts
from tests.factories.sessions import check_in, draft_session, signed_session
from tests.plans.test_at_once import at_once

LA = ZoneInfo("America/Los_Angeles")
SEEN = datetime(2026, 3, 7, 12, tzinfo=LA)


@pytest.mark.parametrize(
    ("hours", "answered", "asked"),
    [(0.5, (), None), (1, (), 2), (3, (2,), None), (20, (), 24), (20, (2,), 24), (70, (24,), 72), (70, (72,), None),
     (119, (), 72), (120, (), None), (-5, (), None)],
)  # fmt: skip
def test_which_answer_is_due(hours, answered, asked):
    seen = SEEN.astimezone(UTC)
    assert hours_to_ask(seen, seen + timedelta(hours=hours), answered) == asked


def test_hours_are_counted_over_a_change_of_clocks():
    """On 8 March 2026 the clocks go forward: at the same time of day only 23 hours have passed."""
    wall = datetime(2026, 3, 8, 12, tzinfo=LA)
    assert (wall.astimezone(ZoneInfo("UTC")) - SEEN.astimezone(ZoneInfo("UTC"))) == timedelta(hours=23)
    assert hours_to_ask(SEEN, datetime(2026, 3, 8, 6, 30, tzinfo=LA), ()) == 2
    assert hours_to_ask(SEEN, datetime(2026, 3, 8, 7, 0, tzinfo=LA), ()) == 24


def test_a_draft_with_an_answer_is_not_discarded(cast, api):
    session = draft_session(cast)
    check_in(cast, session)
    with pytest.raises(RuleViolation, match="has_check_ins"):
        services.discard_session(actor=cast.actor("ana"), session=session, now=timezone.now())
    assert NeedlingSession.objects.filter(pk=session.pk).exists()


def test_an_answer_for_a_discarded_session_says_so_and_leaves_nothing(cast, api, as_page):
    session = draft_session(cast)
    stale = NeedlingSession.objects.select_related("visit__episode").get(pk=session.pk)
    services.discard_session(actor=cast.actor("ana"), session=session, now=timezone.now())
    with pytest.raises(RuleViolation, match="session_taken_back"):
        services.record_check_in(actor=cast.actor("pia"), session=stale, hours_after=2, soreness=1, now=timezone.now())
    assert as_page("pia").get(f"/me/check-in/{stale.pk}/").status_code == 404
    assert api("pia").post("check-ins/", {"session": str(stale.pk), "hours_after": 2, "soreness": 1}).status_code == 400
    assert CheckIn.objects.count() == 0


def test_answers_that_come_out_of_order_stand_in_the_order_of_the_hours(cast, as_page):
    session = signed_session(cast)
    for hours, soreness in ((72, 6), (24, 1), (2, 3)):
        check_in(cast, session, hours_after=hours, soreness=soreness)
    [raised] = check_in_alerts(cast.actor("ana"))
    assert raised.check_in.hours_after == 72
    page = as_page("rui").get(f"/sessions/{session.pk}/check-in/").content.decode()
    assert page.index("<dt>2 hours") < page.index("<dt>24 hours") < page.index("<dt>72 hours")


def test_two_answers_at_once_for_the_same_hours_leave_exactly_one(committed):
    with scoping.clinic_in_force(committed.here.pk):
        session = signed_session(committed)

    def answer() -> None:
        given = {"hours_after": 2, "soreness": 1, "warning_signs": ["breathless"], "now": timezone.now()}
        services.record_check_in(actor=committed.actor("pia"), session=session, **given)

    assert at_once(committed, answer) == ["done", "refused"]
    with scoping.clinic_in_force(committed.here.pk):
        assert (CheckIn.objects.count(), AdverseEvent.objects.count()) == (1, 1)
