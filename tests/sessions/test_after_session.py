"""What follows a session: check-ins, their alerts, and adverse events."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from practice import reference
from practice.audit import AuditEvent
from sessions.models import AdverseEvent, CheckIn
from sessions.rules.check_ins import alert_for, filed_under, filing_words, has_come
from sessions.selectors.check_ins import check_in_alerts
from tests.factories import patients
from tests.factories.sessions import adverse_event, check_in, signed_session, treatable_episode

STEPS_OF_A_BRUISE = ["tick in session note", "compress 1-2 min"]


def steps_of(kind):
    return reference.adverse_events()[kind]["must_follow"]


@pytest.fixture
def session(cast):
    return signed_session(cast, occurred_at=timezone.now() - timedelta(days=4))


def answered(session, **changes):
    return {"session": str(session.pk), "hours_after": 24, "soreness": 2, **changes}


def test_patients_answer_for_their_own_session_and_leave_one_event(api, session):
    answer = api("pia").post("check-ins/", answered(session))
    assert answer.status_code == 201, answer.content
    assert answer.json()["alert"] is None
    assert [e.verb for e in AuditEvent.objects.filter(target_id=answer.json()["id"])] == ["check_in.recorded"]


def test_nobody_answers_for_another_patient(cast, api):
    other = treatable_episode(cast, of=patients.patient(cast))
    answer = api("pia").post("check-ins/", answered(signed_session(cast, other)))
    assert answer.status_code == 403
    assert api("pia").get("check-ins/").json()["results"] == []


def test_there_is_one_answer_for_each_time(api, session):
    program = api("pia")
    assert program.post("check-ins/", answered(session)).status_code == 201
    again = program.post("check-ins/", answered(session, soreness=3))
    assert again.status_code == 409
    assert [blocker["code"] for blocker in again.json()["blockers"]] == ["already_answered"]
    assert program.post("check-ins/", answered(session, hours_after=48)).status_code == 201


def test_a_phone_s_clock_may_be_a_little_ahead(api, session):
    minutes = {5: 201, 60: 400}
    for ahead, status in minutes.items():
        at = timezone.now() + timedelta(minutes=ahead)
        told = answered(session, answered_at=at.isoformat(), hours_after=24 if ahead == 5 else 48)
        assert api("pia").post("check-ins/", told).status_code == status


@pytest.mark.parametrize(
    ("hours", "soreness", "signs", "code"),
    [
        (72, 4, (), "soreness_call_back"),
        (72, 3, (), None),
        (48, 9, (), None),
        (2, 0, ("breathless",), "warning_signs"),
        (72, 9, ("infection",), "warning_signs"),
    ],
)
def test_what_raises_an_alert(hours, soreness, signs, code):
    alert = alert_for(hours, soreness, signs)
    assert (alert.code if alert else None) == code


@pytest.mark.parametrize(
    ("asked", "passed", "kept"),
    [
        (72, 1, 2),
        (72, 20, 24),
        (72, 59, 48),
        (72, 60, 72),
        (48, 35, 24),
        (24, 17, 2),
        (24, 18, 24),
        (2, 0, 2),
        (2, 99, 2),
    ],
)
def test_an_answer_is_kept_for_the_hours_that_have_passed(asked, passed, kept):
    at = timezone.now()
    assert filed_under(asked, at, at + timedelta(hours=passed)) == kept
    assert has_come(asked, at, at + timedelta(hours=passed)) == (asked == kept)
    assert bool(filing_words(asked, kept)) == (asked != kept)


def test_too_early_is_kept_for_its_time_and_said_so_to_programs_staff_and_patients(cast, api, as_page):
    sore = {"hours_after": 72, "soreness": 9}
    now = timezone.now()
    told = api("rui").post("check-ins/", answered(signed_session(cast), answered_at=now, **sore)).json()
    assert (told["hours_after"], told["alert"]) == (2, None)
    assert told["filing"] == "72 hours have not passed yet: kept as the answer for 2 hours."
    assert api("rui").get(f"check-ins/{told['id']}/").json()["filing"] == ""
    other = signed_session(cast)
    page = as_page("rui").post(f"/sessions/{other.pk}/check-in/", sore, follow=True)
    assert "kept as the answer for 2 hours" in page.text
    third = signed_session(cast)
    page = as_page("pia").post(f"/me/check-in/{third.pk}/", sore)
    assert "kept as the answer for 2 hours" in page.text
    assert set(CheckIn.objects.values_list("hours_after", flat=True)) == {2}
    refused = api("pia").post("check-ins/", answered(third, answered_at=now, **sore))
    assert refused.status_code == 409
    assert "72 hours have not passed yet" in refused.json()["blockers"][0]["message"]


def test_pages_offer_only_the_hours_that_have_passed(cast, as_page, session):
    early = signed_session(cast)
    for name, path in (("rui", "/sessions/{}/check-in/"), ("pia", "/me/check-in/{}/")):
        assert "72 hours" in as_page(name).get(path.format(session.pk)).text
        assert "72 hours" not in as_page(name).get(path.format(early.pk)).text
    check_in(cast, early, hours_after=2)
    assert "Nothing to answer now" in as_page("pia").get(f"/me/check-in/{early.pk}/").text
    assert "Nothing to ask now" in as_page("rui").get(f"/sessions/{early.pk}/check-in/").text


def test_an_alert_is_in_the_answer_and_reaches_the_staff(cast, api, session):
    answer = api("pia").post("check-ins/", answered(session, warning_signs=["breathless"]))
    assert answer.json()["alert"]["urgent"] is True
    check_in(cast, session, hours_after=2)
    found = check_in_alerts(cast.actor("ana"))
    assert [str(raised.check_in.pk) for raised in found] == [answer.json()["id"]]


def test_who_may_record_and_see_check_ins(api, cast, session):
    row = check_in(cast, session)
    path = f"check-ins/{row.pk}/"
    assert {n: api(n).get(path).status_code for n in ("ana", "rui", "max", "ida", "pia", "eva")} == {
        "ana": 200, "rui": 200, "max": 200, "ida": 200, "pia": 200, "eva": 404,
    }  # fmt: skip
    sent = {n: api(n).post("check-ins/", answered(session, hours_after=h)).status_code for n, h in
            (("ana", 2), ("rui", 48), ("max", 72))}  # fmt: skip
    assert sent == {"ana": 201, "rui": 201, "max": 403}


def test_an_event_takes_grade_time_and_episode_from_what_is_known(cast, api, session):
    answer = api("ida").post("adverse-events/", {"session": str(session.pk), "key": "pneumothorax"})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["grade"], told["episode"]) == ("severe", str(session.visit.episode_id))
    assert AdverseEvent.objects.get().occurred_at == session.visit.occurred_at
    assert [e.verb for e in AuditEvent.objects.filter(target_id=told["id"])] == ["adverse_event.recorded"]


def test_a_follow_up_needs_the_version_and_keeps_what_happened(cast, api, session):
    event = adverse_event(cast, session.visit.episode)
    program, path = api("ana"), f"adverse-events/{event.pk}/"
    tag = program.get(path)["ETag"]
    sent = {"resolved_on": str(patients.today(cast)), "action_taken": "Cold pack.",
            "steps_done": STEPS_OF_A_BRUISE}  # fmt: skip
    assert program.patch(path, sent).status_code == 428
    assert program.patch(path, sent, HTTP_IF_MATCH=tag).status_code == 200
    assert program.patch(path, sent, HTTP_IF_MATCH=tag).status_code == 412
    assert program.patch(path, {"key": "syncope"}, HTTP_IF_MATCH="*").status_code == 400
    assert AuditEvent.objects.filter(target_id=event.pk, verb="adverse_event.followed_up").count() == 1


def test_a_session_of_another_episode_is_refused(cast, api, session):
    other = treatable_episode(cast)
    sent = {"session": str(session.pk), "episode": str(other.pk), "key": "bruising"}
    assert set(api("ana").post("adverse-events/", sent).json()["errors"]) == {"session"}


def test_filters_and_roles_of_adverse_events(cast, api, session):
    bruise = adverse_event(cast, session.visit.episode)
    adverse_event(
        cast, session.visit.episode, "syncope", resolved_on=patients.today(cast), steps_done=steps_of("syncope")
    )
    for query in ({"key": "bruising"}, {"grade": "mild"}, {"open": "true"}):
        found = api("ana").get("adverse-events/", query).json()["results"]
        assert [row["id"] for row in found] == [str(bruise.pk)], query
    path = f"adverse-events/{bruise.pk}/"
    assert {n: api(n).get(path).status_code for n in ("ana", "rui", "max", "ida", "pia", "eva")} == {
        "ana": 200, "rui": 403, "max": 200, "ida": 200, "pia": 403, "eva": 404,
    }  # fmt: skip


def test_the_patients_page_takes_the_answer(as_page, session):
    browser, path = as_page("pia"), f"/me/check-in/{session.pk}/"
    assert b"How is it now?" in browser.get(path).content
    answer = browser.post(path, {"hours_after": "72", "soreness": "5"})
    assert b"Call them if you have not heard from them" in answer.content
    assert b"will call" not in answer.content
    assert CheckIn.objects.get().soreness == 5
    assert browser.post(path, {"hours_after": "72", "soreness": "5"}).status_code == 400
    urgent = browser.post(path, {"hours_after": "2", "soreness": "0", "warning_signs": ["breathless"]})
    assert b"Call 911 now" in urgent.content
    assert b'href="tel:911"' in urgent.content


def test_the_front_desk_asks_and_sees_no_clinical_banner(as_page, session):
    answer = as_page("rui").get(f"/sessions/{session.pk}/check-in/")
    assert answer.status_code == 200
    assert b"May be needled" not in answer.content
    assert as_page("rui").get(f"/sessions/{session.pk}/").status_code == 403


def test_pages_of_adverse_events(cast, as_page, session):
    browser, episode = as_page("ana"), session.visit.episode_id
    path = f"/episodes/{episode}/adverse-events/new/?session={session.pk}"
    answer = browser.post(path, {"kind": "syncope", "attribution": "probable"})
    event = AdverseEvent.objects.get()
    assert (answer.url, event.grade, event.session_id) == (f"/adverse-events/{event.pk}/", "moderate", session.pk)
    sent = {"version": event.version, "grade": "moderate", "attribution": "certain", "action_taken": "Lay flat.",
            "state": "confirmed"}  # fmt: skip
    assert browser.post(answer.url, sent).status_code == 302
    assert browser.post(answer.url, sent).status_code == 409
    assert b"Fainting" in browser.get("/adverse-events/").content
    assert browser.get("/adverse-events/?key=bruising&open=true").status_code == 200
    check_in(cast, session, hours_after=72, soreness=8)
    assert b"Call back" in browser.get("/check-ins/alerts/").content


@pytest.mark.parametrize(("name", "verb", "words"), [
    ("rui", "check_in.form_opened", "Form of a check-in opened, no chart"), ("ana", "chart.opened", "Record opened"),
])  # fmt: skip
def test_the_trail_says_of_the_form_of_a_check_in_what_was_seen(cast, as_page, name, verb, words):
    session = signed_session(cast, treatable_episode(cast))
    before = AuditEvent.objects.count()
    assert as_page(name).get(f"/sessions/{session.pk}/check-in/").status_code == 200
    [event] = AuditEvent.objects.order_by("pk")[before:]
    assert (event.verb, event.patient_id) == (verb, cast.pia.pk)
    row = as_page("max").get("/clinic/trail/").content.decode()
    assert words in row
    assert f"{event.at.astimezone(ZoneInfo(cast.here.timezone)):%H:%M:%S}" in row
