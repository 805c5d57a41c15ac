"""Adverse events: steps that must follow, the end, the state's board, and the lock on needling.

Rules: sessions.rules.adverse_events.require_closable, sessions.rules.adverse_events.require_known_steps.
"""

from datetime import date, timedelta

import pytest

from practice import reference
from sessions.models import AdverseEvent
from sessions.rules.adverse_events import board_report, open_steps
from tests.factories import patients
from tests.factories.sessions import adverse_event, check_in, signed_session

FLORIDA = {"label": "Florida", "days": 15, "rule": "Report it.", "source": "s. 486.117", "confidence": "V2"}
SERIOUS, BRUISE = {"may_be_board_reportable": True}, {"may_be_board_reportable": False}


@pytest.fixture
def event(cast):
    session = signed_session(cast)
    return adverse_event(cast, session.visit.episode, session=session)


def change(program, event, **sent):
    return program.patch(f"adverse-events/{event.pk}/", sent, HTTP_IF_MATCH="*")


def test_open_steps_keep_the_order_of_the_catalogue():
    assert open_steps(["a", "b", "c"], {"b"}) == ["a", "c"]


def test_the_page_lists_what_must_follow_once_and_names_its_source_in_plain_words(as_page, cast, event):
    lost = adverse_event(cast, event.episode, "retained_needle")
    for name in ("ana", "max"):
        said = as_page(name).get(f"/adverse-events/{lost.pk}/").content.decode()
        assert said.count("Check device integrity") == 1, name
        assert "board reportable" not in said


def test_the_board_is_named_by_the_state_s_rule():
    on = date(2026, 11, 20)
    assert board_report(BRUISE, FLORIDA, "FL", on).due_on == date(2026, 12, 5)
    assert board_report(SERIOUS, None, "WA", on).due_on is None
    assert board_report(BRUISE, None, "WA", on) is None


def test_an_event_is_closed_when_all_that_must_follow_was_done(cast, api, event):
    program, today = api("ana"), str(patients.today(cast))
    refused = change(program, event, resolved_on=today)
    assert refused.status_code == 409
    [blocker] = refused.json()["blockers"]
    assert (blocker["code"], "compress 1-2 min" in blocker["message"]) == ("steps_open", True)
    assert change(program, event, steps_done=["tick in session note"]).status_code == 200
    both = ["tick in session note", "compress 1-2 min"]
    told = change(api("ida"), event, steps_done=both, resolved_on=today).json()
    ana, ida = (str(cast.members[name].pk) for name in ("ana", "ida"))
    assert [step["done_by"] for step in told["steps"]] == [ana, ida]
    assert change(program, event, steps_done=["tick in session note"]).status_code == 409


def test_what_an_answer_suggested_is_graded_before_it_is_closed(cast, api, as_page, event):
    check_in(cast, event.session, hours_after=2, warning_signs=["fainted"])
    faint, today = AdverseEvent.objects.get(state="suspected"), str(patients.today(cast))
    steps = {"steps_done": reference.adverse_events()["syncope"]["must_follow"], "resolved_on": today}
    refused = change(api("ana"), faint, **steps)
    assert (refused.status_code, [row["code"] for row in refused.json()["blockers"]]) == (409, ["not_graded"])
    browser, typed = as_page("ida"), {"version": faint.version, **steps}
    assert "A clinician grades this event" in browser.post(f"/adverse-events/{faint.pk}/", typed).content.decode()
    graded = {**steps, "state": "confirmed", "attribution": "probable"}
    assert change(api("ana"), faint, **graded).status_code == 200


def test_a_step_of_another_kind_is_refused(api, event):
    answer = change(api("ana"), event, steps_done=["call the press"])
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["steps_done"])


def test_a_serious_kind_below_severe_needs_its_reason(api, cast, event):
    episode = event.episode
    sent = {"episode": str(episode.pk), "key": "pneumothorax", "grade": "mild"}
    assert set(api("ana").post("adverse-events/", sent).json()["errors"]) == {"description"}
    assert api("ana").post("adverse-events/", {**sent, "description": "Small, at rest."}).status_code == 201


def test_the_page_ticks_the_steps_and_closes(as_page, cast, event):
    browser, path = as_page("ana"), f"/adverse-events/{event.pk}/"
    sent = {"version": event.version, "state": "confirmed", "grade": "mild", "attribution": "certain",
            "resolved_on": str(patients.today(cast))}  # fmt: skip
    assert b"this must follow" in browser.post(path, sent).content
    steps = list(reference.adverse_events()["bruising"]["must_follow"])
    assert browser.post(path, {**sent, "steps_done": steps}).status_code == 302
    page = browser.get(path).content.decode()
    assert page.count(f"{cast.members['ana'].name}, <time") == 2


def test_a_serious_event_shows_its_lock_until_it_is_cleared(as_page, cast, event):
    serious = adverse_event(cast, event.episode, "pneumothorax")
    path = f"/adverse-events/{serious.pk}/"
    assert b"Needling is locked" in as_page("ana").get(path).content
    assert b"Needling is locked" not in as_page("ana").get(f"/adverse-events/{event.pk}/").content
    patients.clearance(cast, event.episode, "pneumothorax")
    assert b"Cleared for needling" in as_page("ana").get(path).content


def test_the_list_is_ordered_by_when_it_happened(as_page, cast, event):
    adverse_event(cast, event.episode, "syncope", occurred_at=event.occurred_at - timedelta(minutes=20))
    page = as_page("ana").get("/adverse-events/").content.decode()
    assert page.index(f"/adverse-events/{event.pk}/") < page.rindex("Fainting (vasovagal)</a>")
