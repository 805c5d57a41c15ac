"""The day of a visit is the clinic's, in every door; shared minutes and changed clocks keep their order."""

import html
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients.models import Visit
from practice.scoping import new_id
from sessions.models import NeedlingSession
from tests.factories import patients, reports
from tests.factories.sessions import TARGET, adverse_event, signed_session, treatable_episode

HERE = ZoneInfo("America/Los_Angeles")
BEGAN = date(2025, 3, 1)
MOMENTS = [
    ("2025-06-10T06:59:59Z", date(2025, 6, 9)),
    ("2025-06-10T07:00:00Z", date(2025, 6, 10)),
    ("2025-06-10T23:30:00+09:00", date(2025, 6, 10)),
    ("2025-12-31T23:59:00-08:00", date(2025, 12, 31)),
    ("2025-03-09T01:59:59-08:00", date(2025, 3, 9)),
    ("2025-11-02T01:30:00-07:00", date(2025, 11, 2)),
    ("2025-11-02T01:30:00-08:00", date(2025, 11, 2)),
]
BRUISE_STEPS = ["tick in session note", "compress 1-2 min"]
ROWS = {f"{name}-{part}_FORMS": 0 for name in ("targets", "events", "findings") for part in ("TOTAL", "INITIAL")}


@pytest.fixture
def episode(cast):
    assert cast.here.timezone == HERE.key
    return patients.ready_episode(cast, started_on=BEGAN)


NO_HEADACHES = {"headaches-TOTAL_FORMS": 0, "headaches-INITIAL_FORMS": 0}


def typed(when, **more):
    return {"occurred_at": when, "kind": "reevaluation", **ROWS, **NO_HEADACHES, **more}


@pytest.mark.parametrize(
    ("moment", "answers"),
    [
        ("2025-03-01T07:59:59Z", 400), ("2025-02-28T23:59:59-08:00", 400), ("2025-03-01T16:59:59+09:00", 400),
        ("2025-03-01T08:00:00Z", 201), ("2025-03-01T17:00:00+09:00", 201),
    ],
)  # fmt: skip
def test_an_event_lies_within_the_episode_by_the_clinics_days(api, episode, moment, answers):
    sent = {"episode": str(episode.pk), "key": "bruising", "occurred_at": moment}
    assert api("ana").post("adverse-events/", sent).status_code == answers


@pytest.mark.parametrize(("after", "answers"), [(-1, 400), (0, 200), (1, 400)])
def test_an_event_ends_between_its_day_and_today_of_the_clinic(cast, api, episode, after, answers):
    event = adverse_event(cast, episode, occurred_at=patients.lately(), steps_done=BRUISE_STEPS)
    sent = {"resolved_on": str(patients.today(cast) + timedelta(days=after))}
    assert api("ana").patch(f"adverse-events/{event.pk}/", sent, HTTP_IF_MATCH="*").status_code == answers


@pytest.mark.parametrize("resource", ["sessions/", "assessments/"])
@pytest.mark.parametrize(("moment", "day"), MOMENTS)
def test_a_moment_sent_by_a_program_has_the_clinics_day(api, episode, resource, moment, day):
    sent = {"episode": str(episode.pk), "occurred_at": moment}
    answer = api("ana").post(resource, sent)
    assert answer.status_code == 201, answer.content
    assert Visit.objects.get().occurred_on == day
    assert datetime.fromisoformat(answer.json()["occurred_at"]) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("address", ["sessions/new/", "assessment/new/"])
@pytest.mark.parametrize(
    ("when", "moment"),
    [
        ("2025-06-09 23:59", "2025-06-09T23:59-07:00"),
        ("2025-06-10 00:00", "2025-06-10T00:00-07:00"),
        ("2025-11-02 01:30-07:00", "2025-11-02T01:30-07:00"),
        ("2025-11-02 01:30-08:00", "2025-11-02T01:30-08:00"),
    ],
)
def test_a_time_typed_on_a_page_is_the_clinics(as_page, episode, address, when, moment):
    assert as_page("ana").post(f"/episodes/{episode.pk}/{address}", typed(when)).status_code == 302
    visit = Visit.objects.get()
    assert (visit.occurred_at, visit.occurred_on.isoformat()) == (datetime.fromisoformat(moment), when[:10])


