"""Recording a needling session."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from patients.models import Visit
from patients.services.addenda import add_addendum
from practice.audit import AuditEvent
from sessions.models import AdverseEvent, NeedlingSession, Target
from tests.factories.sessions import SIX, as_json, draft_session

HIGH_RISK_SIX = [{"muscle": muscle, "side": "right", "needles_in": 1, "needles_out": 1} for muscle in SIX]


def test_a_program_records_a_session_and_leaves_one_event(api, episode):
    answer = api("ana").post("sessions/", as_json(episode))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["state"], told["blockers"], told["billing"]["code"]) == ("draft", [], "20560")
    assert told["targets"][0]["diameter_mm"] == 0.3
    assert [value["value"] for value in told["measurements"]] == [6, 3, 55]
    assert [e.verb for e in AuditEvent.objects.filter(target_id=told["id"])] == ["session.recorded"]


def test_episode_and_time_are_enough_for_a_draft(api, episode):
    answer = api("ana").post("sessions/", {"episode": episode.pk, "occurred_at": timezone.now()})
    assert answer.status_code == 201, answer.content
    codes = {blocker["code"] for blocker in answer.json()["blockers"]}
    assert {"no_targets", "rescreen_missing", "adverse_events_unanswered", "response_missing"} <= codes
    assert answer.json()["adverse_events"] is None


def test_the_same_create_again_answers_200_and_other_content_409(api, episode):
    program, sent = api("ana"), as_json(episode, id=str(uuid.uuid4()))
    first, again = program.post("sessions/", sent), program.post("sessions/", sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert program.post("sessions/", {**sent, "note": "Other"}).status_code == 409
    assert Target.objects.count() == 1


def test_what_went_wrong_is_recorded_with_the_catalogues_grade(api, episode):
    answer = api("ana").post("sessions/", as_json(episode, adverse_events=[{"key": "syncope"}]))
    assert answer.status_code == 201, answer.content
    event = AdverseEvent.objects.get()
    assert (event.kind, event.grade, str(event.session_id)) == ("syncope", "moderate", answer.json()["id"])
    assert answer.json()["adverse_events"][0]["key"] == "syncope"


def test_a_serious_kind_is_not_played_down_without_a_reason(api, episode):
    events = [{"key": "pneumothorax", "grade": "mild"}]
    answer = api("ana").post("sessions/", as_json(episode, adverse_events=events))
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"adverse_events[0].description"}
    assert not AdverseEvent.objects.exists()
    assert not Visit.objects.filter(kind="treatment").exists()


def test_a_red_flag_of_today_stays_with_the_visit_and_blocks(api, episode):
    rescreen = {"changes": True, "positive": ["myelo_hand_gait"]}
    answer = api("ana").post("sessions/", as_json(episode, rescreen=rescreen))
    assert "red_flag_open" in {blocker["code"] for blocker in answer.json()["blockers"]}
    assert Visit.objects.get(pk=answer.json()["id"]).red_flags == ["myelo_hand_gait"]


def test_writing_a_session_with_six_targets_takes_few_queries(api, episode):
    program, sent = api("ana"), as_json(episode, id=str(uuid.uuid4()), targets=HIGH_RISK_SIX)
    program.post("sessions/", as_json(episode, targets=HIGH_RISK_SIX))  # a process reads each catalogue once
    with CaptureQueriesContext(connection) as captured:
        answer = program.post("sessions/", sent)
    assert answer.status_code == 201, answer.content
    asked = [query["sql"] for query in captured.captured_queries]
    assert len([words for words in asked if "SAVEPOINT" not in words]) <= 17, asked


def test_fifty_sessions_are_listed_in_a_constant_number_of_queries(cast, api, episode, django_assert_max_num_queries):
    for days in range(12):
        draft_session(cast, episode, occurred_at=timezone.now() - timedelta(days=days), targets=HIGH_RISK_SIX)
    program = api("ana")
    with django_assert_max_num_queries(9):
        answer = program.get("sessions/", {"page_size": 50})
    assert len(answer.json()["results"]) == 12
    assert [len(row["targets"]) for row in answer.json()["results"]] == [6] * 12


def test_the_list_shows_each_session_as_it_stands_alone(cast, api, episode):
    program = api("ana")
    program.post("sessions/", as_json(episode, targets=HIGH_RISK_SIX, adverse_events=[{"key": "syncope"}]))
    [listed] = program.get("sessions/").json()["results"]
    alone = program.get(f"sessions/{listed['id']}/").json()
    assert len(alone.pop("blockers")) > 0
    assert alone["billing"].pop("by_policy")
    assert "notices" in alone.keys() - listed.keys()
    alone.pop("notices")
    alone["billing"] = {name: alone["billing"][name] for name in listed["billing"]}
    assert [target.pop("copied") for target in alone["targets"]] == [None] * 6
    assert with_moments(listed) == with_moments(alone)


def with_moments(told):
    """The same moment may be written with Z or with +00:00."""
    told["adverse_events"] = [
        {**event, "occurred_at": datetime.fromisoformat(event["occurred_at"])} for event in told["adverse_events"]
    ]
    return told


@pytest.mark.parametrize("by", ["id", "key"])
def test_a_create_that_is_repeated_after_the_draft_was_discarded_says_so(cast, api, as_page, episode, by):
    program, sent = api("ana"), as_json(episode)
    sent = {name: value for name, value in sent.items() if name != "id"}
    key = {} if by == "id" else {"HTTP_IDEMPOTENCY_KEY": "monday-1"}
    sent |= {"id": str(uuid.uuid4())} if by == "id" else {}
    made = program.post("sessions/", sent, **key).json()
    version = Visit.objects.get(pk=made["id"]).version
    assert as_page("ana").post(f"/sessions/{made['id']}/discard/", {"version": version}).status_code == 302
    again = program.post("sessions/", sent, **key)
    assert (again.status_code, again["Content-Type"]) == (410, "application/problem+json")
    assert again.json()["title"] == "Taken back"
    assert "taken back since" in again.json()["detail"]
    assert not NeedlingSession.objects.exists()


def test_what_is_wrong_in_one_session_is_not_held_against_the_next(api, episode):
    program = api("ana")
    wrong = {**as_json(episode), "targets": [{"muscle": "no_such", "side": "left", "typo": 1}], "position": "upside"}
    assert program.post("sessions/", wrong).status_code == 400
    assert program.post("sessions/", {"episode": episode.pk}).json()["errors"] == {
        "occurred_at": ["This field is required."]
    }
    assert program.post("sessions/", as_json(episode)).status_code == 201


def test_the_list_pages_by_keyset_the_latest_first(cast, api, episode):
    made = [draft_session(cast, episode, occurred_at=timezone.now() - timedelta(days=days)) for days in range(5)]
    first = api("ana").get("sessions/", {"page_size": 2}).json()
    second = api("ana").get(first["next"].split("testserver")[1]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == [str(row.pk) for row in made[:4]]


def test_each_filter_means_what_it_says(cast, api, episode):
    early = draft_session(cast, episode, occurred_at=timezone.now() - timedelta(days=5))
    late = draft_session(cast, episode)
    middle = (timezone.now() - timedelta(days=2)).isoformat()
    table = {
        "episode": (str(episode.pk), {early, late}),
        "patient": (str(cast.pia.pk), {early, late}),
        "therapist": (str(cast.members["max"].pk), set()),
        "occurred_from": (middle, {late}),
        "occurred_to": (middle, {early}),
        "signed": ("true", set()),
        "updated_since": (middle, {early, late}),
    }
    for name, (value, expected) in table.items():
        answer = api("ana").get("sessions/", {name: value})
        assert {row["id"] for row in answer.json()["results"]} == {str(row.pk) for row in expected}, name
    assert api("ana").get("sessions/", {"colour": "blue"}).status_code == 400


@pytest.mark.parametrize("door", ["token", "browser"])
def test_a_moment_without_an_offset_is_one_of_the_clinics_clock(cast, api, as_page, episode, door):
    here = draft_session(cast, episode).visit.occurred_at.astimezone(ZoneInfo(cast.here.timezone))
    assert here.utcoffset() != timedelta(0), "else this says nothing"
    client = api("ana") if door == "token" else as_page("ana")

    def found(**query):
        return len(client.get("/api/v1/sessions/", query).json()["results"])

    just_before, just_after = (f"{here + timedelta(minutes=by):%Y-%m-%dT%H:%M:%S}" for by in (-1, 1))
    assert found(occurred_from=just_before, occurred_to=just_after) == 1
    assert (found(occurred_from=just_after), found(occurred_to=just_before)) == (0, 0)
    assert found(occurred_from="1970-01-01T00:00:00") == 1
    with_offset = (here + timedelta(minutes=1)).astimezone(UTC).isoformat()
    assert (found(occurred_from=with_offset), found(occurred_to=with_offset)) == (0, 1)


@pytest.mark.parametrize("said", ["0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00", "2026-13-01T00:00:00", "soon"])
def test_a_moment_that_no_calendar_has_is_refused(cast, api, episode, said):
    assert api("ana").get("sessions/", {"occurred_from": said}).status_code == 400


def test_roles_and_other_clinics(cast, api, episode):
    session = draft_session(cast, episode)
    path = f"sessions/{session.pk}/"
    assert {n: api(n).get(path).status_code for n in ("ana", "rui", "max", "ida", "pia", "eva")} == {
        "ana": 200, "rui": 403, "max": 200, "ida": 200, "pia": 404, "eva": 404,
    }  # fmt: skip
    sent = as_json(episode)
    assert {n: api(n).post("sessions/", sent).status_code for n in ("rui", "max", "ida", "pia", "eva")} == {
        "rui": 403, "max": 403, "ida": 403, "pia": 403, "eva": 400,
    }  # fmt: skip
    assert NeedlingSession.objects.count() == 1


def test_patients_see_their_own_sessions_once_signed(cast, api, episode):
    from tests.factories.sessions import signed_session

    draft_session(cast, episode)
    signed = signed_session(cast, episode)
    answer = api("pia").get("sessions/")
    assert [row["id"] for row in answer.json()["results"]] == [str(signed.pk)]


def test_patients_read_what_was_done_and_not_what_was_thought_about_it(cast, api, episode):
    from tests.factories.sessions import signed_session

    written = {"note": "Suspect secondary gain.", "precautions": "Watch."}
    signed = signed_session(cast, episode, **written)
    add_addendum(actor=cast.actor("ana"), visit=signed.visit, now=timezone.now(), text="Smelt of alcohol.")
    path, pia = f"sessions/{signed.pk}/", api("pia")
    for told in (pia.get(path).json(), pia.get("sessions/").json()["results"][0]):
        assert (told["note"], told["precautions"], told["rescreen"], told["billing"]) == ("", "", None, None)
        assert told["targets"][0]["muscle"] == "trapezius_upper"
    assert api("ana").get(path).json()["note"] == "Suspect secondary gain."
    assert pia.get(f"{path}addenda/").status_code == 403
