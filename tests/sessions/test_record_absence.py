"""The front desk writes down who cancelled and who did not come; notes stay with those who treat."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients.models import Visit
from practice.audit import AuditEvent
from practice.errors import BadInput, NotPermitted, RecordIsFinal
from progress.selectors.unsigned import unsigned_visits_of
from sessions import services
from sessions.models import VisitNote
from sessions.rules.visits import AHEAD, judged_at, require_absence
from tests.factories import progress
from tests.factories.sessions import record_visit

ZONE = ZoneInfo("America/Los_Angeles")


def absence(actor, episode, **told):
    now = timezone.now()
    given = {"occurred_at": now - timedelta(hours=1), "outcome": "no_show", **told}
    return services.record_absence(actor=actor, episode=episode, now=now, **given)


def typed(**told):
    at = timezone.now() - timedelta(hours=1)
    return {"outcome": "no_show", "occurred_at": at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M"), **told}


@pytest.mark.parametrize("outcome", ["cancelled", "no_show"])
def test_the_desk_writes_it_down_for_the_episodes_therapist_and_nobody_signs_it(cast, episode, outcome):
    note = absence(cast.actor("rui"), episode, outcome=outcome, reason="No lift.")
    assert (note.visit.state, note.visit.therapist_id, note.reason) == (outcome, episode.therapist_id, "No lift.")
    assert unsigned_visits_of(episode) == []
    assert [event.verb for event in AuditEvent.objects.filter(target_id=note.pk)] == ["absence.recorded"]


@pytest.mark.parametrize("outcome", ["attended", "held"])
def test_the_desk_writes_no_note(cast, episode, outcome):
    with pytest.raises(BadInput, match="not_an_absence"):
        absence(cast.actor("rui"), episode, outcome=outcome)
    with pytest.raises(NotPermitted):
        services.record_visit(
            actor=cast.actor("rui"), episode=episode, occurred_at=timezone.now(), now=timezone.now(), outcome="held"
        )


@pytest.mark.parametrize("name", ["max", "pia"])
def test_neither_manager_nor_patient_writes_it_down(cast, episode, name):
    with pytest.raises(NotPermitted):
        absence(cast.actor(name), episode)


def test_a_cancellation_is_written_down_before_its_day_and_a_no_show_is_not(cast, episode):
    tomorrow = timezone.now() + timedelta(days=1)
    absence(cast.actor("rui"), episode, outcome="cancelled", occurred_at=tomorrow)
    for told in ({"outcome": "no_show", "occurred_at": tomorrow}, {"outcome": "cancelled", "occurred_at": far()}):
        with pytest.raises(BadInput):
            absence(cast.actor("rui"), episode, **told)


def far():
    return timezone.now() + AHEAD + timedelta(days=1)


def test_when_its_time_must_have_come():
    now = timezone.now()
    later = now + timedelta(days=3)
    assert (judged_at("cancelled", later, now), judged_at("no_show", later, now)) == (later, now)
    assert judged_at("cancelled", now - timedelta(days=3), now) == now
    require_absence("no_show")


def test_what_was_written_by_mistake_is_taken_back_but_no_note_is(cast, as_page, episode):
    note, treated = absence(cast.actor("rui"), episode), record_visit(cast, episode)
    with pytest.raises(BadInput, match="not_an_absence"):
        services.discard_absence(actor=cast.actor("rui"), visit_note=treated, now=timezone.now())
    services.sign_visit(actor=cast.actor("ana"), visit_note=treated, now=timezone.now())
    with pytest.raises(RecordIsFinal):
        services.discard_absence(actor=cast.actor("rui"), visit_note=treated, now=timezone.now())
    browser = as_page("rui")
    assert browser.post(f"/absences/{treated.pk}/discard/").status_code == 404
    assert browser.post(f"/absences/{note.pk}/discard/", {"version": "99"}).status_code == 409
    gone = browser.post(f"/absences/{note.pk}/discard/", {"version": str(note.visit.version)})
    assert gone.url == f"/episodes/{episode.pk}/absences/"
    assert not Visit.objects.filter(pk=note.pk).exists()


def test_the_page_writes_it_down_and_shows_no_note(cast, as_page, episode):
    record_visit(cast, episode, done="Cried about her mother.")
    browser, address = as_page("rui"), f"/episodes/{episode.pk}/absences/"
    assert browser.post(address, typed(outcome="")).status_code == 400
    assert browser.post(address, typed(reason="Said she is too dizzy.")).url == address
    page = browser.get(address).text
    assert "Did not come" in page
    assert "Cried" not in page
    assert "dizzy" not in page
    assert "hronic" not in page
    assert VisitNote.objects.filter(visit__state="no_show").count() == 1


def test_the_patients_page_leads_there(cast, as_page, episode):
    address = f"/patients/{cast.pia.pk}/"
    assert f"/episodes/{episode.pk}/absences/" in as_page("rui").get(address).text
    assert f"/episodes/{episode.pk}/absences/" not in as_page("max").get(address).text


@pytest.mark.parametrize("path", ["/", "/work/?whose=clinic"])
def test_the_lists_of_who_is_due_lead_there(cast, as_page, path):
    worked = progress.worked_episode(cast, "SYN-02", ago=12)
    page = as_page("rui").get(path).text
    assert "Due for a visit" in page
    assert f"/episodes/{worked.pk}/absences/" in page


def test_programs_write_it_down_and_read_neither_reason_nor_diagnosis(cast, api, episode):
    sent = {
        "id": "0192f0c1-0000-7000-8000-000000000001", "episode": str(episode.pk),
        "occurred_at": (timezone.now() - timedelta(hours=1)).isoformat(), "outcome": "no_show", "reason": "No lift.",
    }  # fmt: skip
    made, again = (api("rui").post("absences/", sent) for _ in range(2))
    assert (made.status_code, again.status_code) == (201, 200)
    [listed] = api("rui").get("absences/", {"episode": str(episode.pk)}).json()["results"]
    assert set(listed) == {"id", "episode", "occurred_at", "outcome", "created_at", "updated_at"}
    refused = api("rui").post("absences/", {**sent, "id": "0192f0c1-0000-7000-8000-000000000002", "outcome": "held"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["outcome"])
    assert api("rui").get("visits/").status_code == 403
    assert api("eva").get(f"absences/{sent['id']}/").status_code == 404