@pytest.mark.parametrize("address", ["sessions/new/", "assessment/new/", "screening/new/", "adverse-events/new/"])
@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2025-03-09 02:30", "The clocks went forward over 02:30 on this day"),
        ("2025-11-02 01:30", "Enter 2025-11-02 01:30-07:00 for the first or 2025-11-02 01:30-08:00 for the second"),
        ("0001-01-01 00:00+14:00", "Enter it like 6 Oct 2026 14:30 or 2026-10-06 14:30."),
    ],
)
def test_a_time_that_the_clock_did_not_show_once_is_not_guessed(as_page, episode, address, when, words):
    answer = as_page("ana").post(f"/episodes/{episode.pk}/{address}", typed(when, answered_at=when))
    assert (answer.status_code, words in html.unescape(answer.content.decode())) == (400, True)
    assert not Visit.objects.exists()


def test_a_time_that_came_twice_survives_the_page(cast, as_page, api, episode):
    for moment in ("2025-11-02T01:30:00-07:00", "2025-11-02T01:30:00-08:00"):
        api("ana").post("sessions/", {"episode": str(episode.pk), "occurred_at": moment})
    for session in NeedlingSession.objects.select_related("visit"):
        browser, path = as_page("ana"), f"/sessions/{session.pk}/"
        shown = re.search(r'name="occurred_at" value="([^"]+)"', browser.get(path).content.decode())[1]
        assert browser.post(path, typed(shown, version=session.visit.version, note="Same time.")).status_code == 302
        assert Visit.objects.get(pk=session.pk).occurred_at == session.visit.occurred_at


def test_loaded_cases_lie_on_the_days_that_they_tell(cast):
    case = reports.worked_case("SYN-05")
    loaded = reports.treated_episode(cast, "SYN-05", recent=False)
    visits = list(Visit.objects.filter(episode=loaded).order_by("occurred_at", "pk"))
    assert [visit.occurred_at.astimezone(HERE).date() for visit in visits] == [visit.occurred_on for visit in visits]
    assert [visit.occurred_on.isoformat() for visit in visits] == [told["date"] for told in case["visits"]]


def test_two_sessions_of_one_minute_keep_one_order_everywhere(cast, api):
    episode, (first, second) = treatable_episode(cast), sorted([new_id(), new_id()])
    at = timezone.now() - timedelta(hours=1)
    for pk, pain in ((second, 2), (first, 5)):
        measured = [{"measure": "nprs_current", "phase": "before", "value": pain}]
        muscle = {**TARGET, "muscle": "levator_scapulae" if pk == first else "trapezius_upper"}
        signed_session(cast, episode, id=pk, occurred_at=at, measurements=measured, targets=[muscle])
    program, order = api("ana"), [str(second), str(first)]
    asked = f"?episode={episode.pk}"
    for _ in range(2):
        assert [row["id"] for row in program.get(f"sessions/{asked}").json()["results"]] == order
        timeline = program.get(f"episodes/{episode.pk}/timeline/").json()["results"]
        assert [item["id"] for item in timeline if item["kind"] == "session"] == order
        assert program.get(f"sessions/prefill/{asked}").json()["copied_from"] == order[0]
        said = program.get(f"episodes/{episode.pk}/progress/").json()
        assert [point["source"]["id"] for point in said["series"]["nprs_current"]] == order[::-1]
        assert "nprs_average" not in said["measures"] or said["measures"]["nprs_average"]["latest"] == 2


def test_an_event_late_in_the_evening_belongs_to_that_day(cast, api, episode):
    late = datetime(2025, 6, 9, 23, 30, tzinfo=HERE)
    event = adverse_event(cast, episode, occurred_at=late)
    worked = {item["due_on"] for item in api("ana").get("worklist/?kind=adverse_event").json()["results"]}
    assert worked == {"2025-06-09"}
    for day, events in (("2025-06-09", 1), ("2025-06-10", 0)):
        figures = api("max").get(f"clinic/progress/?from={day}&to={day}").json()
        assert figures["adverse_events"]["events"] == events, day
    assert event.occurred_at == late
