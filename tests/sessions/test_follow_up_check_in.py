"""Alerts after needling: what the patient is told to do, what is opened, and how an alert is closed.

Rules: sessions.rules.adverse_events.as_grave.
"""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from practice import reference
from practice.audit import AuditEvent
from practice.errors import RuleViolation
from sessions.models import AdverseEvent, CheckIn
from sessions.rules.check_ins import (
    advice_for,
    alert_for,
    closer_words,
    closes,
    raises_soreness,
    require_to_follow_up,
    suspected_kinds,
)
from sessions.selectors.check_ins import check_in_alerts, closed_alerts
from tests.factories.sessions import adverse_event, check_in, draft_session, signed_session, treatable_episode

TABLE = {
    "fainted": {"do_now": "clinic", "say": "Lie down.", "suspect": "syncope"},
    "breathless": {"do_now": "emergency", "say": "Call.", "suspect": "pneumothorax"},
    "cough": {"do_now": "clinic", "say": "Wait.", "suspect": "pneumothorax"},
    "headache": {"do_now": "emergency", "say": "Call.", "suspect": "headache_after", "grade": "severe"},
    "dull": {"do_now": "clinic", "say": "Rest.", "suspect": "headache_after"},
}


def closing(program, row, **changes):
    return program.post(f"check-ins/{row.pk}/follow-up/", {"done": "Called, sent to the ER.", **changes})


def test_emergencies_come_first_and_each_suspicion_once():
    assert [advice.sign for advice in advice_for(["fainted", "breathless"], TABLE)] == ["breathless", "fainted"]
    assert suspected_kinds(["cough", "breathless"], TABLE) == {"pneumothorax": ""}
    assert suspected_kinds(["dull", "headache"], TABLE) == {"headache_after": "severe"}
    assert suspected_kinds(["dull"], TABLE) == {"headache_after": ""}
    assert (advice_for([], TABLE), suspected_kinds([], TABLE)) == ([], {})


def test_every_warning_sign_has_words_and_a_kind_of_event(cast):
    table = reference.by_key("aftercare", "warning_signs")
    assert set(table) == set(CheckIn.WarningSign.values)
    assert {row["suspect"] for row in table.values()} <= set(reference.adverse_events())
    assert {row["grade"] for row in table.values() if "grade" in row} <= set(AdverseEvent.Grade.values)


def test_a_warning_sign_says_what_to_do_and_opens_a_suspected_event(api, session):
    sent = {"session": str(session.pk), "hours_after": 2, "soreness": 1, "warning_signs": ["breathless", "infection"]}
    told = api("pia").post("check-ins/", sent).json()
    assert [(row["sign"], row["emergency"]) for row in told["what_to_do"]] == [
        ("breathless", True),
        ("infection", False),
    ]
    events = AdverseEvent.objects.order_by("kind")
    assert [(e.kind, e.state, e.grade) for e in events] == [
        ("infection_local", "suspected", "moderate"), ("pneumothorax", "suspected", "severe"),
    ]  # fmt: skip
    assert {e.check_in_id for e in events} == {CheckIn.objects.get().pk}


def test_soreness_opens_no_event_and_a_kind_on_record_opens_no_second(cast, session):
    adverse_event(cast, session.visit.episode, "syncope", session=session)
    check_in(cast, session, hours_after=72, soreness=9)
    check_in(cast, session, hours_after=24, warning_signs=["fainted"])
    assert [event.kind for event in AdverseEvent.objects.all()] == ["syncope"]


def test_a_mild_headache_on_record_hides_no_severe_one(cast, session):
    adverse_event(cast, session.visit.episode, "headache_after", session=session)
    for hours in (2, 24):
        check_in(cast, session, hours_after=hours, warning_signs=["severe_headache"])
    found = AdverseEvent.objects.order_by("pk").values_list("kind", "grade", "state")
    assert list(found) == [("headache_after", "mild", "confirmed"), ("headache_after", "severe", "suspected")]


def test_only_soreness_that_stays_is_offered_as_an_event():
    asked = ((72, 4, []), (72, 3, []), (24, 9, []), (72, 9, ["fainted"]))
    assert [raises_soreness(alert_for(*answer)) for answer in asked] == [True, False, False, False]


def test_who_calls_back_for_soreness_records_it_as_an_event_or_does_not(as_page, cast, session):
    sore, well = (check_in(cast, session, hours_after=hours, soreness=9) for hours in (72, 24))
    browser, link = as_page("ida"), r'href="([^"]+)">Record it as an adverse event'
    [place] = re.findall(link, browser.get(f"/check-ins/{sore.pk}/follow-up/").content.decode())
    assert not re.findall(link, browser.get(f"/check-ins/{well.pk}/follow-up/").content.decode())
    shown = browser.get(html.unescape(place))
    assert shown.context["form"]["kind"].value() == "soreness"
    sent = {"kind": "soreness", "occurred_at": "", "attribution": "probable"}
    assert browser.post(html.unescape(place), sent).status_code == 302
    event = AdverseEvent.objects.get()
    assert (event.kind, event.grade, event.session_id) == ("soreness", "mild", session.pk)


