"""An answer that comes late, under an earlier title, is judged by the hours that had really passed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from sessions.models import CheckIn
from sessions.rules.check_ins import counted_hours
from tests.factories.sessions import signed_session

SEEN = datetime(2026, 3, 6, 12, tzinfo=ZoneInfo("America/Los_Angeles"))


def seen(cast, hours):
    return signed_session(cast, occurred_at=timezone.now() - timedelta(hours=hours))


def raised(cast, api, session):
    """What the progress page warns of, and whether the work list has somebody to call."""
    alerts = api("ana").get(f"episodes/{session.visit.episode_id}/progress/").json()["alerts"]
    work = {row["kind"] for row in api("ana").get("worklist/").json()["results"]}
    return "soreness_call_back" in alerts, "call_back" in work


@pytest.mark.parametrize(
    ("title", "hours", "counted"),
    [(2, 1, 2), (24, 71.99, 24), (24, 72, 72), (48, 71.99, 48), (2, 100, 100), (72, 60, 72), (72, 100, 100)],
)
def test_from_72_hours_on_the_hours_that_passed_count(title, hours, counted):
    at = SEEN.astimezone(UTC)
    assert counted_hours(title, SEEN, at + timedelta(hours=hours)) == counted


def test_an_hour_that_the_clocks_skip_has_not_passed():
    """On 8 March 2026 they go forward: the same time of day three days later is 71 hours after."""
    assert counted_hours(24, SEEN, SEEN + timedelta(days=3)) == 24
    assert counted_hours(24, SEEN, SEEN + timedelta(days=3, hours=1)) == 72


def test_a_patient_who_is_still_sore_under_an_earlier_title_is_called(cast, api, as_page):
    session = seen(cast, 100)
    page = as_page("pia").post(f"/me/check-in/{session.pk}/", {"hours_after": "24", "soreness": "9"})
    assert (page.status_code, CheckIn.objects.get().hours_after) == (200, 24)
    assert raised(cast, api, session) == (True, True)
    assert "Soreness is still 9 of 10 after 100 hours" in as_page("ana").get("/check-ins/alerts/").text


def test_a_program_reads_the_alert_and_the_clinic_closes_it(cast, api):
    session = seen(cast, 100)
    answer = {"session": str(session.pk), "hours_after": 48, "soreness": 4, "answered_at": timezone.now().isoformat()}
    told = api("pia").post("check-ins/", answer).json()
    assert (told["hours_after"], told["alert"]["code"]) == (48, "soreness_call_back")
    assert api("ana").post(f"check-ins/{told['id']}/follow-up/", {"done": "Called."}).status_code == 200


def test_an_answer_of_its_own_time_raises_nothing_then(cast, api):
    session = seen(cast, 100)
    given = (session.visit.occurred_at + timedelta(hours=30)).isoformat()
    sent = {"session": str(session.pk), "hours_after": 24, "soreness": 9, "answered_at": given}
    assert api("pia").post("check-ins/", sent).json()["alert"] is None
    assert raised(cast, api, session) == (False, False)


def test_who_does_not_say_when_it_was_answered_is_believed_for_which_hours(cast, api):
    session = seen(cast, 100)
    sent = {"session": str(session.pk), "hours_after": 24, "soreness": 9}
    assert api("ana").post("check-ins/", sent).json()["alert"] is None
    assert CheckIn.objects.get().answered_at == session.visit.occurred_at + timedelta(hours=24)
    assert raised(cast, api, session) == (False, False)
