"""What a patient's answer opens while the note is a draft, and what it leaves to the therapist to answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sessions.models import AdverseEvent
from tests.factories.sessions import adverse_event, check_in, draft_session, signed_session


@pytest.fixture
def session(cast):
    return signed_session(cast, occurred_at=timezone.now() - timedelta(hours=1))


def answered(api, session):
    """What the note says of what went wrong, and whether that question still waits."""
    told = api("ana").get(f"sessions/{session.pk}/").json()
    events = told["adverse_events"] and [event["key"] for event in told["adverse_events"]]
    return events, "adverse_events_unanswered" in {blocker["code"] for blocker in told["blockers"]}


def follow_up(api, event, **sent):
    return api("ana").patch(f"adverse-events/{event.pk}/", sent, HTTP_IF_MATCH="*")


def test_what_is_ruled_out_does_not_answer_the_therapists_question(cast, api):
    session = draft_session(cast)
    check_in(cast, session, hours_after=2, warning_signs=["breathless"])
    event = AdverseEvent.objects.get()
    assert follow_up(api, event, action_taken="Called back.").status_code == 200
    assert answered(api, session) == (None, True)
    assert follow_up(api, event, state="ruled_out", description="A cold.").status_code == 200
    assert answered(api, session) == (None, True)


def test_what_is_confirmed_or_recorded_does(cast, api):
    session = draft_session(cast)
    check_in(cast, session, hours_after=2, warning_signs=["breathless"])
    event = AdverseEvent.objects.get()
    assert follow_up(api, event, state="confirmed", attribution="certain").status_code == 200
    assert answered(api, session) == (["pneumothorax"], False)
    other = draft_session(cast, session.visit.episode)
    adverse_event(cast, session.visit.episode, session=other)
    assert answered(api, other) == (["bruising"], False)


def test_a_kind_is_recorded_once_while_the_note_is_a_draft(cast, api):
    session = draft_session(cast)
    sent = {"session": str(session.pk), "key": "syncope"}
    first = api("ana").post("adverse-events/", sent)
    again = api("ana").post("adverse-events/", sent)
    assert (first.status_code, again.status_code) == (201, 409)
    assert [blocker["code"] for blocker in again.json()["blockers"]] == ["event_on_record"]
    event = AdverseEvent.objects.get()
    follow_up(api, event, state="ruled_out", description="She was only dizzy.")
    assert api("ana").post("adverse-events/", sent).status_code == 201
    assert follow_up(api, event, state="confirmed", attribution="possible").status_code == 409


def test_a_draft_with_two_of_a_kind_is_saved_as_it_was_read_and_loses_one_for_good(cast, api):
    session, ana = draft_session(cast, adverse_events=[]), api("ana")
    adverse_event(cast, session.visit.episode, "syncope", session=session, description="First.")
    AdverseEvent.objects.create(
        episode=session.visit.episode, session=session, kind="syncope", grade="mild", description="Second.",
        occurred_at=timezone.now(), reported_by=cast.members["ana"], of_note=True,
    )  # fmt: skip
    read = ana.get(f"sessions/{session.pk}/").json()["adverse_events"]
    known = [(event.pop("id"), event["description"]) for event in read if event.pop("state")]
    for sent, left in ((read, known), (read[:1], known[:1]), (read[:1], known[:1])):
        answer = ana.patch(f"sessions/{session.pk}/", {"adverse_events": sent}, HTTP_IF_MATCH="*")
        assert answer.status_code == 200, answer.content
        assert [(e["id"], e["description"]) for e in answer.json()["adverse_events"]] == left
    three = ana.patch(f"sessions/{session.pk}/", {"adverse_events": read}, HTTP_IF_MATCH="*")
    assert (three.status_code, list(three.json()["errors"])) == (400, ["adverse_events[1].key"])


def test_the_row_that_an_answer_opened_says_so_and_no_other(cast, as_page, api):
    session = draft_session(cast)
    ruled_out = adverse_event(cast, session.visit.episode, "bruising", session=session)
    follow_up(api, ruled_out, state="ruled_out", description="It was there before.")
    adverse_event(cast, session.visit.episode, "syncope", session=session)
    check_in(cast, session, hours_after=2, warning_signs=["breathless"])
    rows = as_page("ana").get(f"/sessions/{session.pk}/").context["events"].forms
    told = [(form.initial.get("kind"), bool(getattr(form, "came_from", None))) for form in rows]
    assert told[:2] == [("syncope", False), ("pneumothorax", True)]


def test_an_assistant_follows_up_and_is_offered_no_grade(cast, as_page, session):
    event = adverse_event(cast, session.visit.episode, session=session)
    browser, path = as_page("ida"), f"/adverse-events/{event.pk}/"
    assert {"state", "grade", "attribution"}.isdisjoint(browser.get(path).context["form"].fields)
    typed = {"version": event.version, "action_taken": "Cold pack.", "grade": "severe", "state": "ruled_out"}
    assert browser.post(path, typed).status_code == 302
    event.refresh_from_db()
    assert (event.action_taken, event.grade, event.state) == ("Cold pack.", "mild", "confirmed")
    assert "grade" in as_page("ana").get(path).context["form"].fields


def test_a_draft_marks_the_event_that_an_answer_opened(cast, as_page):
    session = draft_session(cast)
    check_in(cast, session, hours_after=2, warning_signs=["breathless"])
    event = AdverseEvent.objects.get()
    page = as_page("ana").get(f"/sessions/{session.pk}/").text
    assert "From a patient&#x27;s answer: suspected" in page
    assert page.count(f'href="/adverse-events/{event.pk}/"') == 3  # the lock, what is open, and the row
    assert "from a patient's answer" in as_page("max").get(f"/sessions/{session.pk}/").text