def test_a_draft_saved_without_it_keeps_what_an_answer_opened(cast, api):
    session = draft_session(cast)
    check_in(cast, session, hours_after=2, warning_signs=["breathless"])
    program, path = api("ana"), f"sessions/{session.pk}/"
    assert program.patch(path, {"adverse_events": []}, HTTP_IF_MATCH="*").status_code == 200
    assert AdverseEvent.objects.get().state == "suspected"


@pytest.mark.parametrize("sign", ["breathless", "severe_headache"])
def test_a_suspicion_locks_needling_until_it_is_graded(cast, api, session, sign):
    check_in(cast, session, hours_after=2, warning_signs=[sign])
    episode = session.visit.episode
    later = draft_session(cast, episode, occurred_at=timezone.now())
    assert "not_a_candidate" in codes(api, later)
    event = AdverseEvent.objects.get()
    sent = {"state": "ruled_out", "description": "Chest film clear."}
    assert api("ana").patch(f"adverse-events/{event.pk}/", sent, HTTP_IF_MATCH="*").status_code == 200
    assert "not_a_candidate" not in codes(api, later)


def codes(api, session):
    return {blocker["code"] for blocker in api("ana").get(f"sessions/{session.pk}/").json()["blockers"]}


def test_only_a_clinician_grades_and_says_how_likely_it_was(api, alarm):
    path = f"adverse-events/{AdverseEvent.objects.get().pk}/"
    for who, sent, status in (
        ("ida", {"state": "confirmed", "attribution": "probable"}, 403),
        ("ida", {"action_taken": "Called."}, 200),
        ("ana", {"state": "confirmed"}, 400),
        ("ana", {"state": "ruled_out"}, 400),
        ("ana", {"state": "confirmed", "attribution": "probable"}, 200),
        ("ana", {"state": "suspected"}, 400),
    ):
        assert api(who).patch(path, sent, HTTP_IF_MATCH="*").status_code == status, (who, sent)


def test_an_alert_stays_until_somebody_writes_what_was_done(cast, api, alarm):
    assert [raised.check_in.pk for raised in check_in_alerts(cast.actor("ana"))] == [alarm.pk]
    told = closing(api("ana"), alarm).json()
    assert (told["follow_up"], told["followed_up_by"]) == ("Called, sent to the ER.", str(cast.members["ana"].pk))
    assert check_in_alerts(cast.actor("ana")) == []
    assert [raised.check_in.pk for raised in closed_alerts(cast.actor("ana"), timezone.now())] == [alarm.pk]
    assert AuditEvent.objects.filter(target_id=alarm.pk, verb="check_in.followed_up").count() == 1
    assert closing(api("ana"), alarm).status_code == 409


def test_an_alert_is_closed_with_words_at_the_version_that_was_read(cast, api, session, alarm):
    assert closing(api("ana"), alarm, done="  ").status_code == 400
    assert closing(api("ana"), check_in(cast, session, hours_after=24)).status_code == 409
    stale = api("ana").post(f"check-ins/{alarm.pk}/follow-up/", {"done": "Called."}, HTTP_IF_MATCH='"0"')
    assert stale.status_code == 412


def test_who_closes_alerts(api, alarm):
    answers = {name: closing(api(name), alarm).status_code for name in ("rui", "max", "pia", "eva", "ana")}
    assert answers == {"rui": 403, "max": 403, "pia": 403, "eva": 404, "ana": 200}
    assert {name: api(name).get(f"check-ins/{alarm.pk}/").json()["follow_up"] for name in ("ana", "rui", "pia")} == {
        "ana": "Called, sent to the ER.", "rui": "", "pia": "",
    }  # fmt: skip


def test_the_pages_lead_from_the_work_list_to_a_closed_alert(as_page, alarm):
    browser, path = as_page("ana"), f"/check-ins/{alarm.pk}/follow-up/"
    assert path.encode() in browser.get("/work/").content
    assert b"Suspected, to be graded" in browser.get(f"/adverse-events/{AdverseEvent.objects.get().pk}/").content
    assert browser.post(path, {"done": "", "version": alarm.version}).status_code == 400
    assert browser.post(path, {"done": "Called.", "version": alarm.version}).status_code == 302
    assert path.encode() not in browser.get("/work/").content
    assert b"Called." in browser.get("/check-ins/alerts/").content
    assert b"This alert is closed" in browser.get(path).content


