"""A draft of a session becomes a visit without needling: what applies stays, the rest is named before it goes."""

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients.models import Visit
from practice.errors import NotPermitted, RecordIsFinal, RuleViolation, StaleVersion
from practice.models import AuditEvent
from sessions import fields, services
from sessions.models import AdverseEvent, NeedlingSession, Target, VisitNote
from sessions.rules.holding import GOES, STAYS, kept_in_words, lost_in_words
from tests.factories.sessions import (
    COMPLETE,
    TARGET,
    check_in,
    draft_session,
    signable_session,
    signed_session,
)

ZONE = ZoneInfo("America/Los_Angeles")
PLANNED = [{**TARGET, "needles_in": 0, "needles_out": None}]
WRITTEN = {
    **COMPLETE, "targets": PLANNED, "note": "Fever since yesterday.", "other_interventions": "Taping.",
    "interventions": [{"key": "exercise", "minutes": 20}],
}  # fmt: skip


def test_each_thing_that_was_written_either_stays_or_goes():
    written = {"minutes": 30, "note": "x", "targets": [1], "gloves": True, "estim": None, "needle_lot": ""}
    assert kept_in_words(written) == ["minutes", "note"]
    assert lost_in_words(written) == ["muscles", "gloves"]
    assert not set(STAYS) & set(GOES)
    assert {*fields.SESSION, "targets", "measurements", "adverse_events", "minutes", "note"} == {*STAYS, *GOES}


def hold(actor, session, **told):
    return services.hold_session(actor=actor, session=session, now=timezone.now(), **told)


def test_what_applies_stays_in_the_visit_and_the_rest_goes(cast, episode):
    session = draft_session(cast, episode, **WRITTEN)
    measured = session.visit.measurements.count()
    note = hold(cast.actor("ana"), session, reason="Fever")
    visit = Visit.objects.get(pk=session.pk)
    assert (visit.state, visit.minutes, visit.note) == ("held", 30, "Fever since yesterday.")
    assert visit.measurements.count() == measured > 0
    assert (note.reason, note.done, note.response) == ("Fever", "Taping.", "Looser at once, mild ache.")
    assert (note.interventions, note.education) == ([{"key": "exercise", "minutes": 20}], ["aftercare sheet"])
    assert note.rescreen == {"changes": False, "positive": []}
    assert not NeedlingSession.objects.filter(pk=session.pk).exists()
    assert not Target.objects.filter(session_id=session.pk).exists()
    assert services.sign_visit(actor=cast.actor("ana"), visit_note=note, now=timezone.now()).visit.is_signed
    assert AuditEvent.objects.filter(target_id=session.pk, verb="session.held").count() == 1


def test_what_went_wrong_stays_as_a_record_of_its_own(cast, episode):
    session = draft_session(cast, episode, adverse_events=[{"kind": "syncope", "description": "Before the needles."}])
    hold(cast.actor("ana"), session)
    event = AdverseEvent.objects.get(kind="syncope")
    assert (event.session_id, event.episode_id) == (None, episode.pk)


def test_where_needles_were_counted_it_stays_a_session(cast, episode):
    session = signable_session(cast, episode)
    with pytest.raises(RuleViolation, match="was_needled"):
        hold(cast.actor("ana"), session)
    assert NeedlingSession.objects.filter(pk=session.pk).exists()


def test_an_answered_or_signed_session_stays_one(cast, episode):
    answered = draft_session(cast, episode, **WRITTEN)
    check_in(cast, answered)
    with pytest.raises(RuleViolation, match="has_check_ins"):
        hold(cast.actor("ana"), answered)
    with pytest.raises(RecordIsFinal):
        hold(cast.actor("ana"), signed_session(cast, episode))


def test_a_stale_version_changes_nothing(cast, episode):
    session = draft_session(cast, episode)
    with pytest.raises(StaleVersion):
        hold(cast.actor("ana"), session, if_version=99)
    assert not VisitNote.objects.exists()


@pytest.mark.parametrize("name", ["max", "ida", "rui", "pia"])
def test_only_who_records_sessions_holds_them(cast, episode, name):
    with pytest.raises(NotPermitted):
        hold(cast.actor(name), draft_session(cast, episode))


def test_the_page_names_what_stays_and_what_goes_and_leads_to_the_visit(cast, as_page, episode):
    session = draft_session(cast, episode, **WRITTEN)
    browser, address = as_page("ana"), f"/sessions/{session.pk}/hold/"
    page = browser.get(address)
    assert "Minutes, short re-screen, measurements" in page.text.replace("place, ", "")
    assert "Muscles, position, consent confirmed today, risks explained" in page.text
    answer = browser.post(address, {"version": str(session.visit.version), "reason": "Fever"})
    assert answer.url == f"/visits/{session.pk}/"
    assert "Fever" in browser.get(answer.url).text


def test_the_page_says_when_needles_are_counted_and_refuses_what_is_sent(cast, as_page, episode):
    session = signable_session(cast, episode)
    browser, address = as_page("ana"), f"/sessions/{session.pk}/hold/"
    assert "Needles are counted in this draft" in browser.get(address).text
    assert browser.post(address, {"version": str(session.visit.version)}).status_code == 400
    assert NeedlingSession.objects.filter(pk=session.pk).exists()


def test_one_button_saves_what_is_typed_and_leads_there(cast, as_page, episode):
    session = draft_session(cast, episode)
    sent = {
        "occurred_at": session.visit.occurred_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M"), "then": "hold",
        "version": str(session.visit.version), "note": "Came with fever.", "targets-TOTAL_FORMS": "0",
        "targets-INITIAL_FORMS": "0", "events-TOTAL_FORMS": "0", "events-INITIAL_FORMS": "0",
    }  # fmt: skip
    answer = as_page("ana").post(f"/sessions/{session.pk}/", sent)
    assert answer.url == f"/sessions/{session.pk}/hold/"
    assert Visit.objects.get(pk=session.pk).note == "Came with fever."


def test_programs_hold_a_draft_in_the_same_words(cast, api, episode):
    counted, empty = signable_session(cast, episode), draft_session(cast, episode, **WRITTEN)
    refused = api("ana").post(f"/api/v1/sessions/{counted.pk}/hold/", {})
    assert (refused.status_code, refused.json()["blockers"][0]["code"]) == (409, "was_needled")
    stale = api("ana").post(f"/api/v1/sessions/{empty.pk}/hold/", {}, headers={"If-Match": '"99"'})
    assert stale.status_code == 412
    answer = api("ana").post(f"/api/v1/sessions/{empty.pk}/hold/", {"reason": "Fever"})
    told = answer.json()
    assert (answer.status_code, told["id"], told["outcome"], told["reason"]) == (200, str(empty.pk), "held", "Fever")
    assert answer.headers["ETag"]
    assert api("ana").get(f"/api/v1/sessions/{empty.pk}/").status_code == 404
    assert api("ana").get(f"/api/v1/visits/{empty.pk}/").json()["done"] == "Taping."