def test_the_manager_is_led_to_the_session_and_not_to_what_only_clinicians_close(as_page, alarm):
    page = as_page("max").get("/work/").content.decode()
    assert f"/check-ins/{alarm.pk}/follow-up/" not in page
    assert f"/sessions/{alarm.session_id}/" in page


def test_chips_and_not_a_slider_take_the_answer(as_page, session):
    page = as_page("pia").get(f"/me/check-in/{session.pk}/").content.decode()
    assert page.count('name="soreness"') == 11
    assert "data-slider" not in page
    assert as_page("pia").post(f"/me/check-in/{session.pk}/", {"hours_after": "2"}).status_code == 400


def test_in_two_episodes_at_once_each_answer_belongs_to_its_session(cast, as_page, session):
    other = signed_session(cast, treatable_episode(cast), occurred_at=timezone.now() - timedelta(hours=1))
    page = as_page("pia").get("/me/").content.decode()
    assert all(f"/me/check-in/{row.pk}/" in page for row in (session, other))
    row = check_in(cast, other, hours_after=2, warning_signs=["fainted"])
    assert AdverseEvent.objects.get().episode_id == other.visit.episode_id != session.visit.episode_id
    page = as_page("pia").get("/me/").content.decode()
    assert f"/me/check-in/{session.pk}/" in page
    assert f"/me/check-in/{row.session_id}/" not in page


def test_an_alert_is_closed_once_and_by_what_was_done():
    alert = alert_for(24, 2, ["fainted"])
    require_to_follow_up(alert, "Called the patient.", followed_up=False)
    for raised, done, closed in ((alert, " ", False), (None, "Called.", False), (alert, "Called.", True)):
        with pytest.raises(RuleViolation):
            require_to_follow_up(raised, done, followed_up=closed)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"phone": "555-0133"}, '<a href="tel:5550133">555-0133</a>'),
        ({"phone": "", "email": "pia@home.test"}, 'Write to <a href="mailto:pia@home.test">'),
        ({"phone": "", "email": "", "emergency_contact": "Per, 555-0144"}, "in an emergency: Per, 555-0144"),
        ({"phone": "", "email": "", "emergency_contact": ""}, "Ask the front desk"),
    ],
)
def test_who_calls_back_reads_how_to_reach_the_patient(cast, as_page, alarm, known, said):
    type(cast.pia).objects.filter(pk=cast.pia.pk).update(**known)
    page = as_page("ana").get(f"/check-ins/{alarm.pk}/follow-up/").text
    assert said in page
    assert ("No number on file." in page) is (not known["phone"])
    assert (f"/patients/{cast.pia.pk}/edit/" in page) is (not known["phone"])


def test_a_warning_sign_is_closed_by_a_clinician_and_an_assistant_keeps_the_call(api, cast, alarm):
    refused = closing(api("ida"), alarm, done="She feels fine.")
    assert (refused.status_code, "Ana" in refused.json()["detail"]) == (403, True)
    kept = api("ida").post(f"check-ins/{alarm.pk}/call/", {"done": "She feels fine."}).json()
    assert (kept["call"], kept["called_by"]) == ("She feels fine.", str(cast.members["ida"].pk))
    assert kept["followed_up_at"] is None
    assert [raised.check_in.pk for raised in check_in_alerts(cast.actor("ana"))] == [alarm.pk]
    assert closing(api("ana"), alarm).status_code == 200
    assert [event.verb for event in AuditEvent.objects.filter(target_id=alarm.pk).order_by("pk")][-2:] == [
        "check_in.called", "check_in.followed_up",
    ]  # fmt: skip


def test_the_page_says_to_an_assistant_why_and_who_closes_it(as_page, cast, alarm):
    browser, address = as_page("ida"), f"/check-ins/{alarm.pk}/follow-up/"
    page = browser.get(address)
    assert closer_words(cast.members["ana"].name) in html.unescape(page.content.decode())
    assert "Close the alert" not in page.content.decode()
    sent = {"done": "I called, she feels fine", "version": page.context["form"]["version"].value()}
    assert browser.post(address, sent).status_code == 302
    alarm.refresh_from_db()
    assert (alarm.call, alarm.followed_up_at) == ("I called, she feels fine", None)
    assert "I called, she feels fine" in as_page("ana").get(address).content.decode()


def test_soreness_that_stays_is_closed_by_an_assistant_too(api, cast, session):
    sore = check_in(cast, session, hours_after=72, soreness=7)
    assert closing(api("ida"), sore).status_code == 200


@pytest.mark.parametrize(
    ("signs", "clinician", "closed"), [((), False, True), (["swelling"], False, False), (["swelling"], True, True)]
)
def test_who_closes_what(signs, clinician, closed):
    assert closes(alert_for(72, 7, signs), clinician=clinician) is closed
    assert closes(None, clinician=False)
